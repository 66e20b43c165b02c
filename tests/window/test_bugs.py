"""What a bug leaves in the log: where it happened, nothing of what it was about."""

import pytest

from tests.persons.persons_port import ID, NAME
from ui.window import bugs


def fall(words):
    try:
        return {}[ID]
    except KeyError as error:
        raise ValueError(words) from error


def logged(kind, act):
    with pytest.raises(kind) as found:
        act()
    return bugs.told(found.value, found.value.__traceback__)


def test_a_bug_says_where_and_never_what_it_was_about():
    text = logged(ValueError, lambda: fall(f"{NAME} {ID}"))
    assert [each for each in (NAME, ID) if each in text] == []
    assert [line for line in text.splitlines() if not line.startswith(" ")] == ["KeyError", "ValueError"]
    assert text.count(" fall\n") == 2
    assert "'str' object has no attribute 'nothing'" in logged(AttributeError, lambda: NAME.nothing)
