"""While a photo is read the lane goes on, and what the officer does after it comes after it: a signature waits for the photo it rests on."""

import threading

from real_desk import at_the_desk

from tests.yard import PLATE, PLATE2, USCC, clean, rows, secret
from workstation.desk import commands
from workstation.words import say

FIELDS = {"place": "2号查验区", "seal-state": "none", "packaging": "intact", "marks-match": "yes", "party": "agent", "party-signature": "signed", "conclusion": "normal", "disposal": "release"}


def feeder(hands):
    """Lines for the desk, each answered before it returns: a window that is quiet for a moment may have them still before it."""
    told = []
    hands.opened.work.answered.connect(lambda asked, _: told.append(asked))

    def fed(*lines):
        before = len(told)
        for each in lines:
            hands.opened.work.line(each)
        hands.until(lambda: all(any(each.items() <= asked.items() for asked in told[before:]) for each in lines))

    return fed


def test_a_signature_waits_for_its_photo_and_is_not_given_to_another_truck(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", officer="O1") as hands:
        work, window, photo, refused, events = hands.opened.work, hands.window, hands.yard.photo(), [], []

        def answered(asked, reply):
            refused.extend([(asked.get("act"), reply.refused.key if reply.refused else reply.value.refused["key"])] if reply.refused or reply.value.refused else [])
            events.extend([] if reply.refused else reply.value.events)

        work.answered.connect(answered)
        fed = feeder(hands)

        def slow():
            """The thread that reads photos is busy until this is set."""
            gate = threading.Event()
            work.photos._aside.run(lambda: gate.wait(20), lambda *_: None)
            return gate

        def kinds(passage):
            return [event.kind for event in events if event.subject == passage]

        fed(*clean(), {"act": "inspect", "form": "appearance", "reason": "random"}, *({"act": "set", "field": name, "value": value} for name, value in FIELDS.items()))
        first, gate = hands.card.passage, slow()
        window.inspect.photo.emit("photo", photo)
        work.send("sign", {"act": "sign", "secret": secret("O1"), "reason": ""})
        assert window.notice.words() == say("photo-being-read", act=say("act.sign"))
        fed({"weight": "16210"})
        assert (kinds(first).count("weight.read"), kinds(first).count("evidence.added")) == (2, 0), "the lane goes on"
        gate.set()
        hands.until(lambda: "inspection.signed" in kinds(first))
        assert refused == []
        assert [kind for kind in kinds(first) if kind in ("evidence.added", "inspection.signed")] == ["evidence.added", "inspection.signed"]
        # Another truck comes while a photo is read: the photo stays with its own, the act after it is done to neither.
        gate = slow()
        work.line({"act": "evidence", "file": photo})
        work.line({"act": "suspend", "reason": "dark"})
        fed({"scan": PLATE2})
        hands.until(lambda: hands.card.passage != first)
        gate.set()
        hands.until(lambda: kinds(first).count("evidence.added") == 2 or refused)
        hands.until(lambda: window.notice.words() == say("photo-other-truck", act=say("act.suspend")))
        assert "inspection.suspended" not in [*kinds(first), *kinds(hands.card.passage)]
        assert [each.name for each in (hands.yard.folder / "evidence").iterdir() if "." in each.name] == []
        # Refused, or the officer locks meanwhile: nothing is done in the next one's name, nothing stays behind.
        fed({"scan": PLATE})
        hands.until(lambda: hands.card.passage == first)
        fed({"act": "evidence", "file": photo, "field": "place"})
        hands.until(lambda: ("evidence", "inspection-field-not-photo") in refused)
        before, gate = kinds(first), slow()
        work.line({"act": "evidence", "file": photo})
        work.line({"act": "sign"})
        work.lock()
        assert window.signin.news.text() == say("photo-lost", act=f"{say('act.evidence')}、{say('act.sign')}")
        hands.sign_in("O2")
        gate.set()
        work.photos._aside.run(lambda: None, lambda *_: before.append("all"))
        hands.until(lambda: "all" in before and not window.bridge.busy)
        assert before[:-1] == kinds(first)
        hands.until(lambda: [each.name for each in (hands.yard.folder / "evidence").iterdir() if "." in each.name] == [])


def test_on_a_belt_parcels_go_by_while_a_photo_is_read_and_what_the_officer_does_is_done(qapp, qtbot, tmp_path):
    told = [{"number": f"SF100000000{place}", "uscc": USCC, "state": "released" if place else "declared", "goods": "化妆品"} for place in range(3)]
    with at_the_desk(qapp, qtbot, tmp_path / "station", rows(parcel=told), officer="O1", known={"profile": "parcel"}) as hands:
        work, window, done, gate = hands.opened.work, hands.window, [], threading.Event()
        work.answered.connect(lambda asked, reply: done.append((asked.get("act", "scan"), reply.value.refused, [event.kind for event in reply.value.events])))
        sheet = {}
        hands.opened.bridge.read(lambda desk: commands.make(desk.lane.station, "S1", "shift A", 7), lambda reply: sheet.update({row.name: code for row, code in reply.value.codes}))
        for each in ({"scan": told[0]["number"]}, {"act": "call-open", "sort": "driver", "words": "a crate fell"}):
            work.line(each)
        hands.until(lambda: window.frame.calls.count == 1)
        call = window.frame.calls.shown.call.id
        work.photos._aside.run(lambda: gate.wait(20), lambda *_: None)
        work.line({"act": "call-answer", "call": call, "words": "lifted", "file": hands.yard.photo()})
        work.line({"scan": told[1]["number"]})
        work.line({"act": "parcel", "number": told[0]["number"], "outcome": "handed-over", "reason": "to the shed"})
        hands.until(lambda: [act for act, _, _ in done][-2:] == ["scan", "parcel"])
        assert done[-1][1:] == (None, ["parcel.settled"]), "a stopped parcel rests on no photo"
        # A code of the sheet is an act as well: it waits.
        work.scan(sheet["SIGN-OUT"], "serial", link="hand", enrolled=True)
        assert window.notice.words() == say("photo-being-read", act=say("act.sign-out"))
        work.line({"scan": told[2]["number"]})
        hands.until(lambda: hands.card.passage == told[2]["number"])
        gate.set()
        hands.until(lambda: not window.signed_in)
        assert [(act, refused, kinds[0]) for act, refused, kinds in done[-2:]] == [("call-answer", None, "call.answered"), ("scan", None, "officer.signed-out")]
