"""Stations of a test: made when asked for, closed at its end."""

from dataclasses import replace

import pytest

from tests.yard import Yard, rows
from workstation import settings


@pytest.fixture
def yard(tmp_path):
    """`yard(tables, **given)`: a station of its own; `given` are settings of the station by name, else of the pack's label or the clock."""
    made = []

    def at(tables=None, **given):
        changed = {name: value for name, value in given.items() if name in settings.Settings.__dataclass_fields__}
        told = {name: value for name, value in given.items() if name not in changed}
        one = Yard(tmp_path / f"station{len(made)}", tables or rows(), **told)
        made.append(one)
        if changed:
            one.close()
            settings.write(one.folder, replace(settings.read(one.folder), **changed))
            one.open()
        return one

    yield at
    for each in made:
        each.close()
