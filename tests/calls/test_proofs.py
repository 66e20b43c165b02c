"""What proves the answer to a call, when a call may be closed as over, and who may be made to answer one."""

import pytest

from tests.yard import BOOKING2, BOX, BOX2, PAPERS, PAPERS2, PHOTO, PLATE, PLATE2, SEAL, USCC, Yard, clean, consignment, instruction, rows
from ui.window.lane.wording import phrase
from ui.window.theme import Look
from workstation.calls import call as calls
from workstation.calls.kept import DAY, kept
from workstation.calls.rules import read, rules
from workstation.codes import made
from workstation.desk.card import Say
from workstation.journal import Draft
from workstation.risk import tables
from workstation.words import Refused, tidy

LEDGER = made.make_ledger("6400", 2026, 1)


@pytest.fixture
def yard(tmp_path):
    made_ = []

    def build(**changed):
        made_.append(Yard(tmp_path / f"station{len(made_)}", rows(**changed)))
        return made_[-1]

    yield build
    for each in made_:
        each.close()


def seqs(yard, *kinds):
    return [str(event.seq) for event in yard.desk.station.journal.events(kinds=kinds)]


def one(yard, number):
    return calls.find(yard.desk.station.journal, number, yard.desk.station.journal.station)


def opened(told):
    return next(str(seq) for _, seq, kind in told["events"] if kind == "call.opened")


def test_what_says_nothing_of_the_call_proves_nothing_and_a_held_truck_is_not_resolved(yard, tmp_path):
    yard = yard()
    yard.lines({"scan": PLATE2}, {"act": "park"}, *clean())
    number = opened(yard.act("hold", reason="wet cartons"))
    (hold,) = seqs(yard, "hold.placed")
    yard.act("park")
    yard.clock.wait(0.01)
    yard.lines({"scan": PLATE2})
    (back,) = seqs(yard, "passage.resumed")
    yard.lines({"weight": "9000"})
    other = seqs(yard, "weight.read")[-1]

    def refused(**proof):
        return yard.refused(act="call-answer", call=number, words="seen", **proof)

    assert [refused(event=seq) for seq in (*seqs(yard, "passage.opened"), hold)] == ["call-proof-before"] * 3
    assert [refused(event=seq) for seq in (back, other)] == ["call-proof-kind", "call-proof-other"]
    assert refused(event=number) == "call-proof-before"
    assert {refused(scan=text) for text in ("garbage", PLATE2, BOX2, "12345", PAPERS2)} == {"call-scan-other"}
    assert refused(scan="?") == "call-scan-unknown"
    for name, content, key in (
        ("sign.png", b"\x89PNG\r\n\x1a\n", "photo-not-read"), ("half.jpg", PHOTO[: len(PHOTO) // 2], "photo-not-read"), ("words.png", b"a photo", "evidence-type"),
        ("page.pdf", b"%PDF-1.7 a page", "photo-not-read"), ("none.jpg", b"", "evidence-empty"), ("large.jpg", PHOTO + bytes(40_000_001 - len(PHOTO)), "evidence-large"),
    ):
        (tmp_path / name).write_bytes(content)
        assert refused(file=str(tmp_path / name)) == key, name
    now = yard.clock.at
    assert kept(yard.desk.station.journal, rules(), now - DAY, now, now).whole.kept == 0, "nothing was answered"
    yard.act("call-answer", call=number, words="seen", scan=SEAL)
    told = yard.line(act="call-close", call=number, code="resolved")["refused"]
    assert told == {"key": "call-stands", "words": f"呼叫 {one(yard, number).number} 不能办结为“已解决”:车辆仍暂不放行;另可用:已移交、误报"}
    assert yard.refused(act="call-close", call=number, code="returned") == "call-stands"
    yard.lines({"scan": PLATE})
    yard.open("N1")
    yard.act("lift", reason="dried")
    yard.act("call-close", call=number, code="resolved")
    assert one(yard, number).done


def test_a_younger_event_of_the_same_truck_proves_it_and_another_code_closes_it_held(yard):
    yard = yard()
    yard.lines(*clean())
    number = opened(yard.act("hold", reason="x"))
    yard.clock.wait(0.01)
    yard.act("call-take", call=number)
    assert yard.refused(act="call-answer", call=number, words="x", event=seqs(yard, "call.taken")[0]) == "call-proof-kind", "a step of the call is none of the world"
    yard.act("park")
    yard.act("call-answer", call=number, words="moved aside", event=seqs(yard, "passage.parked")[-1])
    yard.act("call-close", call=number, code="handed-over")
    assert one(yard, number).done


def test_calls_of_the_lane_take_what_is_of_the_lane_and_codes_that_are_some(yard):
    yard = yard()
    yard.lines({"scan": "6901234567892"})
    (stray,) = seqs(yard, "call.opened")
    alarm = opened(yard.act("call-open", sort="alarm", words="smoke"))
    yard.lines(*clean(), {"act": "next"})
    assert yard.refused(act="call-answer", call=alarm, words="x", event=seqs(yard, "passage.opened")[0]) == "call-proof-kind"
    for number in (stray, alarm):
        assert [yard.refused(act="call-answer", call=number, words="x", scan=text) for text in ("garbage", "?")] == ["call-scan-unknown"] * 2
    yard.lines({"scan": "6901234567908"})
    assert yard.refused(act="call-answer", call=stray, words="x", event=seqs(yard, "code.scanned")[-1]) == "call-proof-other", "another stray"
    yard.act("call-answer", call=alarm, words="the box", scan=BOX)
    yard.act("call-answer", call=stray, words="the label", scan="6901234567892")
    firm = opened(yard.act("call-open", sort="alarm", words="asks", about=USCC))
    assert yard.refused(act="call-answer", call=firm, words="x", scan=PLATE) == "call-scan-other"
    yard.act("call-answer", call=firm, words="x", scan=USCC)


def test_an_instruction_is_withdrawn_when_it_is_and_carried_out_when_somebody_looked(yard):
    yard = yard(instruction=[instruction("manual")])
    yard.lines(*clean())
    (number,) = seqs(yard, "call.opened")
    yard.act("call-answer", call=number, words="seen", scan=PLATE)
    assert [yard.refused(act="call-close", call=number, code=code) for code in ("withdrawn", "carried-out")] == ["call-stands"] * 2
    yard.delta(booking=[{**rows()["booking"][0], "number": BOOKING2, "plate": PLATE2}])
    answer = {"act": "call-answer", "call": number, "words": "a pack came"}
    assert yard.refused(**answer, event=seqs(yard, "pack.loaded")[-1]) == "call-proof-stands"
    yard.delta(instruction=[instruction("manual", state="lifted")])
    yard.lines({**answer, "event": seqs(yard, "pack.loaded")[-1]})
    assert yard.refused(act="call-close", call=number, code="carried-out") == "call-stands"
    yard.act("call-close", call=number, code="withdrawn")


def test_a_lock_is_resolved_when_it_says_that_it_is_closed(yard):
    yard = yard()
    yard.lines({"seal": "LK0000000001", "status": "open", "source": "lock"})
    (number,) = seqs(yard, "call.opened")
    yard.act("call-answer", call=number, words="looked", scan="LK0000000001")
    assert yard.refused(act="call-close", call=number, code="resolved") == "call-stands"
    yard.clock.wait(0.01)
    yard.lines({"seal": "LK0000000001", "status": "sealed", "source": "lock"})
    yard.act("call-close", call=number, code="resolved")


def test_a_ledger_that_is_short_still_is_not_resolved_and_a_stop_lets_nothing_be(yard):
    def ledger(left):
        coffee = {"no": 1, "name": "咖啡豆", "commodity": "0901210000", "unit": "千克"}
        return {"ledger": [{"number": LEDGER, "uscc": USCC, "state": "open"}], "ledger_line": [{**coffee, "ledger": LEDGER, "in": left}],
                "line": [{**coffee, "declaration": PAPERS, "quantity": "5000", "ledger_line": 1}]}  # fmt: skip

    yard = yard(**ledger("100"), consignment=[consignment(ledger=LEDGER)])
    yard.lines(*clean())
    (number,) = seqs(yard, "call.opened")
    yard.act("call-answer", call=number, words="telephoned", telephone="enterprise", whom="front desk")
    assert yard.refused(act="call-close", call=number, code="resolved") == "call-stands"
    yard.delta(booking=[{**rows()["booking"][0], "number": BOOKING2, "plate": PLATE2}])
    answer = {"act": "call-answer", "call": number, "words": "a pack came"}
    assert yard.line(**answer, event=seqs(yard, "pack.loaded")[-1])["refused"]["words"].endswith(f"账册 {LEDGER} 仍不足"), "a later pack proves nothing by coming"
    yard.delta(**ledger("90000"))
    yard.lines({**answer, "event": seqs(yard, "pack.loaded")[-1]})
    yard.act("stop", stop="drugs")
    assert "立即停止尚未解除" in yard.line(act="call-close", call=number, code="resolved")["refused"]["words"]
    yard.open("S1")
    for each in calls.stops(yard.desk.station.journal)[0][:1]:
        for call in calls.alarm(yard.desk.station.journal, each.about):
            yard.act("call-answer", call=call.number, words="none", file=yard.photo())
            yard.act("call-close", call=call.number, code="false-alarm")
    yard.act("call-close", call=number, code="resolved")


def test_only_who_may_answer_can_be_made_to(yard):
    yard = yard()
    for act, field, more in (("call-open", "owner", {"sort": "driver", "words": "lost"}), ("call-pass", "to", {"reason": "x"})):
        if act == "call-pass":
            more["call"] = opened(yard.act("call-open", sort="driver", words="lost", owner="N1"))
        keys = [yard.refused(act=act, **more, **{field: who}) for who in ("U1", "T1", "auditor", "administrator", "Z9")]
        assert keys == ["call-owner-may-not"] * 4 + ["call-owner-unknown"]
    assert yard.line(act="call-pass", **more, to="U1")["refused"]["words"] == "U1 的角色(审核员)无权回应呼叫;可交:officer(关员)、senior(带班关员)、supervisor(主管)"
    yard.open("N1")
    yard.desk.station.journal.append([Draft("officer.disabled", "O2", {})], "S1")
    assert yard.refused(act="call-pass", **more, to="O2") == "call-owner-disabled"
    yard.act("call-pass", **more, to="supervisor")
    yard.act("call-correct", call=more["call"], field="to", to="O1", reason="him")


def test_a_line_has_no_empty_part_where_there_is_no_plate(yard):
    yard = yard()
    yard.act("stop", stop="drugs")
    (alarm,) = calls.stops(yard.desk.station.journal)
    values = {"kind": "stop.drugs", "plate": "", "count": alarm[1], "next": "banner.stop.next", "to": "role.officer", "what": "stop.keep-in-sight"}
    assert phrase(Say("banner.stop", values), Look()) == "立即停止 · 毒品 · 下一个呼叫: 关员 人车不离视线 · 4 项呼叫未办结,不得放行"
    assert tidy("a ·  · b · ") == "a · b"


def test_rules_name_codes_of_the_sort_and_what_can_be_asked(yard):
    text = tables.own("calls.toml")
    for wrong, right in (('over = { resolved = ["proved"] }', "over = { gone = [] }"), ('["gone"] }', '["over"] }')):
        with pytest.raises(Refused) as caught:
            read(text.replace(wrong, right, 1))
        assert caught.value.key == "rule-wrong"
