"""What is typed into a hidden field stays there, however fast: a pass phrase or PIN never goes to the desk as a scan, and what a machine typed there is not sent by itself."""

import re
from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

_MARKED = re.compile(r"\][A-Za-z][0-9A-Za-z]|HN[A-Z][0-9]:", re.ASCII)
"""An AIM identifier (ISO/IEC 15424) or a prefix of our own, a badge say."""

_PROVED = frozenset({"container", "uscc", "resident-id", "hmt-residence-permit", "foreign-pr-card", "mrz"})
"""Kinds so long and so checked that no phrase is one of them by accident."""


def keeps(text: str) -> bool:
    """Whether a burst of keys belongs to the field with the focus: it is hidden, and the text does not prove by itself that a scanner read it."""
    focus = QGuiApplication.focusObject()
    if not isinstance(focus, QLineEdit) or focus.echoMode() == QLineEdit.EchoMode.Normal or _MARKED.match(text):
        return False
    from workstation import codes

    return not any(code.checked and code.kind in _PROVED for code in codes.recognise(text).candidates)


MACHINE_MS = 20
"""Milliseconds a key, on average, in which no hand strikes a phrase."""


def by_machine(stamps: Sequence[int]) -> bool:
    """Whether keys came as no hand strikes them, by the times (ms) the system gave them; 0 is none. When they reached the window proves nothing: it may have been busy."""
    return len(stamps) > 1 and all(stamps) and stamps[-1] - stamps[0] <= MACHINE_MS * (len(stamps) - 1)


def chosen_whole() -> None:
    """What stands in the hidden field with the focus is selected: Enter sends it, the next key begins anew."""
    if isinstance(focus := QGuiApplication.focusObject(), QLineEdit):
        focus.selectAll()
