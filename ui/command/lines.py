"""The lines of stdin for commands that answer line by line."""

import io
import sys
from collections.abc import Iterator


def asked() -> Iterator[str]:
    """Every line that is not blank; bytes that are no UTF-8 make a wrong line, not the end of the stream."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    for line in sys.stdin:
        if line.strip():
            yield line.strip()
