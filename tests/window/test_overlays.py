"""What lies over a screen is opened by its key, says what it should in both languages, and goes away for the truck."""

import threading
from dataclasses import replace
from functools import partial
from itertools import product

import pytest
from PySide6.QtCore import Qt
from real_desk import at_the_desk

from tests import yard as yards
from tests.desk import rule_packs
from ui.command import told as answered
from ui.window import explained, rejudged
from ui.window.theme import Look
from workstation.desk.card import Say
from workstation.desk.explaining import Explanation
from workstation.journal import Draft
from workstation.risk.explain import SELECTED, Change, Published, Step, Why
from workstation.words import learn

CTRL = Qt.KeyboardModifier.ControlModifier


def test_the_decision_is_explained_from_every_screen(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station") as hands:
        window, work = hands.window, hands.opened.work
        page = window.pages.get("explained")
        hands.key(Qt.Key.Key_E, CTRL)
        hands.until(lambda: page._said[0] == "no-passage")
        for line in yards.clean(status="open"):
            work.line(line)
        hands.until(lambda: hands.card.channel == "manual" and not window.bridge.busy)
        assert not page.isVisible()
        hands.key(Qt.Key.Key_E, CTRL)
        hands.until(lambda: explained.words(page))
        assert page.isVisible()
        assert page.size() == window.frame.stack.size()
        assert explained.words(page)[0] == "封志已打开"
        hands.key(Qt.Key.Key_F2)
        assert explained.words(page)[0] == "A seal is open"
        hands.key(Qt.Key.Key_Escape)
        assert not page.isVisible()
        assert window.focusWidget() is window.lane
        for screen in ("find", "shift"):
            window.show_screen(screen)
            if screen == "find":
                hands.type("A12345")
                hands.until(window.find.list.count)
            else:
                hands.until(lambda: window.shift.journal.rowCount() > 3)
                window.shift.table.setFocus()
                window.shift.table.selectRow(0)
            hands.key(Qt.Key.Key_E, CTRL)
            hands.until(lambda: explained.words(page) == ["A seal is open", "The seal is intact → Direct release"])
            assert page.isVisible()
        work.line({"act": "park"})
        hands.until(lambda: not page.isVisible())


def test_a_verdict_is_judged_again_and_a_rule_pack_goes_through_the_wind_tunnel(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station") as hands:
        window, work = hands.window, hands.opened.work
        again, tunnel = window.pages.get("rejudged"), window.pages.get("tunnel")
        hands.key(Qt.Key.Key_J, CTRL)
        hands.until(lambda: again.sentence() == window.look.say("no-passage"))
        for line in yards.clean(status="open"):
            work.line(line)
        hands.until(lambda: hands.card.channel == "manual" and not window.bridge.busy)
        assert not again.isVisible()
        hands.key(Qt.Key.Key_J, CTRL)
        hands.until(lambda: again.found is not None)
        assert (again.found["same"], again.found["today"]["channel"], again.found["changes"]) == (True, "manual", [])
        assert rejudged.ways(window.look, again.found) == ["封志状态: 完好 → 直接放行"]
        assert rejudged.near(window.look, again.found["missed_by_one"][0]) == "instruction-hold(暂不放行):布控指令为无,须为暂不放行"
        hands.keys(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up)
        assert again.found["first"] == rejudged.TURN
        hands.key(Qt.Key.Key_Escape)
        assert not again.isVisible()
        hands.key(Qt.Key.Key_R, CTRL)
        hands.until(lambda: tunnel.sentence() in (window.look.say("rules-no-candidate"), window.look.say("role-may-not", act="windtunnel", role="officer")))
        hands.key(Qt.Key.Key_Escape)
        assert window.focusWidget() is window.lane


def test_rule_packs_are_taken_in_chosen_run_and_put_in_force_by_keys(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", officer="S1") as hands:
        window, work, sheet, tunnel = hands.window, hands.opened.work, hands.window.pages.get("sheet"), hands.window.pages.get("tunnel")
        tender = work.overlays.tunneling
        rule_packs.enrol(hands.yard)
        first, second = (rule_packs.make(hands.yard, tmp_path / f"pack{version}", rule_packs.held_open(), version=version) for version in (1, 2))
        for line in yards.clean(status="open"):
            work.line(line)
        hands.until(lambda: hands.card.channel == "manual" and not window.bridge.busy)
        hands.key(Qt.Key.Key_R, CTRL)
        hands.until(lambda: tunnel.sentence() == window.look.say("rules-no-candidate"))
        broken = tmp_path / "broken.pack"
        broken.write_bytes(first.read_bytes()[:-2000])
        tender.folder = tmp_path / "pack2"
        hands.key(Qt.Key.Key_O, CTRL)
        hands.until(sheet.isVisible)
        assert (sheet.name, sheet._editors[0].entered()) == ("rules-import", str(second))
        for wrong, key in ((tmp_path / "none.pack", "pack-unreadable"), (broken, "pack-")):
            sheet._editors[1].setText(str(wrong))
            sheet._editors[1].setFocus()
            hands.key(Qt.Key.Key_Return)
            hands.until(lambda key=key: sheet.news.text() and (key == "pack-" or str(tmp_path / "none.pack") in sheet.news.text()))
        sheet._editors[1].setText(str(first))
        hands.key(Qt.Key.Key_Return)
        hands.until(lambda: tunnel.found is not None)
        assert (sheet.isVisible(), tunnel.found["pack"]["version"], tunnel.found["days"]) == (False, 1, 30)
        hands.key(Qt.Key.Key_O, CTRL)
        hands.until(sheet.isVisible)
        hands.keys(Qt.Key.Key_Return, Qt.Key.Key_Return)
        hands.until(lambda: tunnel.found is not None and tunnel.found["pack"]["version"] == 2)
        assert {row["channel"]: (row["now"], row["then"]) for row in tunnel.found["channels"]} == {"manual": (1, 0), "hold": (0, 1)}
        hands.keys(Qt.Key.Key_Down, Qt.Key.Key_Right)
        hands.until(lambda: tunnel.found is not None and (tunnel.found["pack"]["version"], tunnel.found["days"]) == (1, 60))
        hands.key(Qt.Key.Key_R, CTRL)
        assert (sheet.isVisible(), sheet.name) == (True, "windtunnel")
        assert [sheet._editors[0].itemData(place) for place in range(3)] == ["", "2", "1"]
        hands.keys(Qt.Key.Key_2, Qt.Key.Key_Return)
        sheet._editors[1].selectAll()
        hands.enter("3")
        hands.until(lambda: tunnel.found is not None and (tunnel.found["pack"]["version"], tunnel.found["days"]) == (1, 3))
        hands.key(Qt.Key.Key_Return)
        assert (tunnel.isVisible(), sheet.isVisible(), sheet.name, sheet._editors[0].entered()) == (False, True, "rules-live", "1")
        hands.enter("M1")
        hands.enter(yards.secret("M1"))
        hands.until(lambda: not sheet.isVisible())
        hands.wedge(yards.SEAL)
        hands.until(lambda: hands.card.channel == "hold")


def test_a_rule_pack_is_checked_beside_the_lane_which_goes_on_and_is_told_when_it_is_in(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", officer="S1") as hands:
        window, sheet, tunnel = hands.window, hands.window.pages.get("sheet"), hands.window.pages.get("tunnel")
        tender = hands.opened.work.overlays.tunneling
        rule_packs.enrol(hands.yard)
        shadowed = '\n[[rule]]\nid = "x"\nwhen = [["seal.state", "eq", "open"], ["weight.match", "eq", "over"]]\nchannel = "machine"\nreason = "seal.open"\nrisk = "conceal"\n'
        files = rule_packs.held_open(), {"goods.toml": rule_packs.text() + shadowed}
        packs = [rule_packs.make(hands.yard, tmp_path / f"pack{version}", each, version=version) for version, each in enumerate(files, 1)]
        for pack, scan, said in zip(packs, (yards.BOX, yards.BOX2), (window.look.say("rules-taken", version=1), "goods.toml rule x"), strict=True):
            tender.folder = pack.parent
            hands.key(Qt.Key.Key_O, CTRL)
            hands.until(sheet.isVisible)
            # The thread beside is kept busy: the file is read behind the first of these, and its rules are checked behind the second. The desk is free.
            doors = [threading.Event(), threading.Event()]
            tender._aside.run(partial(doors[0].wait, 20), lambda *_: None)
            hands.keys(Qt.Key.Key_Return, Qt.Key.Key_Return)
            tender._aside.run(partial(doors[1].wait, 20), lambda *_: None)
            doors[0].set()
            hands.until(lambda pack=pack: sheet.news.text() == window.look.say("rules-checking", file=pack.name))
            hands.key(Qt.Key.Key_Escape)
            hands.wedge(scan)
            hands.until(lambda scan=scan: any(row.value.replace(" ", "") == scan for row in hands.card.rows) and not window.bridge.busy)
            doors[1].set()
            hands.until(lambda said=said: said in window.notice.words())
            assert (sheet.isVisible(), tunnel.isVisible()) == (False, False)


def overridden(hands):
    """By the keys of one officer, and two seconds later the badge of another."""
    hands.yard.clock.wait(1 / 60)
    hands.window.act.emit("override")
    hands.keys("1", Qt.Key.Key_Return)
    hands.enter("looked")
    # The first officer has done his part: from here on the second one looks.
    hands.until(lambda: not hands.window.bridge.busy)
    hands.yard.clock.wait(2 / 3600)
    hands.enter("N1")
    hands.enter(yards.secret("N1"))
    hands.until(lambda: hands.card.channel == "release" and not hands.window.bridge.busy)


def there_and_back(hands, rates):
    """Enter: what was drawn beside what was planned; Enter again: what rules are worth."""
    hands.key(Qt.Key.Key_Return)
    drawn = hands.window.pages.get("drawn")
    hands.until(lambda: drawn.found is not None)
    assert (rates.isVisible(), drawn.isVisible()) == (False, True)
    assert sum(row["counted"] for row in drawn.found["channels"]) == 1
    assert {row["channel"]: row["planned"] for row in drawn.found["channels"]}["machine"] == "0.05"
    hands.key(Qt.Key.Key_Return)
    hands.until(lambda: rates.found is not None and rates.isVisible())


def test_the_lens_opens_from_shift_over_a_chosen_period_and_every_look_is_written(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", officer="S1") as hands:
        window, work = hands.window, hands.opened.work
        for line in yards.clean(status="open"):
            work.line(line)
        hands.until(lambda: hands.card.channel == "manual" and not window.bridge.busy)
        overridden(hands)
        window.show_screen("shift")
        lens = window.pages.get("lens")
        hands.key(Qt.Key.Key_F7)
        hands.until(lambda: lens.found is not None)
        assert lens.isVisible()
        (row,) = lens.found["cosigns"]
        assert (row["officer"], row["cosigner"], row["signed"], row["times"], row["of"], row["enough"]) == ("S1", "N1", ["verdict.overridden"], 1, 1, False)
        assert (lens.found["days"], lens.found["stands_out"], lens.found["untimed"]) == (30, 0, 0)
        # The sheet of an act that was answered late closes only now: the keys stay here.
        window.sheet.away.emit()
        hands.key(Qt.Key.Key_Right)
        hands.until(lambda: lens.found is not None and lens.found["days"] == 90)
        hands.keys(Qt.Key.Key_Right, Qt.Key.Key_Escape)
        assert not lens.isVisible()
        # No finding has come back: that is said, instead of a sheet that asks which.
        hands.key(Qt.Key.Key_F12)
        hands.until(lambda: window.look.say("finding-none") in window.notice.words())
        assert not window.pages.get("sheet").isVisible()
        looks = []
        hands.opened.bridge.read(lambda desk: [event.body["days"] for event in desk.lane.station.journal.events(kinds=("lens.looked",))], lambda reply: looks.extend(reply.value))
        hands.until(lambda: looks)
        assert looks == [30, 90]


def test_a_finding_comes_back_about_an_inspection_changes_the_rates_and_is_corrected_by_keys(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", officer="S1") as hands:
        window, work = hands.window, hands.opened.work
        for line in yards.clean(status="open"):
            work.line(line)
        hands.until(lambda: hands.card.channel == "manual" and not window.bridge.busy)
        passage = hands.card.passage
        closed = Draft("inspection.closed", passage, {"inspection": f"{passage}0", "conclusion": "normal", "disposal": "release", "result": "normal"})
        window.bridge.read(lambda desk: desk.lane.station.journal.append([closed], "O1"), lambda _: None)
        window.show_screen("shift")
        rates, decision, sheet = (window.pages.get(name) for name in ("rates", "explained", "sheet"))
        hands.until(lambda: window.shift.journal.rowCount() > 3)
        window.shift.table.setFocus()
        row = next(each for each in range(window.shift.journal.rowCount()) if window.shift.journal.subject(each) == passage)
        window.shift.table.selectRow(row)
        hands.key(Qt.Key.Key_E, CTRL)
        hands.until(lambda: explained.words(decision))
        hands.key(Qt.Key.Key_Return)
        hands.until(sheet.isVisible)
        assert (decision.isVisible(), sheet.name) == (False, "finding")
        assert sheet._editors[0].entered() == passage
        hands.key(Qt.Key.Key_F2)
        assert sheet._editors[0].entered() == passage
        sheet._editors[1].setFocus()
        hands.keys("1", Qt.Key.Key_Return, "2", Qt.Key.Key_Return)
        hands.enter("JS-7")
        hands.keys("2", Qt.Key.Key_Return, "1", Qt.Key.Key_Return)
        hands.until(lambda: not sheet.isVisible())
        hands.key(Qt.Key.Key_F9)
        hands.until(lambda: rates.found is not None)
        there_and_back(hands, rates)
        told = {row["rule"]: (row["hits"], row["found"]) for row in rates.found["rules"]}
        assert (rates.found["period"], told["seal-open"]) == (30, (1, 1))
        hands.key(Qt.Key.Key_Left)
        hands.until(lambda: rates.found is not None and rates.found["period"] == 7)
        hands.key(Qt.Key.Key_Escape)
        hands.key(Qt.Key.Key_F12)
        hands.until(lambda: sheet.isVisible() and sheet.name == "finding-correct")
        assert "JS-7" in sheet._editors[0].currentText()
        sheet._editors[1].setFocus()
        hands.keys(Qt.Key.Key_3, Qt.Key.Key_Return)
        hands.enter("another truck")
        hands.until(lambda: not sheet.isVisible())
        hands.key(Qt.Key.Key_F9)
        hands.until(lambda: rates.found is not None)
        # The inspection it stood for says again that nothing was there.
        assert {row["rule"]: (row["hits"], row["found"], row["not_found"]) for row in rates.found["rules"]}["seal-open"] == (1, 0, 1)


@pytest.mark.parametrize(("reasons", "letters"), [(3, 40), (12, 300), (40, 120)])
def test_an_explanation_ends_above_the_edge_of_its_page_whatever_a_pack_says(reasons, letters):
    rule = Published("rule-" + "x" * 70, "goods.toml", "2026-11-01", "", "S" * 900, book="0123456789ab", pack=12)
    learn({"reason.long": {"zh": "超" * letters, "en": ("endless words " * 30)[:letters]}})
    whys = tuple(Why("reason.long", {"place": str(place)}, (replace(rule, source=f"{place}" * 300),)) for place in range(reasons))
    step = Step(0, "manual", (*whys, Why(SELECTED, {}, (rule,) * 40)), (), "release")
    found = Explanation("x/1", yards.PLATE, "", (step, Step(0, "release", whys, (Change("reason.long", "hold", ("reason.long",) * 2),) * 4)))
    try:
        for lang, (wide, high) in product(("zh", "en"), ((1130, 690), (1770, 970))):
            page = explained.page()
            page.dress(Look(lang=lang))
            page.resize(wide, high)
            page.show_found(found)
            picture = page.grab().toImage()
            # The foot of both panels and what lies below them is empty: nothing there is as dark as a letter.
            assert min(picture.pixelColor(x, high - low).lightness() for x in range(40, wide - 40) for low in (20, 6)) > 200, (lang, wide)
    finally:
        learn({})


def test_what_is_said_otherwise_is_told_in_words_with_its_values():
    verdict = {"channel": "machine", "reasons": ["weight.over"], "fired": ["weight-over"], "flip": [{"fact": "weight.match", "to": "within", "channel": "release"}]}
    today = {**verdict, "channel": "manual", "reasons": ["seal.differs"]}
    found = {
        "stored": verdict, "again": verdict, "today": today, "differences": [],
        "said": {"stored": [Say("reason.weight.over", {"value": "24310", "expected": "20200", "percent": "3"})], "today": [Say("reason.seal.differs", {"read": "HN9", "declared": "HN1"})]},
        "changes": [
            {"what": "channel", "then": "machine", "now": "manual"}, {"what": "reasons", "then": ["weight.over"], "now": ["seal.differs"]},
            {"what": "flip", "then": verdict["flip"], "now": []}, {"what": "weight.match", "then": "over", "now": "within"},
        ],
        "values": [{"what": "seal.read", "then": "", "now": "HN9"}, {"what": "weight.expected", "then": "20200", "now": "24200"}, {"what": "custody.pairs", "then": [], "now": ["x"]}],
    }  # fmt: skip
    told = [[(name, then, now) for _, name, then, now in rejudged.lines(Look(lang=lang), found)] for lang in ("en", "zh")]
    assert told[0][0] == ("channel", "Machine check", "Manual inspection")
    assert ("24310" in told[0][1][1], "20200" in told[0][1][1], "HN9 ≠ HN1" in told[0][1][2]) == (True, True, True)
    assert told[0][2:] == [
        ("weight", "too heavy (expected 20200)", "within (expected 24200)"), ("what would change it", "weight within: Direct release", "–"), ("seal read", "–", "HN9"),
    ]  # fmt: skip
    assert told[1][2:] == [("重量", "超重(应为 20200)", "相符(应为 24200)"), ("改判条件", "重量为相符:直接放行", "–"), ("所读封志", "–", "HN9")]
    assert not any("{" in text or "_" in text for rows in told for row in rows for text in row)


def test_a_value_is_told_in_the_words_of_its_fact():
    def near(fact, value, wanted, lang):
        return rejudged.near(Look(lang=lang), {"rule": "r", "channel": "hold", "fact": fact, "value": value, "wanted": wanted})

    # A ledger is not too heavy, and an open seal is not one that was not read.
    assert near("papers.ledger", "enough", ["over", "slice"], "en") == "r (Hold): E-ledger enough, it takes too little left / slice too small"
    assert near("weight.match", "within", ["over"], "en").endswith("it takes too heavy")
    assert near("seal.state", "sealed", ["open"], "zh").endswith("须为打开")
    rows = {"missed_by_one": [{"rule": "ledger-over", "fact": "papers.ledger", "value": "none", "wanted": ["over"]}], "changes": [{"what": "seal.state", "then": "sealed", "now": "open"}]}
    lines = " ".join(answered.lines(rows, "en"))
    assert ("too little left" in lines, "too heavy" in lines, "intact" in lines or "sealed" in lines) == (True, False, True)
