import os

import pytest
from journal_parts import VIEWS, Ticking, grown

from workstation.journal import Journal, Place


@pytest.fixture
def key():
    return os.urandom(32)


@pytest.fixture
def clock():
    return Ticking()


@pytest.fixture
def create(tmp_path, key, clock):
    """Makes the journal of `tmp_path`."""
    return lambda: Journal.create(tmp_path / "journal.db", key, VIEWS, clock, Place("CNHXG", "03", "ab" * 8, "0001"))


@pytest.fixture
def reopen(tmp_path, key, clock):
    """Opens the journal of `tmp_path`, with these views."""
    return lambda views=VIEWS, **how: Journal.open(tmp_path / "journal.db", key, views, clock, **how)


@pytest.fixture
def journal(create):
    made = create()
    yield made
    made.close()


@pytest.fixture
def closed(tmp_path, create):
    """A folder with a journal of 40 events, closed."""
    made = create()
    grown(made, 39)
    made.close()
    return tmp_path
