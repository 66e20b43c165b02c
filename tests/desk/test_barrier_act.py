"""What the barrier did is written; the card of the truck or the slip stays as it was."""

from dataclasses import replace

import pytest

from tests.yard import PLATE, Yard, clean, rows
from workstation import settings
from workstation.desk.acts.barrier import KINDS


@pytest.fixture
def yard(tmp_path):
    made = Yard(tmp_path / "s", rows())
    yield made
    made.close()


@pytest.mark.parametrize(("how", "kind"), KINDS.items())
def test_every_outcome_is_an_event_and_changes_nothing_else(yard, how, kind):
    yard.lines(*clean())
    done = yard.act("release")
    card = yard.desk.card()
    told = yard.act("barrier", how=how, permit=done["passage"]["id"], link="barrier")
    assert [event[2] for event in told["events"]] == [kind]
    assert told["passage"]["state"] == "released"
    after = yard.desk.card()
    assert replace(after, tick=card.tick) == card
    (event,) = yard.desk.station.journal.events(kinds=(kind,))
    assert (event.subject, event.body) == ("03", {"how": how, "permit": done["passage"]["id"], "link": "barrier"})


def test_the_slip_at_the_gate_stays_on_the_card(yard):
    yard.lines(*clean())
    token = yard.act("release")["slip"]["token"]
    yard.act("next")
    yard.close()
    settings.write(yard.folder, replace(settings.read(yard.folder), profile="gate"))
    yard.open()
    assert yard.act("present", token=token, vehicle=PLATE)["gate"]["accepted"]
    told = yard.act("barrier", how="opened")
    assert told["gate"]["accepted"]
    assert yard.desk.card().state == "gate"


def test_a_plate_alone_looks_up_the_slip_of_that_truck(yard):
    yard.lines(*clean())
    number = yard.act("release")["slip"]["number"]
    yard.act("next")
    told = yard.act("present", vehicle="琼A·12345")["gate"]
    assert (told["accepted"], told["number"]) == (True, number)
    assert yard.act("present", vehicle=PLATE)["gate"]["reasons"] == ["slip-used"]
    assert yard.refused(act="present", vehicle="琼Z99999") == "slip-unknown"


def test_a_wrong_word_is_refused_and_an_auditor_may_not(yard):
    assert yard.refused(act="barrier", how="wide") == "line-field"
    assert yard.refused(act="barrier") == "act-field-missing"
    yard.open("U1")
    assert yard.refused(act="barrier", how="by-hand")
