"""The lines of stdin for commands that answer line by line."""

import io
import json
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


def document(answer: object) -> str:
    """One line of JSON; what stdout has no signs for (half a surrogate pair, an old terminal's charset) is written escaped."""
    line = json.dumps(answer, ensure_ascii=False)
    return line if line == _sayable(line) else json.dumps(answer)


def write(line: str) -> None:
    """A line for people; a sign that stdout cannot show is a question mark."""
    sys.stdout.write(_sayable(line) + "\n")


def _sayable(line: str) -> str:
    charset = sys.stdout.encoding or "utf-8"
    return line.encode(charset, "replace").decode(charset)


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
