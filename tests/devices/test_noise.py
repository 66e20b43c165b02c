"""Every driver of the registry on a bad line; a new one is covered by being registered."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.drivers import NAMES, driver
from devices.simulators import faults
from tests.devices.speaking import said
from tests.devices.streams import CUTS, cut, fed

WEAK = {
    "scanner-line": "lines of text have no check", "mt-sics": "lines of text have no check",
    "generic": "as strong as its description", "jt701": "its frames have no check", "mrz": "a wrong check digit is shown and named, not hidden",
}
"""Drivers whose protocol cannot tell every wrong byte from a right one."""

STRONG = [name for name in NAMES if name not in WEAK]
BOUND = 16_384


def raws(frames):
    return [frame.raw for frame in frames]


@pytest.fixture(params=NAMES)
def spoken(request):
    config, messages = said(request.param)
    assert messages
    return lambda: driver(request.param, config), messages


def streams(messages):
    broken = st.builds(lambda message, name, seed: b"".join(faults.broken(message, (name,), random.Random(seed)).writes),
                       st.sampled_from(messages), st.sampled_from(faults.NAMES), st.integers(0, 99))
    return st.lists(st.one_of(st.sampled_from(messages), broken, st.binary(max_size=12)), max_size=8).map(b"".join)


def test_every_message_is_a_frame(spoken):
    fresh, messages = spoken
    for message in messages:
        frames, counters = fed(fresh(), [message])
        assert frames
        assert (counters.rejected, counters.bytes_dropped) == (0, 0)


def test_any_split_gives_the_same_frames_and_counts(spoken):
    fresh, messages = spoken

    @settings(deadline=None, max_examples=60)
    @given(stream=streams(messages), cuts=CUTS)
    def splits(stream, cuts):
        whole = fed(fresh(), [stream])
        assert fed(fresh(), cut(stream, cuts)) == whole
        assert fed(fresh(), [bytes([byte]) for byte in stream]) == whole

    splits()


def test_frames_after_a_silence_are_never_lost(spoken):
    fresh, messages = spoken

    @settings(deadline=None, max_examples=60)
    @given(noise=streams(messages) | st.binary(max_size=40))
    def lost(noise):
        noisy = fresh()
        fed(noisy, [noise])
        for message in messages:
            assert raws(fed(noisy, [message])[0])[-1:] == raws(fed(fresh(), [message])[0])[-1:]

    lost()


@pytest.mark.parametrize("name", STRONG)
def test_noise_is_never_a_frame(name):
    config, messages = said(name)
    chance = random.Random(7)
    right = {raw for message in messages for raw in raws(fed(driver(name, config), [message])[0])}
    for turn in range(400):
        message = messages[turn % len(messages)]
        for fault in ("flip", "baud"):
            stream = b"".join(faults.broken(message, (fault,), chance).writes)
            assert set(raws(fed(driver(name, config), [stream])[0])) <= right, stream
        assert fed(driver(name, config), [chance.randbytes(60)])[0] == []


@pytest.mark.parametrize("name", NAMES)
def test_random_bytes_stay_small(name):
    config, messages = said(name)
    noisy, junk = driver(name, config), random.Random(3).randbytes(300_000)
    for start in range(0, len(junk), 4096):
        noisy.feed(junk[start : start + 4096])
    noisy.idle()
    frames = noisy.feed(messages[0])
    frames = list(frames) + list(noisy.idle())
    assert raws(frames)[-1:] == raws(fed(driver(name, config), [messages[0]])[0])[-1:]
    noisy.feed(junk[:50_000])
    assert len(noisy.discard()) < BOUND


@pytest.mark.parametrize("name", NAMES)
def test_a_device_that_went_away_leaves_nothing_behind(name):
    config, messages = said(name)
    for message in messages:
        back = driver(name, config)
        back.feed(message[: len(message) // 2])
        back.discard()
        assert raws(fed(back, [message])[0]) == raws(fed(driver(name, config), [message])[0])
