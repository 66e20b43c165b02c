"""While a photo is read the lane goes on, and what the officer does after it comes after it: a signature waits for the photo it rests on."""

import threading

from real_desk import at_the_desk

from tests.yard import PLATE, PLATE2, clean, secret
from workstation.words import say

FIELDS = {"place": "2号查验区", "seal-state": "none", "packaging": "intact", "marks-match": "yes", "party": "agent", "party-signature": "signed", "conclusion": "normal", "disposal": "release"}


def test_a_signature_waits_for_its_photo_and_is_not_given_to_another_truck(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", officer="O1") as hands:
        work, window, photo, refused, events = hands.opened.work, hands.window, hands.yard.photo(), [], []

        def answered(asked, reply):
            refused.extend([(asked.get("act"), reply.refused.key if reply.refused else reply.value.refused["key"])] if reply.refused or reply.value.refused else [])
            events.extend([] if reply.refused else reply.value.events)

        work.answered.connect(answered)

        def fed(*lines):
            for each in lines:
                work.line(each)
            hands.until(lambda: not window.bridge.busy)

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
        work.lock()
        hands.sign_in("O2")
        gate.set()
        work.photos._aside.run(lambda: None, lambda *_: before.append("all"))
        hands.until(lambda: "all" in before and not window.bridge.busy)
        assert before[:-1] == kinds(first)
        hands.until(lambda: [each.name for each in (hands.yard.folder / "evidence").iterdir() if "." in each.name] == [])
