"""Views are what the events say: folded, rebuilt, replayed in any order and doubled, they are the same."""

import sqlite3
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journal_parts import SEALS, VIEWS, WEIGHTS, View, grown, seal, state, weight
from sqlcipher3 import dbapi2

from workstation.journal import Event, fold


def test_rebuilt_views_equal_folded_ones(journal):
    grown(journal, 60)
    before = state(journal.read)
    assert before[0]
    assert before[1]
    assert journal.rebuild() == 61
    assert state(journal.read) == before


@pytest.mark.parametrize("change", [replace(WEIGHTS, version=2), replace(WEIGHTS, name="other")])
def test_a_view_of_another_version_is_made_anew_at_open(closed, reopen, change):
    journal = reopen()
    before = state(journal.read)
    journal._connection.execute("UPDATE weight SET value = 'spoilt'")
    journal.close()
    journal = reopen((change, SEALS))
    assert state(journal.read) == before
    assert dict(journal.read("SELECT name, version FROM view")) == {change.name: change.version, "seals": 1}
    journal.close()


def test_a_view_nobody_brings_is_dropped(closed, reopen):
    journal = reopen((SEALS,))
    assert journal.read("SELECT name FROM sqlite_master WHERE name LIKE 'weight%'") == []
    journal.close()


def test_a_view_that_cannot_be_made_leaves_the_old_ones(closed, reopen):
    broken = View("broken", 1, "CREATE TABLE broken(a); CREATE TABLE weight(a);", SEALS.fold, ("broken",))
    with pytest.raises(dbapi2.OperationalError, match="already exists"):
        reopen((*VIEWS, broken))
    journal = reopen()
    assert journal.read("SELECT COUNT(*) FROM weight")[0][0] > 0
    journal.close()


def test_a_semicolon_inside_a_text_ends_no_statement():
    schema = "CREATE TABLE a(b DEFAULT ';'); -- one; two\nCREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM a; SELECT 1; END; "
    assert len(fold._statements(schema)) == 2


STATIONS = ("CNHXG-03-7KQ2", "CNHXG-04-AAAA")
kinds = st.sampled_from([weight("a", 1), weight("a", 2), weight("b", 3), seal("a", "HN1"), seal("b", "HN2")])
drafts = st.lists(st.tuples(st.sampled_from(STATIONS), kinds, st.integers(1, 4)), max_size=25)


def chained(drawn):
    """Events of two stations whose clocks disagree."""
    made = []
    for station, draft, at in drawn:
        seq = 1 + sum(e.station == station for e in made)
        made.append(Event(station, seq, at, at, "0001", draft.kind, draft.subject, draft.body))
    return made


def folded(events):
    store = sqlite3.connect(":memory:")
    for view in VIEWS:
        store.executescript(view.schema)
    folds = fold.by_kind(VIEWS)
    for event in events:
        fold.fold(store, folds, event)
    rows = state(lambda sql: store.execute(sql).fetchall())
    store.close()
    return rows


@given(drafts, st.randoms(use_true_random=False))
def test_shuffled_and_doubled_replay_gives_the_same_views(drawn, chance):
    events = chained(drawn)
    again = events + events
    chance.shuffle(again)
    assert folded(again) == folded(events)
