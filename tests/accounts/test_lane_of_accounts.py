"""What the lane knows of accounts: ledgers, codes, batches, days of vehicles as facts; acts by hand; leases that came with a pack."""

from datetime import date, timedelta

import pytest
from test_books_balance import Kept, Told

from tests import yard as yards
from tests.accounts.accounts_port import (
    LEASED,
    LEDGER,
    LISTS,
    TRUCKS,
    ledger_line,
    line,
    release_list,
    tables,
    three_lists,
)
from tests.yard import PAPERS, PAPERS2, PAPERS3, PLATE, USCC, USCC2, clean, consignment
from workstation.accounts import batches, shown, vehicles
from workstation.accounts.books import Source
from workstation.calls import call as calls
from workstation.desk import accounts
from workstation.desk.station import Station
from workstation.journal import Draft, verify
from workstation.settings import parse_time
from workstation.words import Refused


def verdict(yard, *lines):
    """Channel and reasons of a truck."""
    told = yard.lines(*(lines or clean()))["verdict"]
    return told["channel"], told["reasons"]


def stock(yard, ledger=LEDGER, no=1):
    account = accounts.account_of(ledger, yard.desk.station)
    (found,) = [each for each in account.ledgers if each.number == ledger]
    return {each.no: each for each in found.lines}[no]


@pytest.mark.parametrize(("changed", "expected"), [
    ({}, ("release", [])),
    ({"ledger_line": [ledger_line(1, **{"in": "599"}), ledger_line(2, unit="个", **{"in": "3"})]}, ("hold", ["ledger.over"])),
    ({"ledger_line": [ledger_line(1, **{"in": "600"}), ledger_line(2, unit="箱", **{"in": "3"})]}, ("hold", ["ledger.unknown"])),
    ({"ledger_line": [ledger_line(1, **{"in": "600"})]}, ("hold", ["ledger.unknown"])),
    ({"ledger": [{"number": LEDGER, "uscc": USCC, "state": "suspended"}]}, ("hold", ["ledger.closed"])),
    ({"ledger": [], "line": []}, ("hold", ["ledger.unknown"])),
    ({"line": []}, ("hold", ["ledger.untold"])),
    ({"ledger": [{"number": LEDGER, "uscc": USCC2, "state": "open"}]}, ("hold", ["ledger.another-firm"])),
])  # fmt: skip
def test_a_ledger_that_cannot_give_stops_the_truck_before_the_key(port, changed, expected):
    yard = port(tables(**changed))
    channel, reasons = verdict(yard)
    assert channel == expected[0]
    assert not expected[1] or reasons == expected[1]
    if channel == "hold":
        yard.open("S1")
        refusals = {"ledger.unknown": ("account-unit", "account-line-unknown", "account-ledger-unknown"), "ledger.untold": ("account-untold",), "ledger.another-firm": ("account-other",)}
        known = refusals.get(reasons[0], ("account-overdrawn", "account-closed"))
        assert yard.refused(act="override", to="release", reason="told so", officer="O1") in known
        assert yard.refused(act="release") in known


@pytest.mark.parametrize(("until", "expected"), [(None, "release"), ("2026-11-21", "release"), ("2026-11-20", "hold")])
def test_a_guarantee_that_has_ended_secures_no_batch(port, until, expected):
    told = {"guarantee_to": until} if until else {}
    yard = port(three_lists(ledger=[{"number": LEDGER, "uscc": USCC, "state": "open", **told}]))
    channel, reasons = verdict(yard, *TRUCKS[0])
    account = accounts.account_of(LEDGER, yard.desk.station)
    assert (channel, account.ledgers[0].expired, account.ledgers[0].guarantee_to) == (expected, expected == "hold", until or "")
    assert shown.head(account)["guarantee_expired"] == ([LEDGER] if expected == "hold" else [])
    assert ("expired on 2026-11-20" in "".join(shown.lines(account, "en")), "good until" in "".join(shown.lines(account, "en"))) == (expected == "hold", until == "2026-11-21")
    if expected == "hold":
        assert reasons == ["ledger.guarantee-expired"]
        assert yard.desk.stand.gathered.details["ledger"]["until"] == until
        (call,) = calls.about(yard.desk.station.journal, yard.desk.front)
        assert (call.sort, call.ref, call.words) == ("guarantee", LEDGER, until)
        yard.open("S1")
        assert yard.refused(act="release") == "account-guarantee-expired"
        assert yard.refused(act="override", to="release", reason="told so", officer="O1") == "account-guarantee-expired"
        assert len(calls.about(yard.desk.station.journal, yard.desk.front)) == 1
    else:
        yard.act("release")
        assert stock(yard, no=0).of("pledged") == 2000


def test_a_guarantee_that_ends_above_open_batches_is_a_call_until_it_holds_again_or_they_are_declared(port):
    def told(until, **changed):
        return three_lists(ledger=[{"number": LEDGER, "uscc": USCC, "state": "open", "guarantee_to": until}], **changed)

    def going():
        return [call for call in calls.about(yard.desk.station.journal, USCC) if call.sort == "guarantee"]

    yard = port(told("2026-11-22"))
    for lines in TRUCKS[:2]:
        yard.lines(*lines)
        yard.act("release")
        yard.act("next")
    yard.clock.wait(24)
    yard.load(told("2026-11-22"))
    yard.lines(TRUCKS[2][0])
    assert going() == [], "on its last day it holds"
    yard.clock.wait(24)
    yard.load(told("2026-11-22"))
    yard.lines(TRUCKS[2][1])
    (call,) = going()
    assert (call.ref, call.words) == (LEDGER, f"2026-11-22: {LISTS[0]}, {LISTS[1]}")
    account = accounts.account_of(USCC, yard.desk.station)
    assert [(each.number, each.expired, each.guarantee_to) for each in account.batches] == [(number, True, "2026-11-22") for number in LISTS[:2]]
    text = list(shown.lines(account, "en"))
    assert sum("Guarantee expired on 2026-11-22" in each for each in text) == 3, "beside the right and beside each batch"
    yard.open("S1")
    yard.act("call-answer", call=call.number, words="telephoned", telephone="enterprise", whom="front desk")
    assert yard.refused(act="call-close", call=call.number, code="resolved") == "call-stands"
    yard.act("batch-declare", list=LISTS[0], declaration=PAPERS)
    assert yard.refused(act="call-close", call=call.number, code="resolved") == "call-stands"
    yard.load(told("2026-11-23"))
    yard.lines(TRUCKS[2][2])
    assert [each.expired for each in accounts.account_of(USCC, yard.desk.station).batches] == [False, False]
    yard.act("call-close", call=call.number, code="resolved")
    yard.clock.wait(24)
    yard.load(told("2026-11-23"))
    yard.lines(TRUCKS[2][3])
    assert [each.words for each in going()] == [f"2026-11-23: {LISTS[1]}"], "longer, and ended again"
    yard.open("S1")
    yard.act("batch-declare", list=LISTS[1], declaration=PAPERS)
    assert batches.unsecured(accounts.source_of(yard.desk.station), date(2027, 1, 1)) == {}


def test_a_batch_stands_on_a_past_day_as_it_stood_then(port):
    told = [release_list(LISTS[0], left_on="2026-09-10", consolidated="open"), release_list(LISTS[1], left_on="2026-09-05", consolidated="declared", declared_by=PAPERS)]
    entered = [{"ledger": LEDGER, "line": 1, "sort": sort, "quantity": "1", "reference": number, "on": on} for number, sort, on in (
        (LISTS[0], "batch", "2026-09-10"), (LISTS[1], "batch", "2026-09-05"), (LISTS[1], "declared", "2026-11-20"),
    )]
    yard = port(tables(release_list=told, ledger_entry=entered, ledger_line=[ledger_line(1, **{"in": "9", "batch": "1", "out": "1"})]))
    yard.open("S1")
    yard.act("batch-declare", list=LISTS[0], declaration=PAPERS)

    def on(day):
        account = accounts.account_of(USCC, yard.desk.station, date.fromisoformat(day))
        (line_,) = account.ledgers[0].lines
        return {each.number: (each.state, each.declared_by) for each in account.batches}, account.right.may, str(line_.of("batch"))

    assert on("2026-11-21") == ({LISTS[0]: ("declared", ""), LISTS[1]: ("declared", PAPERS)}, True, "0")
    assert on("2026-11-20") == ({LISTS[0]: ("late", ""), LISTS[1]: ("declared", PAPERS)}, False, "1")
    assert on("2026-11-19") == ({LISTS[0]: ("late", ""), LISTS[1]: ("late", "")}, False, "2")
    assert on("2026-09-11") == ({LISTS[0]: ("open", ""), LISTS[1]: ("open", "")}, True, "2")
    yard.clock.wait(24)
    station, seq = yard.desk.station.journal.read("SELECT station, seq FROM ledger_step")[0]
    yard.act("ledger-reverse", event=f"{station}/{seq}", reason="wrong list")
    # Taken back today: yesterday it was declared.
    assert [on(day)[0][LISTS[0]][0] for day in ("2026-11-21", "2026-11-22")] == ["declared", "late"]


def test_what_the_platform_pledged_before_does_not_secure_a_batch_after_its_end(port):
    ledger = [{"number": LEDGER, "uscc": USCC, "state": "open", "guarantee_to": "2026-11-20"}]
    entered = [{"ledger": LEDGER, "line": 0, "sort": "pledged", "quantity": "2000.00", "reference": LISTS[0], "on": "2026-11-19"}]
    yard = port(three_lists(ledger=ledger, ledger_entry=entered))
    assert verdict(yard, *TRUCKS[0]) == ("hold", ["ledger.guarantee-expired"])


def test_two_papers_of_one_truck_draw_on_the_same_line(port):
    papers = [consignment(ledger=LEDGER, gross_kg="2500"), consignment(PAPERS2, ledger=LEDGER, gross_kg="2500")]
    booking = [yards.booked(papers=[PAPERS, PAPERS2], containers=[yards.BOX])]
    box = [{"number": yards.BOX, "papers": number, "tare_kg": "2200"} for number in (PAPERS, PAPERS2)]
    yard = port(tables(consignment=papers, line=[line(quantity="600"), line(PAPERS2, quantity="401")], booking=booking, container=box))
    assert verdict(yard, *clean(), {"scan": PAPERS2}) == ("hold", ["ledger.over"])
    assert yard.desk.stand.gathered.details["ledger"]["left"] == "400"


@pytest.mark.parametrize(("classes", "told", "why"), [
    ([("second-line", "white", {})], {}, ()), ([("national", "advanced", {})], {"batch_exit": "granted"}, ()), ([("second-line", "white", {"valid_to": "2026-11-21"})], {}, ()),
    ([("second-line", "white", {"valid_to": "2026-11-20"})], {}, ("class",)), ([("national", "advanced", {"valid_from": "2026-11-22"})], {}, ("class",)), ([], {}, ("class",)),
    ([("national", "advanced", {}), ("second-line", "focus", {})], {}, ("downgrade",)), ([("national", "dishonest", {}), ("second-line", "white", {})], {}, ("downgrade",)),
    ([("second-line", "white", {})], {"batch_exit": "suspended"}, ("told",)),
])  # fmt: skip
def test_who_may_send_batches_out_is_the_same_on_the_page_and_at_the_lane(port, classes, told, why):
    credit = [{"uscc": USCC, "scale": scale, "class": name, "valid_from": "2026-01-01"} | days for scale, name, days in classes]
    yard = port(three_lists(credit=credit, enterprise=[{"uscc": USCC, "name": "x"} | told]))
    channel, reasons = verdict(yard, *TRUCKS[0])
    right = accounts.account_of(USCC, yard.desk.station).right
    assert (right.may, right.why) == (not why, why)
    assert (channel, reasons) == ("hold", ["list.suspended" if why == ("told",) else "list.party"]) if why else channel == "release"


@pytest.mark.parametrize(("at", "left", "until", "days"), [
    ("2026-11-30T15:59:59Z", "2026-11-30", "2026-12-25", 25), ("2026-11-30T16:00:00Z", "2026-12-01", "2026-12-31", 30),
    ("2026-12-31T15:59:59Z", "2026-12-31", "2026-12-31", 0), ("2026-12-31T16:00:00Z", "2027-01-01", "2027-02-25", 55), ("2027-01-31T15:59:59Z", "2027-01-31", "2027-02-25", 25),
])  # fmt: skip
def test_a_batch_leaves_on_a_day_of_asia_shanghai_and_is_declared_within_the_year(port, at, left, until, days):
    told = three_lists()
    told["release_list"] = [row | {"valid_to": "2027-12-31"} for row in told["release_list"]]
    told["booking"] = [row | {"from": "2026-11-01T00:00:00Z", "to": "2027-12-31T00:00:00Z"} for row in told["booking"]]
    yard = port()
    yard.close()
    yard.clock.at = parse_time(at)
    yard.load(told)
    yard.open()
    yard.lines(*TRUCKS[0])
    yard.act("release")
    account = accounts.account_of(USCC, yard.desk.station)
    (batch,) = account.batches
    assert (account.day, batch.left_on, batch.due, batch.days) == (left, left, until, days)
    assert {each.on for each in account.history if each.here} == {left}
    before = accounts.account_of(USCC, yard.desk.station, date.fromisoformat(left) - timedelta(1))
    assert (before.batches, [each for each in before.history if each.here]) == ((), [])
    # On its last day it is not late, on the day after it is.
    for later, state in ((days, "soon"), (days + 1, "late")):
        yard.clock.at = parse_time(at) + later * 86_400_000
        assert [each.state for each in accounts.account_of(USCC, yard.desk.station).batches] == [state]


def test_an_overdue_batch_that_left_here_suspends_the_next(port):
    cancelled = [consignment(ledger=LEDGER), consignment(PAPERS3, state="cancelled")]
    yard = port(three_lists(consignment=cancelled))
    yard.lines(*TRUCKS[0])
    yard.act("release")
    yard.act("next")
    station = yard.desk.station
    (batch,) = accounts.account_of(USCC, station).batches
    assert (batch.number, batch.left_on, batch.due, batch.days, batch.state) == (LISTS[0], "2026-11-21", "2026-12-25", 34, "open")
    assert accounts.account_of(USCC, station).right.may
    # The line's guarantee is pledged until the declaration frees it.
    assert str(stock(yard, no=0).of("pledged")) == "2000.00"
    yard.clock.wait(24 * 35)
    yard.load(three_lists(consignment=cancelled))
    assert verdict(yard, *TRUCKS[1])[0] == "hold"
    assert yard.desk.stand.gathered.details["list"] == {"earlier": LISTS[0]}
    account = accounts.account_of(USCC, yard.desk.station)
    assert (account.batches[0].state, account.right.why) == ("late", ("late",))
    source = accounts.source_of(yard.desk.station)
    assert batches.overdue(source, source.today) == {(USCC, "2026-12-25"): [LISTS[0]]}
    assert batches.overdue(source, date(2026, 12, 25)) == {}
    yard.open("S1")
    assert yard.refused(act="batch-declare", list=LISTS[1], declaration=PAPERS) == "batch-not-left"
    assert yard.refused(act="batch-declare", list=LISTS[0], declaration=PAPERS2) == "batch-declaration"
    assert yard.refused(act="batch-declare", list=LISTS[0], declaration=PAPERS3) == "batch-declaration-cancelled"
    yard.act("batch-declare", list=LISTS[0], declaration=PAPERS)
    ((first,),) = yard.desk.station.journal.read("SELECT DISTINCT passage FROM ledger_step WHERE passage <> ''")
    with pytest.raises(Refused, match="batch-declared"):
        accounts.voided(yard.desk.station, first, "torn")
    assert str(stock(yard, no=0).of("pledged")) == "0.00"
    assert {name: str(value) for name, value in stock(yard).accounts.items() if name in ("batch", "out", "stock")} == {"stock": "600", "batch": "0", "out": "700"}
    yard.line(scan="?")
    assert yard.desk.stand.gathered.papers[LISTS[1]]["list.earlier"] == "in-time"


def test_posting_by_hand_is_refused_with_the_figures_and_can_be_taken_back(port):
    yard = port()
    yard.open("S1")
    told = {"act": "ledger-post", "ledger": LEDGER, "line": 1, "reference": "X-1", "reason": "stocktaking"}
    assert yard.line(**told, sort="moved", quantity="1000.5")["refused"]["words"] == f"账册 {LEDGER} 第 1 项 货物1:要 1000.5 千克,只剩 1000 千克"
    assert yard.refused(line=told | {"sort": "declared", "quantity": "1"}) == "account-sort"
    assert yard.refused(line=told | {"sort": "in", "quantity": "-1"}) == "quantity-wrong"
    assert "6 位小数" in yard.line(**told, sort="in", quantity="0.1234567")["refused"]["words"]
    ((station, seq, _),) = yard.lines(told | {"sort": "moved", "quantity": "999.5"})["events"]
    assert (str(stock(yard).of("stock")), str(stock(yard).of("moved"))) == ("0.5", "999.5")
    assert yard.refused(line=told | {"sort": "moved", "quantity": "1"}) == "account-posted-already"
    # Without a station an event is this one's, as everywhere.
    yard.act("ledger-reverse", event=str(seq), reason="wrong line")
    assert str(stock(yard).of("stock")) == "1000"
    for event in (f"{station}/{seq}", str(seq), "nothing", f"{station}/{'9' * 20}"):
        assert yard.refused(act="ledger-reverse", event=event, reason="again") == "account-not-posted"
    # What came in and was used since cannot be taken back: the line would be overdrawn.
    ((_, came, _),) = yard.lines(told | {"sort": "in", "quantity": "100", "reference": "X-2"})["events"]
    yard.lines(told | {"sort": "used", "quantity": "1050", "reference": "X-3"})
    undo = {"act": "ledger-reverse", "event": f"{station}/{came}", "reason": "counted wrong"}
    assert yard.line(**undo)["refused"] == {"key": "account-overdrawn", "words": f"账册 {LEDGER} 第 1 项 货物1:要 100 千克,只剩 50 千克"}
    yard.open("O1")
    assert yard.refused(line=told | {"sort": "moved", "quantity": "1"}) == "role-may-not"


def test_a_leased_ledger_is_spent_by_this_stations_slice_only(port):
    yard = port()
    own = yard.desk.station.journal.station
    leases = [
        {"number": number, "ledger": LEASED, "line": 1, "station": station, "quantity": quantity, "unit": "千克", "valid_to": until}
        for number, station, quantity, until in (("Q1", own, "300", "2026-11-30"), ("Q2", own, "500", None), ("Q3", "OTHER", "200", None), ("Q4", own, "50", "2026-11-20"))
    ]
    changed = {"lease": leases, "consignment": [consignment(uscc=USCC2, ledger=LEASED)], "credit": [{"uscc": USCC2, "scale": "second-line", "class": "white", "valid_from": "2026-01-01"}]}
    yard.load(tables(**changed, line=[line(quantity="600")]))
    yard.lines(*clean())
    yard.act("release")
    (posted,) = yard.desk.station.journal.events(kinds=("ledger.posted",))
    assert [(row["quantity"], row["lease"]) for row in posted.body["lines"]] == [("300", "Q1"), ("300", "Q2")]
    assert accounts.account_of(LEASED, yard.desk.station).ledgers[0].mine == {1: "200"}
    then = accounts.account_of(LEASED, yard.desk.station, date(2026, 11, 1)).ledgers[0]
    assert (then.mine, then.leases) == (None, ()), "what the slice was on another day is not known"
    # A pack that forgets the leases takes nothing away, and gives nothing anew.
    yard.load(tables(**changed | {"lease": []}, line=[line(quantity="600")]))
    yard.line(scan="?")
    yard.open("S1")
    post = {"act": "ledger-post", "ledger": LEASED, "line": 1, "sort": "used", "reason": "x", "reference": "X"}
    assert yard.line(**post, quantity="201")["refused"]["words"].endswith("要 201 千克,本站额度只剩 200 千克(账面结存 400)")
    assert yard.refused(act="lease-return", lease="Q3") == "lease-unknown"
    assert yard.refused(act="lease-return", lease="Q2", quantity="201") == "lease-left"
    yard.act("lease-return", lease="Q2", quantity="150")
    assert yard.line(**post, quantity="51")["refused"]["words"].endswith("本站额度只剩 50 千克(账面结存 400)")
    yard.lines(post | {"quantity": "50"})
    assert accounts.account_of(LEASED, yard.desk.station).ledgers[0].mine == {1: "0"}
    assert yard.refused(line=post | {"sort": "in", "quantity": "5", "reference": "Y"}) == "account-leased"
    # What a pack asks back is given back at once, as much as is not spent; of a slice that is told and asked back in one, all.
    back = [{"number": "Q5", "ledger": LEASED, "line": 1, "station": own, "quantity": "70", "unit": "千克"}]
    yard.load(tables(**changed | {"lease": back}))
    yard.line(scan="?")
    yard.lines(post | {"quantity": "30", "reference": "Z"})
    asked = [back[0] | {"recalled": True}, back[0] | {"number": "Q6", "recalled": True}]
    yard.load(tables(**changed | {"lease": asked}))
    yard.line(scan="?")
    returned = list(yard.desk.station.journal.events(kinds=("lease.returned",)))[-2:]
    assert [(each.subject, each.body["quantity"]) for each in returned] == [("Q5", "40"), ("Q6", "70")]
    assert accounts.account_of(LEASED, yard.desk.station).ledgers[0].mine == {1: "0"}


@pytest.mark.parametrize(("ledger", "leases", "reason"), [
    ({"home": "CNHXG-04-AAAA"}, [], "ledger.elsewhere"), ({"home": None}, [], "ledger.elsewhere"),
    ({"leased": True}, [], "ledger.slice"), ({"leased": True}, [{"quantity": "599"}], "ledger.slice"), ({"leased": True}, [{"quantity": "599", "station": "OTHER"}], "ledger.slice"),
])  # fmt: skip
def test_a_ledger_that_is_not_this_stations_holds_the_truck_and_opens_one_call(port, ledger, leases, reason):
    slices = [{"number": f"Q{place}", "ledger": LEDGER, "line": 1, "station": yards.own_station(), "unit": "千克"} | each for place, each in enumerate(leases)]
    yard = port(tables(ledger=[{"number": LEDGER, "uscc": USCC, "state": "open"} | ledger], lease=slices, line=[line()]))
    assert verdict(yard) == ("hold", [reason])
    about = yard.desk.stand.gathered.details["ledger"]
    assert about["ledger"] == LEDGER
    assert about.get("left", "") == ({"ledger.elsewhere": "", "ledger.slice": "599" if leases and "station" not in leases[0] else "0"}[reason])
    yard.open("S1")
    for asked in ({"act": "override", "to": "release", "reason": "told so", "officer": "O1"}, {"act": "release"}):
        assert yard.refused(line=asked) in ("account-elsewhere", "account-slice")
    calls = list(yard.desk.station.journal.events(kinds=("call.opened",)))
    assert [each.body["sort"] for each in calls] == ["account"]


def test_after_a_backup_was_put_back_a_ledger_is_spent_when_the_platform_has_counted_what_was_lost(port):
    yard = port()
    yard.close()
    station = Station.open(yard.folder, yard.key, yard.clock)
    (lost,) = station.journal.append([Draft("station.restored", station.journal.station, {"backup": "x", "head": 3, "witnessed": 9, "lost": 6})], "S1")
    station.close()
    yard.open("S1")
    assert verdict(yard) == ("hold", ["ledger.lost"])
    yard.load(tables(ledger_counted=[{"station": lost.station, "seq": lost.seq}]))
    yard.line(scan="?")
    assert yard.channel() == "release"


@pytest.mark.parametrize("kind", ["snapshot", "delta"])
def test_a_folder_put_back_whole_is_known_by_what_the_platform_has_counted(port, kind):
    """Nothing on the machine can know; the platform has seen more events of the station than there are: they are lost, no number is given twice, nothing is spent before they are counted."""
    yard = port()
    assert verdict(yard)[0] == "release"
    head, name = yard.desk.station.journal.head().seq, yard.desk.station.journal.station
    yard.load(tables(ledger_counted=[{"station": name, "seq": head}]) if kind == "snapshot" else {"ledger_counted": [{"station": name, "seq": head}]}, kind)
    assert "station.restored" not in yard.kinds()
    seen = yard.desk.station.journal.head().seq + 40
    yard.load(tables(ledger_counted=[{"station": name, "seq": seen}]) if kind == "snapshot" else {"ledger_counted": [{"station": name, "seq": seen}]}, kind)
    (gap,) = yard.desk.station.journal.events(kinds=("station.restored",))
    assert (gap.seq, gap.body["lost"]) == (seen + 1, 40)
    told = yard.line(scan=PLATE)["verdict"]
    assert (told["channel"], told["reasons"]) == ("hold", ["ledger.lost"])
    assert verify(yard.folder, yard.key).intact
    yard.load(tables(ledger_counted=[{"station": name, "seq": gap.seq}]))
    yard.line(scan="?")
    assert yard.channel() == "release"


def away(*stays):
    return [{"plate": PLATE, "left_on": left, **({"back_on": back} if back else {})} for left, back in stays]


@pytest.mark.parametrize(("stays", "used", "state", "channel"), [
    ((("2026-01-01", "2026-01-10"),), 10, "within", "release"),
    ((("2025-12-30", "2026-01-10"), ("2026-03-01", "2026-06-08")), 110, "near", "release"),
    ((("2026-01-01", "2026-04-30"),), 120, "over", "hold"),
])
def test_the_days_of_a_zero_tariff_vehicle_are_counted_and_said(port, stays, used, state, channel):
    vehicle = [{"plate": PLATE, "sort": "truck", "tare_kg": "9000", "zero_tariff": True, "uscc": USCC}]
    yard = port(tables(vehicle=vehicle, mainland_stay=away(*stays)))
    assert verdict(yard)[0] == channel
    (found,) = yard.desk.stand.told.away
    assert (found.used, found.state) == (used, state)
    notes = next(row.notes for row in yard.desk.card().rows if row.part == "vehicle")
    assert ("row.vehicle-days", {"used": used, "most": 120}) in [(note.key, note.values) for note in notes]
    if channel == "hold":
        assert yard.desk.stand.gathered.details["vehicle"] == {"plate": PLATE, "used": used, "most": 120, "left": 0}
        return
    token = yard.act("release")["slip"]["token"]
    shown = yard.act("present", token=token, vehicle=PLATE)
    assert [kind for _, _, kind in shown["events"]] == ["slip.presented", "vehicle.crossed"]
    assert [alarm["key"] for alarm in shown["alarms"] if alarm["key"].startswith("vehicle-")] == (["vehicle-out-near"] if state == "near" else [])
    yard.clock.wait(24 * 2)
    yard.act("vehicle-cross", plate=PLATE, direction="back")
    (after,) = accounts.account_of(PLATE, yard.desk.station).vehicles
    assert (after.used, after.away) == (used + 3, False)
    assert yard.refused(act="vehicle-cross", plate=PLATE, direction="back") == "vehicle-crossed-already"
    told = yard.line(act="vehicle-cross", plate=PLATE, direction="out", day="2026-01-15")["refused"]
    assert (told["key"], found.stays[-1].left in told["words"] or after.stays[-1].back in told["words"]) == ("vehicle-crossed-later", True)
    assert yard.refused(act="vehicle-cross", plate=yards.PLATE2, direction="out") == "vehicle-not-zero-tariff"
    assert yard.line(act="vehicle-cross", plate=PLATE, direction="out", day="2026-02-30")["refused"] == {"key": "day-not-readable", "words": "不是 2026-11-21 这样的日期:2026-02-30"}


ZERO_TARIFF = [{"plate": PLATE, "sort": "truck", "tare_kg": "9000", "zero_tariff": True, "uscc": USCC}]
DAYS_119, DAYS_120 = ("2026-01-01", "2026-04-29"), ("2026-01-01", "2026-04-30")


@pytest.mark.parametrize(("stays", "at", "said"), [
    ((("2026-01-01", "2026-04-18"),), "2026-11-21T08:00:00Z", None), ((("2026-01-01", "2026-04-19"),), "2026-11-21T08:00:00Z", ("near", 110, 10, "2026-12-01")),
    ((("2026-01-01", "2026-04-28"),), "2026-11-21T08:00:00Z", ("near", 119, 1, "2026-11-22")), ((DAYS_119,), "2026-11-21T08:00:00Z", ("near", 120, 0, "2026-11-21")),
    ((DAYS_119,), "2026-11-21T16:30:00Z", ("near", 120, 0, "2026-11-22")), ((DAYS_120,), "2026-11-21T08:00:00Z", ("over", 121, 0, "")),
    ((("2026-01-01", "2026-04-29"), ("2026-11-21", "2026-11-21")), "2026-11-21T15:59:00Z", ("near", 120, 0, "2026-11-21")), ((DAYS_120,), "2026-12-31T16:00:00Z", None),
])  # fmt: skip
def test_what_is_warned_of_at_the_out_gate_holds_once_the_truck_is_out(port, stays, at, said):
    """109 and 110, 118, 119 and 120 days before; the day is Shanghai's; a day it was away on already costs nothing; a new year has its days anew."""
    yard = port(tables(vehicle=ZERO_TARIFF, mainland_stay=away(*stays)))
    yard.clock.at = yards.settings.parse_time(at)
    told = yard.act("vehicle-cross", plate=PLATE, direction="out")
    (after,) = accounts.account_of(PLATE, yard.desk.station).vehicles
    assert [(each["key"].removeprefix("vehicle-out-"), each["used"], each["left"], each["back_by"]) for each in told["alarms"]] == ([said] if said else [])
    assert (after.used, after.left, after.back_by) == (said[1:] if said else (after.used, after.left, after.back_by)), "the account says the same"
    assert after.away


def test_a_crossing_written_in_error_is_put_right_and_days_and_warnings_follow(port):
    yard = port(tables(vehicle=ZERO_TARIFF, mainland_stay=away(DAYS_119)))

    def days():
        (found,) = accounts.account_of(PLATE, yard.desk.station).vehicles
        return found.used, found.away, [(stay.left, stay.back) for stay in found.stays[1:]]

    yard.act("vehicle-cross", plate=PLATE, direction="out")
    wrong = {"act": "vehicle-correct", "plate": PLATE, "direction": "out", "reason": "another truck"}
    assert (days(), yard.refused(line=wrong | {"to": "none"})) == ((120, True, [("2026-11-21", "")]), "correct-needs-second")
    by_two = {"officer": "O2", "secret": yards.secret("O2")}
    told = yard.lines(wrong | {"to": "none"} | by_two)
    (event,) = yard.desk.station.journal.events(kinds=("event.corrected",))
    assert (days(), told["alarms"], event.body["cosigner"], event.subject) == ((119, False, []), [], "O2", PLATE)
    assert yard.refused(line=wrong | {"to": "none"} | by_two) == "vehicle-crossing-unknown"
    # Written again, on the wrong day, in the wrong direction; a senior answers alone.
    yard.open("N1")
    yard.act("vehicle-cross", plate=PLATE, direction="out", day="2026-11-19")
    told = yard.lines(wrong | {"to": "2026-11-20"})
    assert (days(), [(each["key"], each["used"]) for each in told["alarms"]]) == ((121, True, [("2026-11-20", "")]), [("vehicle-out-over", 121)])
    yard.act("vehicle-cross", plate=PLATE, direction="out", day="2026-11-21")
    yard.lines(wrong | {"to": "back", "day": "2026-11-21"})
    assert days() == (121, False, [("2026-11-20", "2026-11-21")])
    for asked, key in (
        ({"to": "out", "day": "2026-11-20"}, "vehicle-crossing-same"), ({"to": "2026-11-23"}, "account-ahead"), ({"to": "gone"}, "day-not-readable"),
        ({"to": "none", "day": "2026-01-01"}, "vehicle-crossing-unknown"), ({"to": "none", "direction": "in"}, "vehicle-direction"),
    ):  # fmt: skip
        assert yard.refused(line=wrong | asked) == key
    # Out, back and out again in one day: it is away, and the day counts once.
    yard.act("vehicle-cross", plate=PLATE, direction="out")
    assert yard.refused(act="vehicle-cross", plate=PLATE, direction="out") == "vehicle-crossed-already"
    assert (days()[:2], yard.act("vehicle-cross", plate=PLATE, direction="back") and days()[:2]) == ((121, True), (121, False))
    # It went out by itself after it had come back, and the way back is entered late: what crossed last says where it is, not what was written last.
    out, back = ({"act": "vehicle-cross", "plate": PLATE, "direction": direction} for direction in ("out", "back"))
    yard.lines(out)
    yard.clock.wait(0.5)
    assert ([each["key"] for each in yard.lines(back)["alarms"]], days()[1]) == (["vehicle-back-after"], False)
    yard.lines(out)
    for time, key in (("9:30", "vehicle-time"), ("24:00", "vehicle-time"), ("23:59", "account-ahead")):
        assert yard.refused(line=back | {"time": time}) == key
    assert (yard.lines(back | {"time": "09:05"})["alarms"], days()[1]) == ([], True)
    # A machine that is replayed ends in the same days.
    before = days()
    yard.desk.station.journal.rebuild()
    assert days() == before


@pytest.mark.parametrize(("stays", "today", "left", "back_by"), [
    ((), "2026-03-01", 120, "2026-06-28"), ((("2026-01-01", "2026-04-29"),), "2026-11-21", 1, "2026-11-21"), ((("2026-01-01", "2026-04-28"), ("2026-11-21", "2026-11-21")), "2026-11-21", 1, "2026-11-22"),
    ((("2026-07-25", None),), "2026-11-21", 0, "2026-11-21"), ((("2026-07-24", None),), "2026-11-21", 0, ""), ((("2026-01-01", "2026-04-30"),), "2026-11-21", 0, ""),
    ((("2026-01-01", "2026-04-29"), ("2026-11-21", "2026-11-21")), "2026-11-21", 0, "2026-11-21"),
    ((), "2026-12-20", 120, "2027-04-30"), ((("2026-12-30", None),), "2027-01-02", 118, "2027-04-30"), ((), "2028-02-01", 120, "2028-05-30"),
])  # fmt: skip
def test_the_last_day_of_re_entry(stays, today, left, back_by):
    """119, 120 and 121 days; a day twice, and the last one, on which it goes out and comes back once more; across the end of the year; over the leap day."""
    rows = [{"plate": PLATE, "left_on": out, "back_on": back} for out, back in stays]
    found = vehicles.vehicle(Source(Told({"mainland_stay": rows}), Kept(), 0), PLATE, date.fromisoformat(today))
    assert (found.left, found.back_by) == (left, back_by)


def test_the_lane_opens_an_account(port):
    yard = port(tables(release_list=[release_list(LISTS[0], left_on="2026-10-31", consolidated="open")]))
    told = yard.act("account", text=LEDGER)
    assert told["events"] == []
    assert told["account"]["batches"][0]["due"] == "2026-11-25"
    assert told["account"]["batches"][0]["state"] == "soon"
    assert yard.refused(act="account", text=LEDGER, at="2030-01-01") == "account-ahead"
