"""What is kept of a bug: its kind and where in the code it happened, never what it says; the message may carry what somebody's document says."""

import traceback
from types import TracebackType

SAYS_NO_VALUE = (AttributeError, ImportError, IndexError, MemoryError, NameError, RecursionError, ZeroDivisionError)
"""Kinds whose message names parts of the program only."""


def told(error: BaseException, trace: TracebackType | None) -> str:
    """Lines for the log: the cause first, then what came of it; each with its places in the code."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    first = told(before, before.__traceback__) if before is not None and before is not error else ""
    places = "".join(f"  {frame.filename}:{frame.lineno} {frame.name}\n" for frame in traceback.extract_tb(trace))
    said = f": {error}" if type(error) in SAYS_NO_VALUE else ""
    return f"{first}{type(error).__name__}{said}\n{places}"
