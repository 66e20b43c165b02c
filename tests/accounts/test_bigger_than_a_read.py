"""Papers and ledgers of more lines and entries than one read is bounded to: they are done whole, and asked for at once."""

import json

import pytest
import replayed
from test_books_balance import LEDGER as BOOK
from test_books_balance import Kept, event
from test_days_of_ledgers import MIDNIGHT, Register

from tests.accounts.accounts_port import LEASED, LEDGER, LISTS, entry, ledger_line, list_line, release_list, tables
from tests.yard import NOW, PAPERS, USCC2, own_station, root_key, secrets
from ui.command import main
from workstation import settings
from workstation.accounts import balance, books, leases, posting
from workstation.accounts.opened import opened
from workstation.desk import accounts
from workstation.register import packs

MANY = 1_200


def test_a_batch_of_more_entries_than_one_read_is_declared_whole(port):
    numbers = range(1, MANY + 1)
    yard = port(tables(
        ledger_line=[ledger_line(0, unit="CNY", **{"in": "9"}), *(ledger_line(no, **{"in": "9", "batch": "2"}) for no in numbers)],
        ledger_entry=[entry(no, "batch", "2", on="2026-11-10", of=LISTS[0]) for no in numbers],
        release_list=[release_list(LISTS[0], left_on="2026-11-10", consolidated="open")], list_line=[list_line(LISTS[0], no, quantity="2", ledger_line=no) for no in numbers],
    ))  # fmt: skip
    yard.open("S1")
    yard.act("batch-declare", list=LISTS[0], declaration=PAPERS)
    lines = accounts.account_of(LEDGER, yard.desk.station).ledgers[0].lines
    assert {(str(line.of("batch")), str(line.of("out")), str(line.of("stock"))) for line in lines if line.no} == {("0", "2", "7")}


def test_an_inventory_of_more_lines_than_one_read_is_written_off_whole(port):
    goods = [{"inventory": "INV", "no": no, "name": "x", "quantity": "1", "unit": "千克", "ledger_line": 1} for no in range(1, MANY + 1)]
    source = accounts.source_of(port(tables(parcel_line=goods)).desk.station)
    asked = posting.of_parcel(source, "INV")
    assert sum(each.quantity for each in asked) == MANY
    # The last of its goods is on no ledger: nothing of it is taken.
    goods[-1] = {name: value for name, value in goods[-1].items() if name != "ledger_line"}
    source = accounts.source_of(port(tables(parcel_line=goods)).desk.station)
    assert posting.of_parcel(source, "INV") == ()


def told(count):
    """A ledger of which the platform entered so much on the last of its days."""
    line = {"ledger": BOOK, "no": 1, "name": "x", "unit": "kg", "commodity": None, **dict.fromkeys(("used", "processed", "moved", "batch", "out", "pledged")), "in": str(count)}
    day = settings.local_time(MIDNIGHT).date()
    several = [{"ledger": BOOK, "line": 1, "sort": "in", "reference": f"R{place}", "quantity": "1", "on": day.isoformat()} for place in range(count)]
    return Register({"ledger_line": [line], "ledger_entry": several, "ledger_counted": []}), day


def test_an_older_day_is_whole_however_much_was_entered_since():
    register, day = told(balance.MOST + 7)
    source = books.Source(register, Kept(), MIDNIGHT + 86_400_000)
    (line,) = books.lines_of(source, books.book(source, BOOK), day.replace(day=day.day - 1))
    assert line.of("stock") == 0


@pytest.mark.parametrize("most", [2, 5, 6, 100])
def test_postings_the_platform_entered_count_once_however_many_entries_there_are(monkeypatch, most):
    monkeypatch.setattr(balance, "FEW", 2)
    monkeypatch.setattr(balance, "MOST", most)
    register, _ = told(6)
    events = [event("A", place + 1, "ledger.posted", BOOK, sort="in", reference=f"R{place + 2}", lines=[{"line": 1, "quantity": "1"}]) for place in range(5)]
    source = books.Source(register, Kept(events), MIDNIGHT)
    assert books.sheet(source, BOOK, 1).line.of("stock") == replayed.lines(source, BOOK, None)[0].of("stock") == 7


def test_the_leases_of_a_ledger_are_asked_for_at_once(port):
    asked = {}
    for count in (2, 40):
        several = [{"number": f"Q{no}{part}", "ledger": LEASED, "line": no, "station": own_station(), "quantity": "3", "unit": "千克"} for no in range(1, count + 1) for part in "ab"]
        yard = port(tables(lease=several, ledger_line=[ledger_line(no, ledger=LEASED, **{"in": "9"}) for no in range(1, count + 1)]))
        yard.line(scan="?")
        station = yard.desk.station
        journal = Asked(station.journal)
        source = books.Source(station.register, journal, NOW)
        (ledger,) = opened(source, USCC2, own_station()).ledgers
        assert (len(ledger.leases), set(ledger.mine.values())) == (2 * count, {"6"})
        asked[count] = journal.asked
        assert leases.of_lines(source, LEASED, {}) == {no: leases.leases(source, LEASED, no, {}) for no in range(1, count + 1)}
    assert asked[40] == asked[2]


class Asked:
    """A journal that counts what it is asked."""

    def __init__(self, journal):
        self.journal, self.asked = journal, 0

    def read(self, sql, params=()):
        self.asked += 1
        return self.journal.read(sql, params)


def test_a_slice_stands_on_the_account_as_soon_as_its_pack_is_imported(port, tmp_path, monkeypatch, capsys):
    yard = port(tables())
    yard.close()
    work = tmp_path / "work"
    work.mkdir()
    (work / "pack.toml").write_text(f'kind = "delta"\nport = "CNHXG"\nversion = 2\nprevious = 1\nmade_at = "{settings.show_time(NOW)}"\n')
    (work / "lease.jsonl").write_text(json.dumps({"number": "Q1", "ledger": LEASED, "line": 1, "station": own_station(), "quantity": "300", "unit": "千克"}) + "\n")
    packs.make(work, tmp_path / "a.pack", root_key(yard.folder), NOW)
    for name, value in {**secrets(), "PORT_OFFICER_NOW": "2026-11-21T09:00:00Z"}.items():
        monkeypatch.setenv(name, value)
    where = ("--data", str(yard.folder), "--json", "--officer")
    assert main(["pack", "import", str(tmp_path / "a.pack"), *where, "S1"]) == 0
    capsys.readouterr()
    assert main(["account", LEASED, *where, "O1"]) == 0
    found = json.loads(capsys.readouterr().out)
    (ledger,) = [each for each in found["ledgers"] if each["number"] == LEASED]
    assert [each["slice"] for each in ledger["lines"]] == ["300"]
    # The lane that opens later writes nothing anew.
    yard.open()
    yard.line(scan="?")
    assert yard.kinds("Q1") == ["lease.granted"]
