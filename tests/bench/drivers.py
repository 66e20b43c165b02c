"""What the drivers cost: bytes to frames beside a bare read of the same bytes, beside a full line of 115 200 baud, and ten megabytes of noise."""

import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator

import psutil

from devices.drivers import NAMES, driver
from devices.frames import Driver
from tests.bench.measure import Row, beside, turns
from tests.devices.speaking import said

LINE = 115_200 / 10
"""Bytes a second of the fastest line in use."""

CHUNK = 512
NOISE = 10_000_000
ROUNDS = 8


def rows(size: int) -> Iterator[Row]:
    """Three rows a driver, over `size` bytes of its own frames."""
    junk = random.Random(9).randbytes(NOISE)
    with tempfile.TemporaryFile() as file:
        for name in NAMES:
            config, messages = said(name)
            yield from framing(name, lambda name=name, config=config: driver(name, config), b"".join(messages), size, file.fileno())
            yield noise(name, driver(name, config), junk)


def framing(name: str, fresh: Callable[[], Driver], messages: bytes, size: int, number: int) -> Iterator[Row]:
    """The driver fed from a file, and the file only read, in turn."""
    stream = messages * (size // len(messages) + 1)
    os.ftruncate(number, 0)
    os.pwrite(number, stream, 0)
    found = []

    def ours(_: int) -> None:
        made = fresh()
        found.append(sum(len(made.feed(chunk)) for chunk in pieces(number)) + len(made.idle()))

    bare = lambda _: sum(map(len, pieces(number)))  # noqa: E731 - the least a reader does
    times, least = turns((ours, bare), ROUNDS, warm=1)
    if len(set(found)) != 1 or not found[0]:
        raise RuntimeError(f"{name}: {found} frames")
    yield beside(f"driver {name}: {len(stream) // 1000} kB to frames, beside reading it", times, least, None)
    ours_a_second, line_a_second = found[0] / times.median, found[0] / len(stream) * LINE
    yield Row(f"driver {name}: frames a second, beside a full line", ours_a_second, "1/s", line_a_second, line_a_second / ours_a_second, 0.1)


def pieces(number: int) -> Iterator[bytes]:
    """The file in reads as small as a port gives them."""
    os.lseek(number, 0, os.SEEK_SET)
    while chunk := os.read(number, CHUNK):
        yield chunk


def noise(name: str, made: Driver, junk: bytes) -> Row:
    """Ten megabytes without a frame: no exception, no growth; beside the time a line needs to bring them."""
    process = psutil.Process()
    before, began = process.memory_info().rss, time.perf_counter()
    for start in range(0, len(junk), CHUNK):
        made.feed(junk[start : start + CHUNK])
    took = time.perf_counter() - began
    grown = process.memory_info().rss - before
    if len(made.discard()) > 65_536 + CHUNK or grown > NOISE // 2:
        raise RuntimeError(f"{name} keeps noise: {grown} bytes more")
    return Row(f"driver {name}: 10 MB of noise, beside the line", took, "s", NOISE / LINE, took / (NOISE / LINE), 0.1)
