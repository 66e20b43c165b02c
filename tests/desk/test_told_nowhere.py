"""Whatever is typed where: the number of a document the register knows is in no answer and no event, and the name of whom the station met in no event."""

import json
import threading
from contextlib import closing

import pytest

from tests import yard as yards
from tests.yard import BOX, BOX2, DRIVER, PAPERS, PLATE, SEAL3, Yard, clean, rows
from ui import command
from ui.bridge import Bridge
from workstation.desk.acts import ACTS
from workstation.desk.acts.act import NUMBERS
from workstation.desk.scanning import FIELDS
from workstation.register import known
from workstation.register.files import newest
from workstation.register.store import Register
from workstation.words import Choices, Refused, Trouble

PAGE = 4096
PASSPORT, SECOND, CARD_NAME, STRANGER = "EJ7654321", "U23456719", "欧阳锋雷", "上官云燕"
READS = {"scan": {"scan": SEAL3}, "weight": {"weight": "16200", "unit": "kg"}, "seal": {"seal": "ML1234999", "status": "sealed"}, "help": {"help": "button 1"}, "dose": {"dose": "900"}}
USUAL = {"reason": "asks for it", "words": "asks for it", "sort": "driver", "officer": "O2", "seal": "HN1234567", "ledger": "H64011A00001", "quantity": "1", "reference": "R-1"}


def port():
    """A port that knows two persons, one of them by a passport, and a consignment whose parties are persons."""
    told = rows(person=[{"id": name, "name": words, "birth": "1987-03-14", "nationality": "CHN", "resident": True, "list": "none"} for name, words in (("P7", CARD_NAME), ("P8", STRANGER))])
    told["document"] = [{"kind": kind, "number": number, "person": "P7"} for kind, number in (("passport", PASSPORT), ("passport", SECOND), ("resident-id", DRIVER))]
    told["leg"] = [{"number": f"EMC12345{place}", "declaration": PAPERS, "mode": "rail", "from": "CNYPG", "to": "CNHXG"} for place in "67"]
    parties = (("6", "consignee", "李四光"), ("7", "consignee", "王二小"), ("6", "consignor", PASSPORT), ("6", "consignor", yards.USCC), ("6", "container", BOX2))
    told["leg_item"] = [{"number": f"EMC12345{place}", "sort": sort, "value": value} for place, sort, value in parties]
    return told


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    one = Yard(tmp_path_factory.mktemp("told") / "s", port())
    one.lines(*clean(), {"scan": DRIVER})
    one.close()
    return one


@pytest.fixture
def lane(base, tmp_path):
    one = Yard(tmp_path / "s", base=base)
    one.open("S1")
    yield one
    one.close()


def asked():
    """Every act with every field that takes text, and every read with every field beside it."""
    for act in ACTS.values():
        plain = {name: 1 if name in NUMBERS else USUAL.get(name, "x") for name in act.needs}
        yield from ({"act": act.name, **plain, field: None} for field in (*act.needs, *act.may) if field not in NUMBERS and act.name != "sign-out")
    for sort, fields in FIELDS.items():
        yield from (READS[sort] | {field: None} for field in (sort, *fields))


def filled(line, text):
    return {name: text if value is None else value for name, value in line.items()}


def kept(one, after, *texts):
    return [(event.kind, event.body) for event in one.desk.station.journal.events(after=after) if any(each in json.dumps(event.body, ensure_ascii=False) + event.subject for each in texts)]


def test_a_number_is_in_no_answer_and_no_event_whatever_field_it_stands_in(lane):
    start, leaks = lane.desk.station.journal.head().seq, []
    several = [filled(each, PASSPORT) for each in asked()]
    assert len(several) > 200
    for line in (*several, {PASSPORT: 1}, {"act": PASSPORT}, {"act": "hold", PASSPORT: 1}, {"act": "explain", "passage": f"see {PASSPORT.lower()}!"}):
        told = json.dumps(lane.line(**line), ensure_ascii=False) + repr(lane.desk.card())
        leaks += [line] if PASSPORT in told.upper() else []
        if lane.desk.role != "supervisor":
            lane.open("S1")
    assert (leaks, kept(lane, start, PASSPORT)) == ([], [])


def test_the_name_of_whom_the_station_met_is_in_no_event(lane):
    start, words = lane.desk.station.journal.head().seq, f"旅客{CARD_NAME}可疑"
    for line in asked():
        lane.line(**filled(line, words))
        if lane.desk.role != "supervisor":
            lane.open("S1")
    assert kept(lane, start, CARD_NAME) == []


@pytest.mark.parametrize("words", [CARD_NAME, "欧阳 锋雷 来过", "saw Ouyang Fenglei here", "OUYANG-FENGLEI"])
def test_who_was_met_is_known_to_every_desk_for_a_day(lane, words):
    # The document was read by another officer before this desk was opened, and stands in no memory.
    assert lane.desk.lane.met == {}
    assert lane.refused(act="call-open", sort="driver", words=words) == "person-in-words"
    assert lane.refused(act="inspect", form="appearance", reason=words) == "person-in-words"
    lane.act("call-open", sort="driver", words=f"{STRANGER} asks for water")
    lane.act("park")
    lane.clock.wait(25)
    lane.act("call-open", sort="driver", words=words, about=PLATE)


def test_refusals_that_reach_the_window_repeat_none(lane):
    done, heard = threading.Event(), []
    bridge = Bridge(lambda job: (job(), done.set()))
    desk, lane.desk = lane.desk, None
    folder, key, clock = lane.folder, lane.key, lane.clock
    desk.close()
    bridge.open(lambda _: yards.Desk(yards.Station.open(folder, key, clock), "S1"), heard.append)
    bridge.read(lambda each: each.custody(f"{PASSPORT}?"), heard.append)
    bridge.read(lambda each: each.passage(PASSPORT), heard.append)
    bridge.close()
    refused = [reply.refused for reply in heard if reply.refused is not None]
    assert len(refused) == 2
    assert [each.values for each in refused if PASSPORT in str(each)] == []


CALLS = (
    ("explain", PASSPORT), ("explain", SECOND), ("custody", f"see {PASSPORT}"), ("custody", "board", PASSPORT), ("custody", "stock", PASSPORT), ("custody", PASSPORT), ("lookup", f"see {PASSPORT}"), ("account", PASSPORT), ("account", PASSPORT, "--json"),
    ("calls", "show", PASSPORT), ("calls", "take", PASSPORT), ("calls", "open", PASSPORT, "words"), ("calls", "open", "driver", f"saw {PASSPORT}"), ("calls", "close", "1", PASSPORT), ("rejudge", PASSPORT),
    ("account", yards.USCC, "--at", PASSPORT), ("person", PASSPORT, "x", "y"), ("officer", "disable", PASSPORT), ("lens", PASSPORT), ("calls", "--days", PASSPORT), (PASSPORT,), ("draws", "show", PASSPORT), ("journal", "export", PASSPORT),
    ("slip", "check", PASSPORT), ("officer", "disable", "O2", "--reason", f"saw {PASSPORT}"), ("sheet", "--group", f"with {PASSPORT}", "-o", "{tmp}/a.pdf"),
)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_refusal_of_a_command_repeats_a_passport(base, capsys, monkeypatch, tmp_path, lang):
    for name, value in yards.secrets().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PORT_OFFICER_NOW", "2026-11-21T08:50:00Z")
    told = []
    for words in CALLS:
        given = [each.format(tmp=tmp_path) for each in words]
        code = command.main(["--lang", lang, "--data", str(base.folder), "--officer", "S1", *given])
        heard = capsys.readouterr()
        told += [(words, heard)] if any(each in heard.out + heard.err for each in (PASSPORT, SECOND)) or code not in (2, 3, 0 if words[0] == "slip" else 2) else []
    assert told == []


def test_why_a_journal_is_taken_as_it_stands_names_nobody(base, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("PORT_OFFICER_SECRET", yards.secret("S1"))
    monkeypatch.setenv("PORT_OFFICER_NOW", "2026-11-21T08:50:00Z")
    one = Yard(tmp_path / "s", base=base)
    one.close()
    (one.folder / "head.json").unlink()
    answered = []
    for words in (f"{CARD_NAME}换了硬盘", f"disk of {PASSPORT}", "disk changed"):
        code = command.main(["journal", "acknowledge", "--reason", words, "--data", str(one.folder), "--officer", "S1"])
        answered.append((code, capsys.readouterr().err.split(":")[:2]))
    assert [code for code, _ in answered] == [2, 2, 0]
    assert [words[1].strip() for _, words in answered[:2]] == ["person-in-words", "text-names-person"]


@pytest.mark.parametrize("as_json", [True, False])
def test_a_party_without_a_credit_code_is_masked_as_a_person_is(base, capsys, monkeypatch, as_json):
    monkeypatch.setenv("PORT_OFFICER_SECRET", yards.secret("S1"))
    assert command.main(["custody", PAPERS, "--data", str(base.folder), "--officer", "S1", "--lang", "en", *(["--json"] if as_json else [])]) == 0
    told = capsys.readouterr().out
    assert [each for each in ("李四光", "王二小", PASSPORT) if each in told] == []
    assert [each for each in ("李**", "王**", "*****4321", yards.USCC) if each not in told] == []
    # They are compared as they are, not as they are shown.
    assert "consignee" in told


def test_what_no_register_can_tell_is_masked_by_its_form(base, tmp_path):
    def covered(register, value):
        return known.cover(register, Refused("x", value=value)).values["value"]

    one = Yard(tmp_path / "s", base=base)
    with_register = one.desk.station.register
    assert covered(with_register, f"a {PASSPORT}, AB1234567, {BOX}") == f"a *****4321, AB1234567, {BOX}"
    assert [covered(with_register, each) for each in ("ej 7654321", "EJ7654321", 7654321)] == ["*****4321", "*****4321", 7654321]
    offered = Choices((BOX,))
    assert covered(with_register, offered) is offered
    one.close()
    path = newest(one.folder)
    whole, holes = path.read_bytes(), 0
    # From the end: the page that keeps the documents by number, wherever it lies.
    for page in range(len(whole) // PAGE - 1, 0, -1):
        path.write_bytes(whole[: page * PAGE] + b"\x5a" * PAGE + whole[(page + 1) * PAGE :])
        try:
            with closing(Register.open(one.folder, one.key)) as register:
                assert PASSPORT not in covered(register, f"a {PASSPORT}, {BOX}")
                holes += covered(register, "AB1234567") == "*****4567"
        except Trouble:
            continue
        if holes:
            break
    assert holes
