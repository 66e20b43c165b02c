"""A station with a truck's papers, for the trials of calls that need no other."""

import pytest

from tests.yard import Yard, rows


@pytest.fixture
def yard(tmp_path):
    one = Yard(tmp_path / "station", rows())
    yield one
    one.close()
