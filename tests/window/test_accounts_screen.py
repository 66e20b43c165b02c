"""The Accounts screen, worked with keys and scans alone in a real window on a real station."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from real_desk import HOUR, at_the_desk

from tests.accounts import accounts_port as port
from tests.yard import PAPERS, PLATE, USCC, USCC2, own_station
from ui.window.accounts.axis import Axis
from ui.window.accounts.course import LeasesPanel
from ui.window.accounts.credit import span
from ui.window.accounts.headed import worst
from ui.window.accounts.lines import LinesPanel
from ui.window.accounts.lines import Row as AccountRow
from ui.window.accounts.lists import BatchesPanel, CodesPanel, VehiclesPanel, _where, righted
from ui.window.accounts.opening import named
from ui.window.accounts.screen import Accounts
from ui.window.theme import Look
from workstation.accounts.batches import Batch, Right
from workstation.accounts.confirmations import Confirmation
from workstation.accounts.entries import Line
from workstation.accounts.leases import Lease
from workstation.accounts.opened import Account, Credit, Ledger
from workstation.accounts.vehicles import Vehicle
from workstation.desk.card import Card, Row

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
NOBODY = "91460105123456788U"


def stock(page):
    """What is left of the chosen line."""
    return str(page.lines.chosen().line.of("stock"))


def fill(sheet, **given):
    """Answers of a sheet, as typed."""
    for editor in sheet._editors:
        if editor.name in given:
            editor.put(given[editor.name]) if hasattr(editor, "_select") else editor.setText(given[editor.name])


def values(sheet):
    """What stands in a sheet."""
    return {editor.name: editor.entered() for editor in sheet._editors}


def test_an_account_from_the_truck_in_front_by_one_key_and_as_of_another_day(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", port.tables(), officer="S1") as hands:
        window = hands.window
        hands.key(Qt.Key.Key_5, ALT)
        page = window.pages.get("accounts")
        assert page.stack.currentWidget() is page.empty
        hands.key(Qt.Key.Key_Escape)
        hands.typed(PAPERS)
        hands.until(lambda: hands.part("declaration") and hands.card.durable)
        hands.key(Qt.Key.Key_5, ALT)
        hands.until(lambda: page.account)
        assert (page.account.uscc, stock(page), page.stack.currentWidget()) == (USCC, "1000", page.pages["ledgers"])
        hands.until(lambda: page.course.points)
        assert page.course.points[-1] == (date(2026, 11, 21), 1000)
        hands.key(Qt.Key.Key_PageUp)
        hands.until(lambda: page.account.day == "2026-11-20")
        assert stock(page) == "1000"
        hands.key(Qt.Key.Key_PageUp)
        hands.until(lambda: page.account.day == "2026-11-19")
        assert stock(page) == "1300"
        hands.key(Qt.Key.Key_F8)
        hands.enter("2026-06-30")
        hands.until(lambda: page.account.day == "2026-06-30" and not page.day.isVisible())
        hands.key(Qt.Key.Key_F8)
        hands.enter("2027-01-01")
        hands.until(page.news.isVisible)
        assert page.account.day == "2026-06-30"
        hands.key(Qt.Key.Key_Escape)
        hands.key(Qt.Key.Key_F9)
        hands.until(lambda: page.account.day == page.today)
        hands.key(Qt.Key.Key_F6)
        assert [each.reference for each in page.history.entries] == ["P-3", "P-2", "P-1"]
        hands.key(Qt.Key.Key_Down)
        assert page.history.at == 1
        hands.key(Qt.Key.Key_Escape)
        assert window.at == "lane"


def test_a_scan_opens_another_account_and_a_trucks_own_goes_to_the_desk_too(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", port.tables()) as hands:
        window = hands.window
        hands.key(Qt.Key.Key_5, ALT)
        page = window.pages.get("accounts")
        before = hands.opened.bridge._asked
        hands.wedge(port.LEASED)
        hands.until(lambda: page.account and page.account.uscc == USCC2)
        # No line for the desk: a credit code is of no truck.
        assert hands.card.state == "free"
        assert hands.opened.bridge._asked - before < 3
        hands.wedge(PAPERS)
        hands.until(lambda: hands.part("declaration") and page.account.uscc == USCC)
        hands.enter(NOBODY)
        hands.until(lambda: page.account.uscc == NOBODY)
        assert (page.account.known, page.stack.currentWidget()) == (False, page.empty)
        hands.enter("?!")
        hands.until(page.news.isVisible)
        hands.yard.clock.at += 25 * HOUR
        hands.enter(USCC)
        hands.until(lambda: page.account.uscc == USCC)
        assert page.state.isVisible()
        assert window.look.say("table.ledger") in page.state.text()
        hands.key(Qt.Key.Key_L, CONTROL)
        assert page.account is None
        assert page.edit.text() == ""


def test_a_page_left_open_shows_what_a_pack_brings_and_the_slice_it_gives(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", port.tables()) as hands:
        hands.key(Qt.Key.Key_5, ALT)
        page = hands.window.pages.get("accounts")
        hands.enter(port.LEASED)
        hands.until(lambda: page.account and page.account.uscc == USCC2)
        assert page.account.ledgers[0].mine == {1: "0"}
        told = port.tables(lease=[{"number": "Q1", "ledger": port.LEASED, "line": 1, "station": own_station(), "quantity": "300", "unit": "千克"}])
        told["ledger_line"][-1] |= {"out": "100"}
        hands.yard.load(told)
        hands.opened.gear.quiet()
        hands.until(lambda: page.account.ledgers[0].mine == {1: "300"} and stock(page) == "900")


def test_the_part_of_a_truck_that_names_its_enterprise():
    rows = (Row("container", "ok", "MSKU 038325 0"), Row("vehicle", "ok", "琼A·12345"), Row("declaration", "ok", "6401 2026 1 000000123"))
    assert named(Card(rows=rows)) == "640120261000000123"
    assert named(Card(rows=rows[:2])) == "琼A12345"
    assert named(Card(rows=rows[:1])) == ""


def test_names_of_days_never_touch_and_a_class_without_an_end_reaches_the_edge():
    for days in (1, 13, 40, 200, 900, 4000):
        axis = Axis(date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=days), 100, 700)
        places = [axis.x(day) for day, _ in axis.ticks(76)]
        assert all(b - a >= 70 for a, b in pairwise(places)), days
        assert all(100 <= x <= 700 for x in places)
    axis = span((Credit("national", "regular", "2010-01-01", "", "in-force"),), date(2026, 11, 21), (0, 100))
    assert 60 < axis.x(date(2026, 11, 21)) < 100
    assert axis.x(date(2010, 1, 1)) == 0


def test_the_books_are_kept_by_keys_with_the_figures_of_every_refusal(qapp, qtbot, tmp_path):
    told = port.tables(
        release_list=[port.release_list(port.LISTS[0], left_on="2026-10-31", consolidated="open", guarantee="2000.00")],
        ledger_entry=[port.entry(1, "batch", "400", on="2026-10-31", of=port.LISTS[0])],
        vehicle=[{"plate": PLATE, "sort": "truck", "tare_kg": "9000", "zero_tariff": True, "uscc": USCC}],
        lease=[{"number": "Q1", "ledger": port.LEASED, "line": 1, "station": own_station(), "quantity": "300", "unit": "千克"}],
    )
    told["ledger_line"][1] |= {"batch": "400"}
    with at_the_desk(qapp, qtbot, tmp_path / "station", told, officer="S1") as hands:
        window, sheet = hands.window, hands.window.sheet
        hands.key(Qt.Key.Key_5, ALT)
        page = window.pages.get("accounts")
        page.ask(USCC)
        hands.until(lambda: page.account)
        hands.key(Qt.Key.Key_F7)
        assert (sheet.name, values(sheet)["ledger"], values(sheet)["line"]) == ("ledger-post", port.LEDGER, "1")
        fill(sheet, sort="moved", quantity="600.5", reference="P-9", reason="盘点")
        sheet._answer()
        hands.until(sheet.news.text)
        assert "要 600.5 千克,只剩 600 千克" in sheet.news.text()
        fill(sheet, quantity="599.5")
        sheet._answer()
        hands.until(lambda: not sheet.isVisible() and stock(page) == "0.5")
        # Taken back from the history, by the entry in front.
        hands.key(Qt.Key.Key_F6)
        hands.key(Qt.Key.Key_F7)
        fill(sheet, reason="错项")
        sheet._answer()
        hands.until(lambda: not sheet.isVisible() and page.history.entries[0].undone)
        hands.key(Qt.Key.Key_F4)
        offered = [act.key for act in page.acts()]
        assert len(offered) == len({*offered}), "no key means two things"
        hands.key(Qt.Key.Key_F7)
        assert values(sheet)["list"] == port.LISTS[0]
        fill(sheet, declaration=PAPERS)
        sheet._answer()
        hands.until(lambda: not sheet.isVisible() and page.account.batches[0].state == "declared")
        hands.key(Qt.Key.Key_F11)
        assert (values(sheet)["plate"], values(sheet)["direction"]) == (PLATE, "out")
        sheet._answer()
        hands.until(lambda: not sheet.isVisible() and page.account.vehicles[0].away)
        hands.key(Qt.Key.Key_F3)
        hands.enter(USCC2)
        hands.until(lambda: page.account.uscc == USCC2)
        hands.key(Qt.Key.Key_F11)
        fill(sheet, quantity="301")
        sheet._answer()
        hands.until(sheet.news.text)
        assert sheet.news.text() == "额度租借 Q1 只剩 300 千克"
        fill(sheet, quantity="")
        sheet._answer()
        hands.until(lambda: not sheet.isVisible() and page.account.ledgers[0].mine == {1: "0"})
        hands.key(Qt.Key.Key_PageUp)
        hands.until(lambda: page.account.day == "2026-11-20")
        assert [act.enabled for act in page.acts() if act.name == "account-ledger-post"] == [False]


def test_a_line_without_leases_says_who_keeps_its_ledger_and_a_lost_slice_stands_out(qapp):
    panel, line = LeasesPanel(), Line("H", 1, "x", "kg")
    said = []
    for leased, home in ((True, ""), (False, "A"), (False, "B"), (False, "")):
        panel.show_row(AccountRow(Ledger("H", "open", leased, "", (line,), home=home), line, 0), "A")
        said.append(panel.look.say(panel._nothing, home=panel._home))
    assert len(set(said)) == 4
    assert ["A" in said[1], "B" in said[2]] == [False, True], "the station in front is 'this station'"
    several = [Lease(number, "H", 1, holder, Decimal(9), lost=lost) for number, holder, lost in (("L1", "B", False), ("L2", "B", True), ("L3", "A", False))]
    panel.show_row(AccountRow(Ledger("H", "open", True, "", (line,), tuple(several)), line, 0), "A")
    assert [each.number for each in panel._leases] == ["L3", "L2", "L1"]


def changed(panel, width, *shown):
    """Rows of pixels that are others where the panel shows another of two things."""
    panel.resize(width, 400)
    images = []
    for each in shown:
        panel.show_account(each)
        images.append(panel.grab().toImage())
    one, other = images
    return [y for y in range(one.height()) if any(one.pixel(x, y) != other.pixel(x, y) for x in range(one.width()))]


def test_long_words_never_run_over_what_stands_below_them(qapp):
    def batch(goods):
        return Batch("FX640120260000000090", goods, "5000", "", "", "2026-11-01", "2026-12-25", 34, "open", "")

    def code(partner):
        return Confirmation("VA6401202600000001K", "confirmation", "used", "2026-01-01", "2026-12-31", PAPERS, partner)

    for panel, shown in (
        (BatchesPanel(), [Account(USCC, True, "2026-11-21", batches=(batch(goods),)) for goods in ("", "烘焙咖啡豆,非速溶,零售包装 " * 6)]),
        (CodesPanel(), [Account(USCC, True, "2026-11-21", codes=(code(partner),)) for partner in ("", "海南" * 40)]),
    ):
        below = changed(panel, 490, *shown)
        assert below, "it is said"
        assert below[-1] - below[0] < 20, "in one line"


def test_a_declared_batch_pledges_nothing_any_more(qapp):
    def of(state, guarantee):
        batch = Batch("FX640120260000000090", "x", "5000", "", guarantee, "2026-10-01", "2026-11-25", 4, state, PAPERS)
        return Account(USCC, True, "2026-11-21", batches=(batch,))

    assert changed(BatchesPanel(), 490, of("soon", "2000.00"), of("soon", ""))
    assert not changed(BatchesPanel(), 490, of("declared", "2000.00"), of("declared", ""))


def test_the_last_day_of_re_entry_is_said_whole_where_the_rest_has_no_room(qapp):
    def of(back_by, used=119):
        return Account(USCC, True, "2026-11-21", vehicles=(Vehicle("琼AD12345", 2026, used, 120 - used, 120, "near", True, (), back_by),))

    for lang in ("zh", "en"):
        panel = VehiclesPanel()
        panel.dress(Look(lang=lang))
        # Its last figure is in sight: another day looks otherwise.
        assert changed(panel, 490, of("2026-11-21"), of("2026-11-29"))
    assert _where(Look(), of("2026-11-21").vehicles[0])[-1].endswith(Look().say("account.vehicle.back-by", day="2026-11-21"))


def test_the_head_says_of_a_right_to_batch_exit_that_its_guarantee_has_expired():
    right = Right(may=True, why=(), source="", certainty="")
    for state, expired, shape, below in (("open", True, "triangle", "Guarantee expired on 2026-11-01"), ("open", False, "tick", ""), ("closed", True, "tick", "")):
        ledger = Ledger("H64012026001", state, leased=False, opened_on="", guarantee_to="2026-11-01", expired=expired)
        account = Account(USCC, known=True, day="2026-11-21", ledgers=(ledger,), right=right)
        found = worst(account, Look(lang="en"))
        assert (found[0], found[1], found[3]) == (shape, "Batch exit allowed", below)
        assert righted(account, Look(lang="en")) == (found[0], found[2], below), "the panel of batches says the same"


def test_the_guarantee_of_a_leased_ledger_says_its_slice_and_its_last_day(qapp):
    def of(mine, until):
        line = Line("H", 0, "担保", "CNY", "", {"outside": Decimal(-9), "stock": Decimal(9)})
        return Account(USCC, True, "2026-11-21", ledgers=(Ledger("H", "open", True, "", (line,), mine={0: mine}, guarantee_to=until),))

    assert changed(LinesPanel(), 612, of("3", "2027-01-01"), of("4", "2027-01-01"))
    assert changed(LinesPanel(), 612, of("3", "2027-01-01"), of("3", "2027-01-02"))


def test_a_batch_says_that_the_guarantee_it_left_under_has_ended(qapp):
    def of(expired, until="2026-11-01"):
        batch = Batch(port.LISTS[0], "货" * 60, "5000", port.LEDGER, "2000.00", "2026-10-21", "2026-11-25", 4, "soon", "", until, expired)
        return Account(USCC, True, "2026-11-21", batches=(batch,))

    assert changed(BatchesPanel(), 490, of(False), of(True))
    # Its day is in sight, however long the goods.
    assert changed(BatchesPanel(), 490, of(True), of(True, "2026-11-08"))


def test_the_day_a_guarantee_ended_is_in_sight_beside_the_right(qapp):
    right = Right(may=True, why=(), source="", certainty="")

    def of(until):
        ledger = Ledger("H64012026001", "open", leased=False, opened_on="", guarantee_to=until, expired=True)
        return Account(USCC, known=True, day="2026-11-21", ledgers=(ledger,), right=right)

    panel = BatchesPanel()
    panel.dress(Look(lang="en"))
    assert changed(panel, 612, of("2026-11-08"), of("2026-11-09"))


def test_of_thousands_of_lines_the_chosen_one_comes_into_sight_without_measuring_them_all(qapp):
    several = tuple(Line("H", number, f"货物{number}", "千克") for number in range(1, 5_001))
    account = Account(USCC, True, "2026-11-21", ledgers=(Ledger("H", "open", False, "", several),))
    panel, measured, tall = LinesPanel(), [], LinesPanel._tall
    panel.resize(620, 390)
    panel._tall = lambda row: measured.append(row) or tall(panel, row)
    panel.show_account(account)
    for step, first, chosen in ((0, 0, 1), (1, 0, 2), (4_000, 3_999, 4_002), (-2, 3_999, 4_000), (9_999, 4_997, 5_000), (-9_999, 0, 1)):
        panel.choose(step)
        measured.clear()
        panel.grab()
        assert (panel._first, panel.chosen().line.no) == (first, chosen)
        assert len(measured) < 20
    page = Accounts()
    for whose, first in ((USCC, 0), (USCC, 1), (USCC2, 0)):
        # Another enterprise's begin at the first; read again, the same stay in sight.
        page.codes.show_account(Account(whose, True, "2026-11-21"))
        assert page.codes.turning.first == first
        page.codes.turning.first += 1 - first
    page.lines.show_account(account)
    page.account = account
    for key, chosen in ((Qt.Key.Key_Down, 51), (Qt.Key.Key_Down, 101), (Qt.Key.Key_Up, 51)):
        page.eventFilter(page, QKeyEvent(QEvent.Type.KeyPress, key, CONTROL))
        assert page.lines.chosen().line.no == chosen
