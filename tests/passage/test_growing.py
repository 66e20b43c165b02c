"""A passage with some of its fields changed is what `dataclasses.replace` makes of it, and carries nothing over that it worked out before."""

from dataclasses import replace

import pytest

from workstation.made import anew
from workstation.passage.values import Part, Passage


def test_a_changed_passage_is_a_new_one_that_asks_itself_again():
    part = Part("vehicle", "琼A12345", True, "serial", 1, ("S", 2))
    first = Passage("S/1", "03", 1, parts=(part,))
    assert first.plate == "琼A12345"
    changed = {"parts": (replace(part, value="琼A54321"),), "last_seq": 3}
    assert anew(first, **changed) == replace(first, **changed)
    assert (anew(first, **changed).plate, first.plate, first.last_seq) == ("琼A54321", "琼A12345", 0)
    assert anew(first) == first
    with pytest.raises(TypeError, match="Passage has no colour"):
        anew(first, colour="red")
