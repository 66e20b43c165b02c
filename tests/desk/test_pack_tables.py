"""Tables travel with rule packs: whatever is wrong in one is refused with file, entry and reason; those in force count from their day on, and are kept with what they decided."""

import pytest
import rule_packs

from tests import yard as yards
from workstation.codes import made
from workstation.desk import rejudging, ruling, tables
from workstation.risk import pack, rulebook
from workstation.risk.explain import is_open
from workstation.risk.explain import read as explained
from workstation.risk.periods import Period
from workstation.risk.tables import NAMES, uncovered
from workstation.settings import local_time, show_time

OWN = rulebook().files
LABEL = pack.Label("CNHXG", 1, 0, Period("2026-12-01", "2027-11-30"), "A", "B", "trial")


def wrong(name, text):
    return [f"{each.where}: {each.reason}" for each in ruling.wrong(pack.RulePack(LABEL, b"", (), {name: text}))]


CASES = [
    ("quotas", 'amount = "10000"', 'amount = "-1"', "quotas.toml quota 3 resident amount: no decimal text"),
    ("quotas", 'amount = "10000"', "amount = 10000", "quotas.toml quota 3 resident amount: no decimal text"),
    ("quotas", "age = 0\n", "age = 200\n", "quotas.toml quota 3 resident age: 200 is not between 0 and 150"),
    ("quotas", "residents_only = true", 'residents_only = "yes"', "quotas.toml quota 3 resident residents_only: neither true nor false"),
    ("quotas", 'id = "resident"', 'id = "nobody"', "quotas.toml quota 3 nobody id: unknown value nobody"),
    ("quotas", "present = 2", "present = 2\nabsent = 1", "quotas.toml desk: unknown field absent"),
    ("quotas", "reveal = 20\n", "", "quotas.toml desk: reveal is missing"),
    ("quotas", 'category = "phone", unit = "piece"', 'category = "phone", unit = "dozen"', "quotas.toml quota 1 offshore trip 2 phone unit: unknown value dozen"),
    ("quotas", 'valid_to = "2025-10-31"', 'valid_to = "2025-11-30"', "quotas.toml quota offshore: two rows count from"),
    ("quotas", 'valid_to = "2025-10-31"', 'valid_to = "2025-10-30"', "quotas.toml quota offshore: no row counts on 2025-10-31"),
    ("quotas", 'valid_to = "2025-10-31"', 'valid_to = "2025-10-32"', "quotas.toml quota 1 offshore valid_to: valid_from is no day"),
    ("quotas", 'id = "on-site"', 'id = "off-site"', "quotas.toml mode: on-site is missing"),
    ("accounts", 'national = ["advanced"]', 'national = ["splendid"]', "accounts.toml batch 1 national 1: unknown value splendid"),
    ("accounts", "days = 120", "days = 400", "accounts.toml vehicle 1 days: 400 is not between 1 and 366"),
    ("accounts", 'valid_from = "2021-01-01"', 'valid_from = "2022-01-01"', "accounts.toml vehicle: no row counts on 2021-01-01"),
    ("custody", 'missing = "warn"', 'missing = "shrug"', "custody.toml stock missing: unknown value shrug"),
    ("custody", '"08:00", "20:00"', '"08:00", "25:00"', "custody.toml shifts begin 2: no time of day"),
    ("custody", '["CNHXG", "CNYPG"]', '["CNHXG", "Yangpu"]', "custody.toml combination 2 ports 2: Yangpu is no text such as CNHXG"),
    ("distances", 'road = "120"', 'road = "0"', "distances.toml speed road: 0 is not between 1 and 3000"),
    ("distances", "CNHXG-CNHIG = 11", "CNHXG-CNHIG = 11\nCNHIG-CNHXG = 12", "distances.toml km CNHXG-CNHIG: stands twice"),
    ("distances", "CNHXG-CNHIG = 11\n", 'CNHXG-CNHIG = "11"\n', "distances.toml km CNHXG-CNHIG: no whole number"),
    ("distances", "CNHXG-CNHAA = 60\n", "CNHXG-CNHAA = 60\nCNHXG-CNXYZ = 60\n", "distances.toml least CNHXG-CNXYZ: never counts"),
    ("calls", 'to = "senior", minutes = 2 }, {', 'to = "emperor", minutes = 2 }, {', "calls.toml sort stop levels 1 emperor to: unknown value emperor"),
    ("calls", 'to = "senior", minutes = 10 }, { to = "supervisor", minutes = 20 }]\nproof = ["event", "scan", "photo"]', 'to = "senior", minutes = 30 }, { to = "supervisor", minutes = 20 }]\nproof = ["event", "scan", "photo"]',
     "calls.toml sort suspended levels: the minutes do not rise"),
    ("calls", 'codes = ["told", "gone", "false-alarm"]', 'codes = ["forgotten"]', "calls.toml sort next-port codes: no words zh and en for call.code.forgotten"),
    ("calls", '"papers.ledger" = ["over", "slice", "elsewhere", "lost"]', '"papers.ledger" = ["mislaid"]', "calls.toml cause 8 verdict.given: papers.ledger is never mislaid"),
    ("calls", '"papers.ledger" = ["over", "slice", "elsewhere", "lost"]', '"papers.mood" = ["over"]', "calls.toml cause 8 verdict.given: unknown fact papers.mood"),
    ("calls", 'event = "hold.placed"', 'event = "hold.imagined"', "calls.toml cause 1 hold.imagined: unknown event hold.imagined"),
    ("calls", 'sort = "hold"\nends', 'sort = "grip"\nends', "calls.toml cause 1 hold.placed: unknown sort grip"),
    ("calls", 'stop = "drugs"', 'stop = "tea"', "calls.toml trigger 4 tea: unknown tree"),
    ("calls", "[sort.driver]", "[sort.lorry]", "calls.toml sort: driver is missing"),
    ("calls", "from = 16", "from = 24", "calls.toml shift 3 evening from: 24 is not between 0 and 23"),
    ("inspection", 'goes_with = ["normal", "abnormal"]\nreleases = true', 'goes_with = ["fine"]\nreleases = true', "inspection.toml disposal release: unknown conclusion fine"),
    ("inspection", '[[conclusion]]\nid = "abnormal"', '[[conclusion]]\nid = "unusual"', "inspection.toml disposal release: unknown conclusion abnormal"),
    ("inspection", 'id = "quantity"', 'id = "name"', "inspection.toml anomaly name: stands twice"),
    ("explain", 'open = ["papers."', 'open = ["instruct"', "explain.toml open: instruct opens instruction, which is never told"),
    ("explain", 'open = ["papers."', 'open = ["paupers."', "explain.toml open: unknown fact paupers."),
    ("explain", '"list-party-lost"', '"list-nobody"', "explain.toml rules: unknown rule list-nobody"),
    ("explain", '"list-party-lost"', '"instruction-hold"', "explain.toml rules: rule instruction-hold tells of instruction"),
    ("explain", '"earlier"]', '"earlier", "number-of-the-truck"]', "explain.toml values: unknown value number-of-the-truck"),
    ("explain", "changes = 4", "changes = 99", "explain.toml changes: 99 is not between 0 and 8"),
    ("explain", "changes = 4", "changes = [4", "explain.toml: "),
]  # fmt: skip


def test_a_wrong_table_is_refused_with_file_entry_and_reason():
    for table, old, new, line in CASES:
        name = f"{table}.toml"
        assert old in OWN[name], old
        found = wrong(name, OWN[name].replace(old, new, 1))
        assert any(each.startswith(line) for each in found), (line, found)
        assert all("\n" not in each for each in found)
    late = wrong("quotas.toml", 'valid_from = "2027-01-01"\n' + OWN["quotas.toml"])
    assert late == ["quotas.toml: counts from 2027-01-01 to …, the pack from 2026-12-01 to 2027-11-30"]


def test_a_table_that_says_the_same_in_other_letters_is_without_fault():
    assert all(wrong(name, OWN[name] + "\n# said again\n") == [] for name in NAMES)


@pytest.mark.parametrize(("rows", "first"), [
    ([("2026-01-01", "")], ""), ([("2026-01-02", "")], "2026-01-01"), ([("2026-01-01", "2026-01-31")], "2026-02-01"), ([("2026-02-01", ""), ("", "2026-01-31")], ""),
    ([("2026-01-01", "2026-01-30"), ("2026-02-01", "")], "2026-01-31"), ([], "2026-01-01"), ([("2026-01-01", "2026-12-31"), ("2026-02-01", "2026-03-01")], "2027-01-01"),
])  # fmt: skip
def test_a_day_without_a_row_is_named(rows, first):
    assert uncovered([{name: day for name, day in zip(("valid_from", "valid_to"), each, strict=True) if day} for each in rows], Period("2026-01-01", "")) == first


CHANGED = {
    "quotas.toml": ('amount = "100000"', 'amount = "5000"'),
    "calls.toml": ('levels = [{ to = "owner", minutes = 30 }', 'levels = [{ to = "owner", minutes = 7 }'),
    "custody.toml": ('begin = ["08:00", "20:00"]', 'begin = ["06:00"]'),
    "distances.toml": ('road = "120"', 'road = "60"'),
    "accounts.toml": ("days = 120", "days = 90"),
    "inspection.toml": ('[[anomaly]]\nid = "quantity"', '[[anomaly]]\nid = "mould"\nzh = "霉变"\nen = "Mould"\nsource = "trial"\nverified = false\n[[anomaly]]\nid = "quantity"'),
    "explain.toml": ('open = ["papers.", "booking."', 'open = ["booking."'),
}


def test_tables_count_from_their_day_and_give_way_and_what_was_done_says_by_which(yard_of_rules, tmp_path):
    yard = yard_of_rules
    files = {name: OWN[name].replace(*change) for name, change in CHANGED.items()}
    assert all(files[name] != OWN[name] for name in files)
    rule_packs.load(yard, rule_packs.make(yard, tmp_path / "pack", files, valid_from="2026-11-22", valid_to="2026-11-22"))
    yard.open("N1")
    with yards.cheap_slots():
        yard.act("rules-live", version="1", officer="M1", secret=yards.secret("M1"))
    seen = []
    for _ in ("before", "in force", "over"):
        seen.append(said(yard))
        yard.clock.wait(24)
        yard.open("N1")
    assert seen[0] == seen[2] != seen[1]
    assert seen[1] == {"room": "5000", "hold": 7, "shift": ["6:00:00"], "least": 14, "days": 90, "mould": True, "papers told": False, "bought": "quota-exceeded", "call": 7}
    assert seen[0] == {"room": "100000", "hold": 30, "shift": ["8:00:00", "20:00:00"], "least": 7, "days": 120, "mould": False, "papers told": True, "bought": None, "call": 30}
    journal = yard.desk.station.journal
    kept = {event.body["book"]: event.body["files"] for event in journal.events(kinds=("rules.kept",))}
    spent = [*journal.events(kinds=("quota.spent",))]
    assert ['amount = "100000"' in kept[event.body["book"]]["quotas.toml"] for event in spent] == [True, True]
    # The verdicts of each day come out as they were, and name the tables of their day.
    given = [event for event in journal.events(kinds=("verdict.given",)) if event.body["channel"] == "manual"]
    told = [rejudging.rejudge(yard.desk.lane, event.subject, event.seq) for event in given]
    assert [each["same"] for each in told] == [True] * len(told) != []
    assert {'road = "60"' in kept[event.body["book"]]["distances.toml"] for event in given} == {True, False}


def said(yard):
    """What each table says of the same things, from the tables themselves and by acts."""
    station = yard.desk.station
    today = local_time(yard.clock.at).date()
    who = yard.act("person", text="11010519491231002X", purpose="at the desk")["person"]["person"]
    fields = {"act": "purchase", "person": who, "quota": "offshore", "sold_at": show_time(yard.clock.at), "receipt": made.make_receipt(today, 7), "amount": "6000"}
    answer = yard.line(**fields)
    yard.lines(*yards.clean()[:3], {"seal": yards.SEAL, "status": "open", "container": yards.BOX})
    yard.act("hold", reason="wet")
    call = [*station.journal.events(kinds=("call.opened",))][-1]
    yard.act("park", reason="x") if yard.desk.front else None
    return {
        "room": f"{tables.quotas(station).on('offshore', today).amount:f}", "hold": yard.desk.status().calls.rules.find("hold").levels[0].minutes,
        "shift": [str(each) for each in tables.custody(station).begin], "least": tables.custody(station).way("CNHXG", "CNMAC").least // 60_000,
        "days": tables.accounts(station).vehicle(today).days, "mould": "mould" in {each.id for each in tables.lists(station).entries("anomaly")},
        "papers told": is_open(next(rule for rule in station.book.rules if rule.id == "no-declaration"), explained(station.book.table("explain.toml"))),
        "bought": answer["refused"] and answer["refused"]["key"], "call": round((call.body["levels"][0]["by"] - call.at) / 60_000),
    }  # fmt: skip


@pytest.fixture
def yard_of_rules(tmp_path):
    found = yards.Yard(tmp_path / "station", yards.rows(booking=[]))
    rule_packs.enrol(found)
    yield found
    found.close()
