"""What is typed into a hidden field stays there, however fast: a pass phrase or PIN never goes to the desk as a scan."""

import re

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
