"""Several questions in one statement answer as they do one after the other."""

import pytest
from register_parts import BOX, PAPERS, USCC

from workstation.codes import made
from workstation.register.asking import Link, Together

LEDGER, OTHER = made.make_ledger("6401", 2026, 1), made.make_ledger("6401", 2026, 2)
BY_SCANS = Together((("seal", "container"), ("vehicle", "plate"), ("container", "papers"), ("seal", "number"), ("booking", "plate")))
DRAWS = Link("line", "declaration", "ledger_line", ("quantity", "unit"), "ledger_line", "ledger", ("ledger_entry", "reference"))


@pytest.fixture
def port(station, rows):
    """A box with more seals than are told at once, and papers with lines that draw on a ledger, or do not."""
    rows["seal"] = [{"number": f"HN {place:07d}", "container": BOX, "sort": "customs", "state": "applied"} for place in range(1001)]
    rows["seal"] += [{"number": "HN 0000007", "container": "琼A12345", "sort": "customs", "state": "removed"}]
    rows["seal"] += [{"number": f"ZZ {number}", "container": "琼B99999", "sort": "customs", "state": "applied"} for number in (3, 1, 2)]
    rows["ledger"] = [{"number": number, "uscc": USCC, "state": "open", "leased": number == LEDGER} for number in (LEDGER, OTHER)]
    rows["ledger_line"] = [{"ledger": LEDGER, "no": no, "name": "咖啡豆", "unit": "千克", "in": "100.50"} for no in (0, 2, 1)]
    line = {"declaration": PAPERS, "commodity": "0901110000", "name": "咖啡豆", "quantity": "5.0", "unit": "千克"}
    rows["line"] = [line | {"no": 1, "ledger_line": 2}, line | {"no": 3, "ledger_line": 9}, line | {"no": 2}, line | {"no": 4, "ledger_line": 2}]
    rows["ledger_entry"] = [{"ledger": OTHER, "line": 1, "sort": "out", "reference": PAPERS, "quantity": "1", "on": "2026-11-20"}]
    station.load(station.pack(rows))
    register = station.register()
    yield register
    register.close()


@pytest.mark.parametrize(
    "values",
    [
        (("琼B99999", "nobody"), ("琼A12345", "琼B1"), (PAPERS,), ("HN0000007", "HN0000008"), ("琼A12345",)),
        ((), (), (), ("HN0000007",), ()),
        ((), (), (), (), ()),
        (("琼B99999",), ("琼A12345", "琼A12345"), (), (), ()),
        ((BOX,), ("琼A12345",), (), (), ()),
        ((), (), (), tuple(f"HN{place:07d}" for place in range(100)), ("琼A12345",)),
    ],
    ids=["few", "one", "none", "the same twice", "more rows than are told at once", "more questions than are asked at once"],
)
def test_several_questions_are_answered_as_one_after_the_other(port, values):
    one_by_one = [port.where(*ask, value) for ask, each in zip(BY_SCANS.asks, values, strict=True) for value in each]
    assert port.several(BY_SCANS, values) == one_by_one
    assert port.several(BY_SCANS, values) == one_by_one, "as it was planned before"


def test_what_papers_draw_on_is_what_its_parts_say_one_by_one(port):
    found = port.linked(DRAWS, PAPERS, LEDGER)
    assert found.head == port.get("ledger", LEDGER)
    assert found.head["leased"] is True
    assert found.known, "another ledger has an entry by these papers: whoever asks looks closer"
    lines = [row for row in port.where("line", "declaration", PAPERS) if row["ledger_line"] is not None]
    assert found.rows == [(row["ledger_line"], row["quantity"], row["unit"], port.get("ledger_line", LEDGER, row["ledger_line"])) for row in lines]
    assert [(row[0], bool(row[3])) for row in found.rows] == [(2, True), (9, False), (2, True)]
    assert port.linked(DRAWS, "640120260000000999", LEDGER) == (port.get("ledger", LEDGER), False, [])
    assert port.linked(DRAWS, PAPERS, "H99992026001") == (None, False, [])


def test_a_column_without_an_index_is_never_walked_through(port):
    with pytest.raises(ValueError, match="neither"):
        port.several(Together((("person", "birth"),)), (("1990-05-06",),))


def test_an_empty_register_answers_with_nothing(station):
    register = station.register()
    assert register.several(BY_SCANS, ((BOX,), (), (PAPERS,), (), ())) == [[], []]
    assert register.linked(DRAWS, PAPERS, LEDGER) == (None, False, [])
    register.close()
