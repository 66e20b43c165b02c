"""Feeds a driver one stream in different pieces."""

from hypothesis import strategies as st


def cut(stream: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({place % (len(stream) + 1) for place in cuts})
    return [stream[start:end] for start, end in zip([0, *places], [*places, len(stream)], strict=True)]


def fed(driver, chunks: list[bytes]):
    """Frames and counters after the chunks and a silence."""
    frames = [frame for chunk in chunks for frame in driver.feed(chunk)]
    frames += driver.idle()
    return frames, driver.counters


CUTS = st.lists(st.integers(0, 10_000), max_size=12)
