"""A station of one's own for each test of a passage."""

import pytest

from tests import yard as yards


@pytest.fixture
def make(tmp_path):
    """Makes stations: `make(tables, at=…)`; all are closed at the end."""
    made = []

    def make(tables=None, **label):
        made.append(yards.Yard(tmp_path / f"station-{len(made)}", yards.rows() if tables is None else tables, **label))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def yard(make):
    """A station whose port has one clean truck."""
    return make()
