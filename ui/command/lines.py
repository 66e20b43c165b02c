"""The lines of stdin for commands that answer line by line."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from workstation.words import Refused, Trouble


def source() -> BinaryIO:
    """The bytes of stdin. Refused `input-closed` where the program was started without one."""
    if sys.stdin is None:
        raise Refused("input-closed")
    return sys.stdin.buffer


@contextmanager
def telling() -> Iterator[None]:
    """Around what is written to stdout: Trouble `output` when it cannot be; a reader who is gone is another matter."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Trouble("output", reason=error.strerror or error) from error


def asked() -> Iterator[str]:
    """Every line that is not blank; bytes that are no UTF-8 make a wrong line, not the end of the stream."""
    if sys.stdin is None:
        raise Refused("input-closed")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    for line in sys.stdin:
        if line.strip():
            yield line.strip()
