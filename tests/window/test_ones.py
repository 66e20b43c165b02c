"""The pages of a person and of an item, worked with keys alone in a real window on a real station."""

from itertools import combinations, pairwise

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter
from PySide6.QtTest import QTest
from real_desk import at_the_desk

from tests import yard as yards
from tests.custody import journeys
from tests.persons import persons_port as port
from ui.command.journal import write_lines
from ui.window.ones import marks, placing
from ui.window.ones.board import BoardPage
from ui.window.ones.item import ItemPage
from ui.window.ones.lists import HEAD, TALL, passages
from ui.window.ones.opening import items
from ui.window.ones.panel import PAD
from ui.window.ones.person import PersonPage
from ui.window.ones.stock import StockPage
from ui.window.ones.timeline import NAMES
from ui.window.theme import Look
from workstation.custody import checks
from workstation.custody.board import Board, Box
from workstation.custody.chain import Chain
from workstation.custody.steps import visits
from workstation.custody.stock import Balance, Lent, Line
from workstation.custody.values import Step
from workstation.desk import Desk
from workstation.desk.card import Card, Row, Say
from workstation.desk.ones import Stock
from workstation.desk.station import Station

CALL = "VCCNHXG20260001"
CONTROL = Qt.KeyboardModifier.ControlModifier
LOCKED = {
    "lock": "LK0000000017", "container": yards.BOX, "from": "CNYPG", "to": "CNHXG", "route": ["CNHAK"], "begins": "2026-11-20T00:00:00Z", "ends": "2026-11-22T00:00:00Z",
}  # fmt: skip


def tables():
    persons = {name: rows for name, rows in port.rows().items() if name != "instruction"}
    return yards.rows(
        **persons,
        ship_call=[{"call": CALL, "imo": "9074729", "name": "海口", "port": "CNHXG", "arrives": "2026-11-21T10:00:00Z"}],
        unloading=[{"call": CALL, "container": box, "pickup": True} for box in (yards.BOX, yards.BOX2)],
    )


def texts(hands, page):
    """What the lists of the page say."""
    return [page.list.item(row).text() for row in range(page.list.count())]


def test_an_item_its_board_and_its_seals_by_keys_alone(qapp, qtbot, tmp_path):
    looked = {"port": "CNYPG", "reference": "YPG-9", "container": yards.BOX, "papers": yards.PAPERS, "result": "normal", "at": "2026-11-21T02:00:00Z"}
    with at_the_desk(qapp, qtbot, tmp_path / "station", tables() | {"partner_inspection": [looked], "lock_route": [LOCKED]}, officer="S1") as hands:
        window = hands.window
        hands.typed(yards.PLATE)
        hands.typed(yards.BOX)
        hands.until(lambda: hands.part("container") and hands.card.durable)
        hands.key(Qt.Key.Key_K, CONTROL)
        hands.until(lambda: window.at == "custody" and window.custody.chain)
        page = window.custody
        assert (page.chain.kind, page.chain.value, page.items) == ("container", yards.BOX, (yards.BOX, yards.PLATE))
        assert len(texts(hands, page)) == len(page.timeline.steps) > 2
        assert page.head.accessibleName() == f"箱号 {yards.BOX}"
        # What a partner port looked at is told by the register: it is drawn, and says where it comes from.
        (told,) = (number for number, step in enumerate(page.timeline.steps) if marks.sort_of(step) == "partner")
        assert "YPG-9" in texts(hands, page)[told]
        assert "登记数据:组合港查验" in texts(hands, page)[told]
        assert "CNYPG" in page.timeline.layout_.lanes
        before = page.list.currentRow()
        hands.key(Qt.Key.Key_Up)
        assert page.timeline.at == page.list.currentRow() == before - 1
        hands.key(Qt.Key.Key_K, CONTROL)
        hands.until(lambda: page.chain.value == yards.PLATE)
        hands.keys(Qt.Key.Key_F2)
        assert all("读取" not in said for said in texts(hands, page))
        hands.key(Qt.Key.Key_F6)
        assert page.view == "box"
        # A lock nobody has read is not known yet, not wrong; what the register tells of it stands there.
        hands.enter("lk 0000 000017")
        hands.until(lambda: page.chain and page.chain.value == LOCKED["lock"])
        assert (page.view, page.head.accessibleName()) == ("lock", "E-lock LK0000000017")
        hands.key(Qt.Key.Key_F3)
        hands.key(Qt.Key.Key_F7)
        assert (page.view, page.stack.currentWidget(), page.lock.standing()[0]) == ("lock", page.lock, "dashed")
        assert page.lock.journeys() == ["MSKU 038325 0   CNYPG → CNHAK → CNHXG   11-20 08:00 – 11-22 08:00"]
        hands.enter("?!")
        hands.until(page.news.isVisible)
        assert page.chain is None
        hands.key(Qt.Key.Key_F8)
        hands.until(lambda: window.at == "board" and window.board.calls.count() == 1)
        hands.key(Qt.Key.Key_Return)
        hands.until(window.board.title.text)
        assert [len(panel.boxes) for panel in window.board.columns.values()] == [0, 1, 1]
        # Typed next is a container; its chain opens from where it stands.
        hands.enter(yards.BOX2[-5:])
        hands.until(lambda: window.board.sought() == yards.BOX2)
        hands.key(Qt.Key.Key_K, CONTROL)
        hands.until(lambda: window.at == "custody" and window.custody.chain and window.custody.chain.value == yards.BOX2)
        # A number typed after another takes its place.
        for number in (yards.PLATE[1:], yards.SEAL):
            hands.enter(number)
        hands.until(lambda: window.custody.edit.text() == yards.SEAL)
        hands.until(lambda: window.custody.chain and window.custody.chain.value == yards.SEAL)
        hands.key(Qt.Key.Key_Escape)
        assert window.at == "lane"


def test_seals_go_from_officer_to_officer_in_the_window(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", tables(), officer="S1") as hands:
        window = hands.window
        hands.key(Qt.Key.Key_K, CONTROL)
        hands.key(Qt.Key.Key_F9)
        hands.until(lambda: window.at == "stock" and window.stock.empty.isVisible())
        hands.key(Qt.Key.Key_F3)
        for text in ("HN900001", "HN900010", "S1", "D-7"):
            hands.enter(text)
        hands.until(lambda: [(line.officer, line.closing) for line in window.stock.lines._lines] == [("S1", 10)])
        hands.key(Qt.Key.Key_F6)
        for text in ("HN900008", "HN900010", "O1", yards.secret("O2")):
            hands.enter(text)
        hands.until(window.sheet.news.text)
        hands.key(Qt.Key.Key_A, CONTROL)
        hands.enter(yards.secret("O1"))
        hands.until(lambda: [(line.officer, line.closing) for line in window.stock.lines._lines] == [("O1", 3), ("S1", 7)])
        hands.key(Qt.Key.Key_F4)
        for text in ("HN900009", "bent"):
            hands.enter(text)
        hands.until(lambda: [(line.officer, line.by_others, line.of_others, line.closing) for line in window.stock.lines._lines] == [("O1", 1, 0, 2), ("S1", 0, 1, 7)])
        assert window.stock.lent.isVisible()
        assert "HN900009 O1 → S1" in window.stock.lent.text()


def test_another_stations_journal_is_taken_on_the_page_of_an_item(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", tables(), officer="O1") as hands:
        window, sheet = hands.window, hands.window.pages.get("sheet")
        clock = yards.Clock(yards.NOW - 2 * yards.HOUR)
        key = yards.build(tmp_path / "theirs", clock, lane="05", root=hands.yard.folder)
        theirs = Desk(Station.open(tmp_path / "theirs", key, clock), "S1")
        for line in ({"scan": yards.PLATE2}, {"scan": yards.BOX}, {"act": "stop", "stop": "radiation"}):
            theirs.line(line)
        told = tmp_path / "journal.jsonl"
        with told.open("w", encoding="utf-8") as out:
            write_lines(theirs.station.journal, out)
        theirs.close()
        name = theirs.station.journal.station
        gap = tmp_path / "gap" / "gap.jsonl"
        gap.parent.mkdir()
        gap.write_text("".join(told.read_text(encoding="utf-8").splitlines(keepends=True)[1:]), encoding="utf-8")
        hands.key(Qt.Key.Key_K, CONTROL)
        hands.until(lambda: window.at == "custody")
        hands.enter(yards.BOX)
        hands.until(lambda: window.custody.chain)
        assert window.custody.chain.steps == ()
        hands.opened.ones.taking.folder = tmp_path
        hands.key(Qt.Key.Key_F12)
        hands.until(sheet.isVisible)
        assert (sheet.name, sheet._editors[0].entered()) == ("journal-take", str(told))
        for wrong, said in ((tmp_path / "none.jsonl", "none.jsonl"), (gap, name)):
            sheet._editors[1].setText(str(wrong))
            sheet._editors[1].setFocus()
            hands.key(Qt.Key.Key_Return)
            hands.until(lambda said=said: said in sheet.news.text())
        sheet._editors[1].clear()
        hands.key(Qt.Key.Key_Return)
        hands.until(lambda: window.custody.chain and window.custody.chain.steps)
        assert not sheet.isVisible()
        assert name in window.notice.words()
        assert {step.station for step in window.custody.chain.steps} == {name}
        # The truck it stopped is stopped here too, by any of its things.
        hands.key(Qt.Key.Key_Escape)
        hands.typed(yards.BOX)
        hands.until(lambda: hands.part("container") and hands.card.durable and not window.bridge.busy)
        assert [said.key for said in hands.card.held] == ["held.stop"]


def test_a_person_is_masked_revealed_for_a_while_and_forgotten(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", tables(), officer="S1") as hands:
        window = hands.window
        hands.key(Qt.Key.Key_P, CONTROL)
        page = window.person
        hands.wedge(port.ID)
        hands.until(lambda: page.text.text() == port.ID)
        hands.key(Qt.Key.Key_Return)
        hands.enter("x")
        hands.until(page.news.isVisible)
        assert page.person == {}
        hands.enter("y, asked by the desk")
        hands.until(lambda: page.person)
        assert page.person["name"].endswith("*")
        assert page.text.text() == ""

        def reveal():
            hands.key(Qt.Key.Key_F6)
            hands.until(window.sheet.isVisible)
            hands.enter("compare with the document")
            hands.until(lambda: page.face._clear)
            assert page.face._clear["name"] == port.NAME

        reveal()
        assert 0 < page.until - hands.yard.clock() <= 20_000
        hands.yard.clock.at += 20_000
        hands.until(lambda: not page.face._clear)
        assert "clear" not in page.documents._person
        reveal()
        hands.key(Qt.Key.Key_Escape)
        assert (window.at, page.face._clear) == ("lane", {})
        hands.key(Qt.Key.Key_P, CONTROL)
        hands.until(lambda: window.at == "person")
        assert page.person == {}
        hands.key(Qt.Key.Key_F9)
        hands.until(lambda: window.at == "looks" and window.looks._rows)
        assert [row["shown"] for row in window.looks._rows] == [1, 1]
        assert [row["how"] for row in window.looks.events._rows] == ["revealed", "revealed", "shown"]
        hands.key(Qt.Key.Key_L, CONTROL)
        assert window.looks._rows == []


def test_a_person_found_by_name_is_opened_by_the_registers_own_name_of_him(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", tables(), officer="S1") as hands:
        window, page = hands.window, hands.window.person
        window.show_screen("find")
        hands.type(port.NAME)
        hands.until(lambda: "person" in {row.data(Qt.ItemDataRole.UserRole)[0] for row in rows_of(window.find)})
        (row,) = [number for number, each in enumerate(rows_of(window.find)) if each.data(Qt.ItemDataRole.UserRole) == ("person", "P1")]
        assert port.NAME not in window.find.list.item(row).text()
        window.find.list.setCurrentRow(row)
        hands.key(Qt.Key.Key_P, CONTROL)
        hands.until(lambda: window.at == "person")
        assert (page._named, page.text.isVisible(), page.person) == ({"id": "P1"}, False, {})
        hands.enter("asked by the desk")
        hands.until(lambda: page.person)
        assert page.person["name"].endswith("*")
        hands.key(Qt.Key.Key_Escape)
        assert window.at == "find"
        hands.yard.open("S1")
        (shown,) = hands.yard.desk.station.journal.events(kinds=("person.shown",))
        hands.yard.close()
        assert (shown.body["proof"], shown.body["purpose"], shown.subject.startswith("p:")) == ("found", "asked by the desk", True)


def test_a_driver_whose_document_was_just_read_is_opened_without_it(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", tables(), officer="S1") as hands:
        window, page = hands.window, hands.window.person
        hands.typed(yards.PLATE)
        hands.until(lambda: hands.part("vehicle") and hands.card.durable)
        hands.key(Qt.Key.Key_P, CONTROL)
        hands.until(lambda: window.at == "person")
        assert page.text.isVisible(), "nobody's document was read yet"
        hands.key(Qt.Key.Key_Escape)
        hands.typed(port.ID)
        hands.until(lambda: hands.card.durable and {row.part: row.mark for row in hands.card.rows}["driver"] in ("ok", "unsure"))
        hands.key(Qt.Key.Key_P, CONTROL)
        hands.until(lambda: window.at == "person")
        assert not page.text.isVisible()
        hands.enter("asked about his load")
        hands.until(lambda: page.person)
        assert page.person["name"].endswith("*")
        # Whoever takes the desk has read nobody's document.
        hands.opened.bridge.line({"act": "sign-in", "officer": "N1", "secret": yards.secret("N1")}, lambda _: None)
        hands.key(Qt.Key.Key_Escape)
        hands.key(Qt.Key.Key_P, CONTROL)
        hands.enter("asked about his load")
        hands.until(page.news.isVisible)
        assert (page.text.isVisible(), page.person) == (True, {})


def rows_of(find):
    return [find.list.item(number) for number in range(find.list.count())]


def test_the_items_of_a_truck_begin_with_the_one_that_clashes():
    rows = (Row("vehicle", "ok", "琼A·12345"), Row("weight", "ok", "16200"), Row("seal", "ok", "ML12345678"), Row("container", "ok", "MSKU 038325 0"))
    assert items(Card(rows=rows)) == ("MSKU0383250", "ML12345678", "琼A12345")
    assert items(Card(rows=rows, reasons=(Say("reason.custody.seal-twice", {"item": "ML12345678"}),)))[0] == "ML12345678"
    assert items(Card()) == ()


def planted(stations):
    """A container at so many stations, each time faster than a truck, its seal changed by nobody between."""
    stops = [journeys.Stop("CNYPG" if number % 2 else "CNSYA", yards.NOW - (stations - number) * 20 * journeys.MINUTE, lane=f"{number:02d}", reads=((f"HN{number}", "sealed"),)) for number in range(stations)]
    seen = visits(journeys.written(stops))
    return Chain("container", yards.BOX, tuple(step for visit in seen for step in visit.steps), checks.check(seen, "container", journeys.BOX))


def test_everything_that_cannot_be_and_every_place_is_reached_by_keys(qtbot):
    page = ItemPage()
    qtbot.addWidget(page)
    page.dress(Look())
    page.resize(1150, 680)
    page.show()
    page.show_chain(planted(14))
    clashes, many = page.clashes, len(page.chain.clashes)
    assert (many, clashes.at) == (26, 0)
    page.grab()
    seen = []
    for _ in range(many):
        at, lane = clashes.at, page.timeline.layout_.dots[page.timeline.at].lane
        assert clashes.first <= at
        assert clashes._holds(at), "the one that is looked at has room"
        assert page.timeline.steps[page.list.currentRow()].stamp == page.chain.clashes[at].second.stamp
        assert 60 < page.timeline._y(lane, 40, 260) < 260, "and so has its place"
        picture = QImage(8, 8, QImage.Format.Format_RGB32)
        painter, line = QPainter(picture), page.timeline
        times = line._times(painter, 40, 260)
        painter.end()
        assert all(line.look.px(NAMES) <= told.left() and told.right() <= line.width() - line.look.px(PAD) for told in times), "a time is whole or not there"
        seen.append(at)
        QTest.keyClick(page.edit, Qt.Key.Key_PageDown)
    assert (seen, clashes.at) == ([*range(many)], 0)
    heights = [page.timeline._y(lane, 40, 260) for lane in range(14)]
    assert min(other - one for one, other in pairwise(heights)) >= 30, "no name over another"
    QTest.keyClick(page.edit, Qt.Key.Key_PageUp)
    assert clashes.at == many - 1


def test_a_board_at_its_end_is_still_full(qtbot):
    page = BoardPage()
    qtbot.addWidget(page)
    page.dress(Look())
    page.resize(1150, 680)
    page.show()
    boxes = [Box(f"MSKU{number:07d}", "yard", "released") for number in range(30)]
    page.show_board(Board(CALL, "9074729", "", "CNHXG", "2026-11-21T10:00:00Z", (), tuple(boxes)))
    yard = page.columns["yard"]
    qtbot.waitUntil(lambda: yard.height() > 400)
    page.grab()
    for _ in range(12):
        QTest.keyClick(page.edit, Qt.Key.Key_PageDown)
        page.grab()
    assert yard.first + yard.fits == 30
    assert yard.fits > 4


def test_what_a_stop_goes_by_is_never_cut(qtbot):
    page = BoardPage()
    qtbot.addWidget(page)
    page.resize(1150, 680)
    page.show()
    told = {"instruction": "HK-2026-0001", "hold": "CNHXG-03 11-21 10:02", "partner-abnormal": "CNYPG YP-000017", "certificate.biosafety": yards.PAPERS}
    page.show_board(Board(CALL, "9074729", "", "CNHXG", "2026-11-21T10:00:00Z", (), tuple(Box(f"MSKU{place:07d}", "stop", why, number=told[why]) for place, why in enumerate(told))))
    stop = page.columns["stop"]
    qtbot.waitUntil(lambda: stop.height() > 400)
    for lang in ("zh", "en"):
        page.dress(Look(lang=lang))
        page.grab()
        for box in stop.boxes:
            beside, below = stop.said(box, "bad")
            assert stop.has_room(below, 20, "bad"), below
            assert stop.has_room(beside, 170, "body"), beside
            assert [beside, below.count(box.number)] in ([box.number, 0], ["", 1])


def test_every_officer_of_a_shift_is_reached_and_what_is_not_named_is_counted(qtbot):
    page = StockPage()
    qtbot.addWidget(page)
    page.dress(Look())
    page.resize(1150, 620)
    page.show()
    balance = Balance(tuple(Line(f"{number:04d}", received=5) for number in range(20)), tuple(f"HN{number}" for number in range(9)), (), tuple(Lent(f"QZ{number}", "applied", "0001", "0002") for number in range(8)))
    page.show_stock(Stock(0, 1, balance))
    qtbot.waitUntil(lambda: page.lines.height() > 300)
    page.grab()
    seen = []
    while page.lines.first or not seen:
        seen += [line.officer for line in balance.lines[page.lines.first :][: page.lines.fits]]
        QTest.keyClick(page, Qt.Key.Key_PageDown)
        page.grab()
    assert seen == [line.officer for line in balance.lines]
    assert ("+3" in page.strange.text(), "+2" in page.lent.text()) == (True, True)


def test_each_mark_of_a_timeline_has_a_shape_of_its_own_whatever_its_colour(qapp):
    def drawn(sort):
        made = QImage(40, 40, QImage.Format.Format_RGB32)
        made.fill(Qt.GlobalColor.white)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marks.paint(painter, Look(), sort, QPointF(20, 20), 30)
        painter.end()
        return frozenset((x, y) for x in range(40) for y in range(40) if made.pixelColor(x, y).lightnessF() < 0.75)

    shapes = {sort: drawn(sort) for sort in marks.SORTS}
    assert all(len(one ^ other) > 30 for one, other in combinations(shapes.values(), 2))
    assert all(Look().say("custody.mark." + sort) != "custody.mark." + sort for sort in marks.SORTS)
    looked = [Step(0, "CNYPG", -1, what, values={"result": result}) for what in ("partner.inspected", "inspection.closed") for result in ("normal", "abnormal")]
    assert [marks.sort_of(step) for step in looked] == ["partner", "partner-found", "inspection", "found"]


def test_a_timeline_keeps_the_order_of_time_and_ties_both_events_of_every_clash():
    stops = [journeys.Stop("CNYPG", yards.NOW - 60 * journeys.MINUTE, reads=(("HN1", "sealed"),)), journeys.Stop("CNSYA", yards.NOW, kg=20000, reads=(("HN1", "sealed"),))]
    seen = visits(journeys.written(stops))
    steps = [step for visit in seen for step in visit.steps]
    clashes = checks.check(seen, "container", journeys.BOX)
    assert {clash.what for clash in clashes} == {"too-fast", "weight-gained"}
    laid = placing.laid(steps, clashes, frozenset(checks.GAPS))
    assert laid.lanes == ("CNYPG-01", "CNSYA-01")
    assert all(one.x < other.x for one, other in pairwise(laid.dots))
    shown = placing.steps_of(steps, clashes)
    for clash, tie in zip(clashes, laid.ties, strict=True):
        assert (shown[tie.first.number], shown[tie.second.number]) == (clash.first, clash.second)
    assert placing.laid((), ()).dots == ()


def _pick(hands, value):
    """In the list that has the focus, by arrow, then Enter."""
    hands.until(lambda: hasattr(hands.window.focusWidget(), "findData"))
    listed = hands.window.focusWidget()
    assert listed.findData(value) > 0
    while listed.entered() != value:
        hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Return)


def test_a_seal_written_wrongly_is_corrected_by_keys_alone_and_its_paper_is_said(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", officer="N1") as hands:
        window, sheet = hands.window, hands.window.pages.get("sheet")
        for line in yards.clean():
            hands.opened.work.line(line)
        hands.until(lambda: hands.card.channel == "release" and hands.card.durable)
        hands.key(Qt.Key.Key_F1)
        _pick(hands, "seal-apply")
        hands.until(lambda: sheet.name == "seal-apply")
        hands.enter("HN900001")
        hands.until(lambda: not sheet.isVisible() and not window.bridge.busy)
        hands.key(Qt.Key.Key_F12)
        hands.until(lambda: hands.card.state == "released" and hands.card.durable)
        hands.key(Qt.Key.Key_F1)
        _pick(hands, "correct")
        hands.until(lambda: sheet.name == "correct")
        _pick(hands, "seal-applied")
        for text in ("HN900001", "HN900002", "misread"):
            hands.enter(text)
        hands.until(lambda: not sheet.isVisible())
        hands.until(lambda: "HN900001" in window.notice.words() and "F4" in window.notice.words())
        hands.key(Qt.Key.Key_K, CONTROL)
        hands.until(lambda: window.at == "custody" and window.custody.chain)
        assert [step.value for step in window.custody.chain.steps if step.what == "seal.applied"] == ["HN900002"]


def test_an_empty_list_of_a_person_says_so_beside_two_long_ones(qtbot):
    page = PersonPage()
    qtbot.addWidget(page)
    page.dress(Look())
    page.resize(1150, 740)
    page.show()
    document = {"kind": "passport", "number": "****5678", "expired": None}
    guarantee = {"number": "DB1", "state": "open", "amount": "5"}
    page.show_person({"person": "p:1", "known": True, "documents": [document] * 7, "guarantees": [guarantee] * 7, "passages": [], "quotas": [], "name": "测**"})
    qtbot.waitUntil(lambda: page.documents.height() > page.passages.height())
    assert page.passages.height() >= HEAD + TALL
    # Closer together, but none left out.
    assert min(page.documents.height(), page.guarantees.height()) - HEAD >= 6 * 24


def test_every_guarantee_and_passage_of_a_person_is_turned_to_by_key(qapp):
    given = [{"number": f"DB{number:02d}", "state": "open", "amount": "10.00"} for number in range(30)]
    told = {"person": "p:1", "documents": [], "quotas": [], "guarantees": given, "passages": [{"at": "2026-11-20T02:00:00Z", "passage": "A/1", "state": "left"}], "more": True}
    page = PersonPage()
    page.show_person(told)
    panel, seen = page.guarantees, []
    panel.resize(500, 260)
    for _ in given:
        panel.grab()
        seen += given[panel._first : panel._first + panel._fits]
        page.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier))
    assert {each["number"] for each in seen} == {each["number"] for each in given}
    # Masked anew, the rows in sight stay; another person begins at his first.
    at = panel._first
    panel.show_person({**told})
    assert panel._first == at > 0
    assert [label for _, label, _ in passages(told, page.look)][-1] == page.look.say("person.older")
    panel.show_person({**told, "person": "p:2"})
    assert panel._first == 0
    page.close()
