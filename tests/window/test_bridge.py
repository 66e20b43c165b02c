"""The bridge: one worker thread, acts before reads before background work, refusals as answers, bugs to the one excepthook."""

import queue
import threading

import pytest

from ui.bridge import ACT, Bridge, Reply
from workstation.desk.card import Card
from workstation.words import Refused


class Mailbox:
    """Collects what is posted and runs it in the test's thread."""

    def __init__(self):
        self.waiting = queue.Queue()

    def __call__(self, run):
        self.waiting.put(run)

    def take(self, count):
        for _ in range(count):
            self.waiting.get(timeout=10)()


@pytest.fixture
def post():
    return Mailbox()


@pytest.fixture
def bridge(post):
    made = Bridge(post)
    yield made
    made.close()


def test_acts_come_before_what_was_asked_earlier(bridge, post):
    gate, order = threading.Event(), []
    bridge.later(gate.wait, lambda _: None)
    for name in ("page", "list"):
        bridge.later(lambda name=name: order.append(name), lambda _: None)
    bridge.later(lambda: order.append("act"), lambda _: None, ACT)
    gate.set()
    post.take(4)
    assert order == ["act", "page", "list"]


def test_everything_runs_in_one_thread(bridge, post):
    threads = set()
    for _ in range(5):
        bridge.later(lambda: threads.add(threading.get_ident()), lambda _: None)
    post.take(5)
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_without_sign_in_a_line_is_refused(bridge, post):
    replies = []
    bridge.line({"scan": "X"}, replies.append)
    post.take(1)
    assert replies[0].refused.key == "window-not-signed-in"


def test_a_refusal_is_an_answer(bridge, post):
    def refuse():
        raise Refused("usage", reason="no")

    replies = []
    bridge.later(refuse, replies.append)
    post.take(1)
    assert replies == [Reply(refused=replies[0].refused)]
    assert replies[0].refused.values == {"reason": "no"}


def test_a_bug_is_raised_where_the_excepthook_is_and_the_thread_goes_on(bridge, post):
    answers = []
    bridge.later(lambda: 1 // 0, answers.append)
    bridge.later(lambda: 7, answers.append)
    with pytest.raises(ZeroDivisionError):
        post.take(1)
    post.take(1)
    assert [reply.value for reply in answers] == [7]


def test_early_cards_are_posted_in_order(post):
    seen = []
    bridge = Bridge(post, seen.append)
    bridge.early(Card(plate="A"))
    bridge.early(Card(plate="B"))
    post.take(2)
    bridge.close()
    assert [card.plate for card in seen] == ["A", "B"]


def test_after_closing_nothing_is_taken(bridge, post):
    bridge.close()
    bridge.later(lambda: 1, lambda _: None)
    bridge.close()
