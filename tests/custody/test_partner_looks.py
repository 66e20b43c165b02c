"""What a partner port's pack tells takes part in what cannot be: times, places, seals and results of its inspections, against the journals and against each other."""

import pytest

from tests import yard as yards
from tests.custody.journeys import Book, Stop, visit
from tests.custody.test_custody_line import elsewhere
from workstation import settings
from workstation.codes import made
from workstation.custody import shown

PAPERS = yards.PAPERS


def at(clock):
    return settings.parse_time(f"2026-11-21T{clock}:00Z")


def look(clock, **changed):
    """An inspection at Yangpu; `seal` 1 or 2 is one of the case's own."""
    return {"port": "CNYPG", "papers": PAPERS, "result": "normal", "at": clock} | changed


def ours(clock, seal=0, status="sealed", **more):
    """A visit at Xinhai: a seal of the case read with its container; `puts` one on, `other` is another container."""
    return {"clock": clock, "seal": seal, "status": status} | more


CASES = [
    # Times and places.
    ((look("02:00"),), (ours("02:40", 1),), ["too-fast"], "unknown"), ((look("02:00"),), (ours("05:00", 1),), [], "unknown"),
    ((look("02:30"),), (ours("02:00", 1, minutes=60),), ["two-places"], "unknown"), ((look("02:30", port="CNHXG"),), (ours("02:00", 1, minutes=60),), [], "unknown"),
    ((look("02:00"), look("02:20", port="CNHIG")), (), ["too-fast"], "unknown"), ((look("02:00"), look("05:00", port="CNHIG")), (), [], "unknown"),
    # What came of it: of each port its last word under these papers.
    ((look("02:00", result="abnormal"), look("05:00", port="CNHIG")), (), ["looks-differ"], "unknown"),
    ((look("02:00"), look("05:00", port="CNHIG", result="abnormal")), (), ["looks-differ"], "unknown"),
    ((look("02:00", result="abnormal"), look("05:00", port="CNHIG", papers=yards.PAPERS2)), (), [], "unknown"),
    ((look("02:00", result="abnormal"), look("03:00"), look("06:00", port="CNHIG")), (), [], "unknown"),
    ((look("02:00"),), (ours("05:00", 1, looked="abnormal"),), ["looks-differ"], "unknown"), ((look("02:00"),), (ours("05:00", 1, looked="normal"),), [], "unknown"),
    # The seal that was put on after it.
    ((look("02:00", seal=1),), (ours("05:00", 1),), [], "unbroken"), ((look("02:00", seal=1),), (ours("05:00", 2),), ["seal-changed"], "broken"),
    ((look("02:00", seal=1),), (ours("05:00", 1, "open"),), ["opened-unseen"], "broken"), ((look("02:00", seal=1),), (ours("05:00", 1, other=True),), ["seal-twice"], "unknown"),
    ((look("04:00", seal=2),), (ours("01:00", puts=1), ours("07:00", 2)), [], "resealed"), ((), (ours("01:00", puts=1), ours("07:00", 2)), ["seal-changed"], "broken"),
    ((look("04:00"),), (ours("01:00", puts=1), ours("07:00", 1)), [], "unbroken"),
    # A look that a journal tells as well is one look.
    ((look("02:04", seal=1),), (ours("02:00", puts=1, port="CNYPG", looked="normal"), ours("05:00", 1)), [], "unbroken"),
]
BOXES, OTHERS = ([made.make_container(owner, number) for number in range(len(CASES))] for owner in ("TST", "TSX"))


def seal(number, place):
    return f"TS{number:03}00{place}"


def row(number, place, told):
    more = {"seal": seal(number, told["seal"])} if "seal" in told else {}
    return {**told, "container": BOXES[number], "reference": f"R-{number}-{place}", "at": f"2026-11-21T{told['at']}:00Z", **more}


def written(book, number, told):
    box = OTHERS[number] if told.get("other") else BOXES[number]
    acts = (("seal.applied", {"seal": seal(number, told["puts"]), "container": box, "sort": "customs"}),) if "puts" in told else ()
    ended = (("inspection.closed", {"inspection": "x", "conclusion": "normal", "disposal": "release", "result": told["looked"]}),) if "looked" in told else ()
    reads = ((seal(number, told["seal"]), told["status"], box),) if told["seal"] else ()
    visit(book, Stop(told.get("port", "CNHXG"), at(told["clock"]), lane="07", plate=f"琼E{number:05}", reads=reads, acts=(*acts, *ended), box=box, minutes=told.get("minutes", 6)))


@pytest.fixture(scope="module")
def yard(tmp_path_factory):
    rows = [row(number, place, told) for number, (looks, *_) in enumerate(CASES) for place, told in enumerate(looks)]
    one = yards.Yard(tmp_path_factory.mktemp("looks") / "station", yards.rows(partner_inspection=rows))
    book = Book()
    for number, (_, visits, *_) in enumerate(CASES):
        for told in visits:
            written(book, number, told)
    elsewhere(one, book.events)
    yield one
    one.close()


@pytest.mark.parametrize("number", range(len(CASES)))
def test_a_look_a_pack_tells_is_held_against_every_other_sight_of_the_box(yard, number):
    looks, _, found, box = CASES[number]
    chain = yard.desk.custody(BOXES[number])
    assert ([clash.what for clash in chain.clashes], chain.box) == (found, box)
    whole = shown.as_map(chain, "zh")
    for told in (*whole["impossible"], *whole["gaps"]):
        named = [told["values"][name] for name in (("found", "fine") if told["what"] == "looks-differ" else ("first", "second"))]
        assert all(name in told["words"] for name in named)
        assert (None in (told["first"], told["second"])) == bool(looks), "the register has no event, and says its number there"
        assert not looks or any(f"R-{number}-" in name for name in named)
    ends = {name: hop[name] for hop in whole["hops"][:1] for name in ("first", "second")}
    if box == "unbroken" and "seal" in str(looks) and number < len(CASES) - 1:
        assert (ends["first"], bool(ends["second"])) == (None, True)


def test_a_seal_that_a_pack_puts_on_another_box_is_known_on_its_own_page_and_on_the_others(yard):
    number = next(number for number, (_, visits, *_) in enumerate(CASES) if any(told.get("other") for told in visits))
    for text in (BOXES[number], OTHERS[number], seal(number, 1)):
        found = yard.desk.custody(text).impossible
        assert [clash.what for clash in found] == ["seal-twice"], text
        assert {found[0].first.seq < 0, found[0].second.seq < 0} == {True, False}


def test_a_seal_that_a_pack_says_a_partner_put_on_is_put_on_nothing_else(tmp_path):
    told = {"port": "CNYPG", "reference": "Y-9", "container": yards.BOX2, "papers": PAPERS, "result": "normal", "at": "2026-11-21T03:00:00Z", "seal": "YP-70 0001"}
    one = yards.Yard(tmp_path / "station", yards.rows(partner_inspection=[told]))
    one.lines(*yards.clean())
    for sort in ("customs", "carrier"):
        assert one.refused(act="seal-apply", seal="yp700001", container=yards.BOX, sort=sort) == "seal-used-partner"
    assert "CNYPG 11-21 11:00 Y-9" in one.line(act="seal-apply", seal="YP700001")["refused"]["words"]
    one.act("seal-apply", seal="YP700002", container=yards.BOX)
    one.close()


@pytest.mark.parametrize("hours", [0, 12], ids=["no group of ports is in force yet", "a group is"])
def test_at_the_lane_a_look_too_near_in_time_stops_the_truck(tmp_path, hours):
    one = yards.Yard(tmp_path / "station")
    one.clock.wait(hours)
    slot = {"from": "2026-11-21T06:00:00Z", "to": "2026-11-22T02:00:00Z"}
    for ago, fact in ((30, "too-fast"), (300, "none")):
        told = {"port": "CNYPG", "reference": "Y-1", "container": yards.BOX, "papers": PAPERS, "result": "normal", "at": settings.show_time(one.clock.at - ago * 60_000)}
        one.close()
        one.load(yards.rows(booking=[yards.booked(papers=[PAPERS], containers=[yards.BOX], **slot)], partner_inspection=[told]))
        one.open("O1")
        shown_now = one.lines({"scan": yards.PLATE3}, *yards.clean())
        assert (shown_now["verdict"]["facts"]["custody.impossible"], shown_now["verdict"]["channel"]) == (fact, "release" if fact == "none" else "manual")
        if fact != "none":
            assert "CNYPG" in one.desk.card().reasons[0].values["first"]
            assert "Y-1" in one.desk.card().reasons[0].values["first"]
        one.lines({"act": "next"})
    one.close()
