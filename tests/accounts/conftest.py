"""Stations with accounts."""

import pytest

from tests.accounts.accounts_port import tables
from tests.yard import Yard


@pytest.fixture
def port(tmp_path):
    """`port(tables)`: a station with accounts, closed at the end."""
    made = []

    def at(told=None, **label):
        made.append(Yard(tmp_path / f"station{len(made)}", told or tables(), **label))
        return made[-1]

    yield at
    for each in made:
        each.close()
