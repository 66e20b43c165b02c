"""Twenty thousand open calls in the journal: what every screen reads of them beside the bare statements, the Calls page, and an ordinary act beside a lane without a call."""

from collections.abc import Iterator
from contextlib import ExitStack

from tests.bench.ground import OFFICER, SECRET, ground
from tests.bench.measure import Row, beside, turns
from workstation.desk import Desk, calling
from workstation.journal import Draft

CALLS, AT_ONCE, ROUNDS = 20_000, 1000, 200
OLDEST = "SELECT * FROM call INDEXED BY call_waiting WHERE done = 0 AND answered_at IS NULL ORDER BY at, station, seq LIMIT 1"
COUNT = "SELECT count(*) FROM call INDEXED BY call_waiting WHERE done = 0 AND answered_at IS NULL"
STEPS = "SELECT * FROM call_step WHERE call = ? ORDER BY at, station, seq"
STOPS = "SELECT * FROM call INDEXED BY call_stop WHERE done = 0 AND sort = 'stop' ORDER BY at DESC, place LIMIT 500"
URGENT = "SELECT * FROM call WHERE done = 0 ORDER BY answered_at IS NOT NULL, sort <> 'stop', due < ?, urgency, due, place, id LIMIT 500"


def rows(size: int) -> Iterator[Row]:
    """All of it, on two stations of `size` rows."""
    with ExitStack() as closing:
        desks = []
        for _ in range(2):
            here = closing.enter_context(ground(size))
            desk = Desk.open(here.folder, OFFICER, SECRET, here.clock())
            closing.callback(desk.close)
            desks.append((desk, _parked(desk, here.scripts()[0].lines)))
        full = desks[0][0]
        fill(full)
        yield from reads(full)
        many, none = (lambda _, desk=desk, plate=plate: _act(desk, plate) for desk, plate in desks)
        yield beside(f"a lane act, {CALLS:,} open calls, beside none", *turns((many, none), ROUNDS, warm=20), 1.1)


def fill(desk: Desk) -> None:
    """Calls of every urgency about the lane and about other things; one in ten is answered and not closed."""
    journal, now = desk.station.journal, desk.station.clock()
    for begin in range(0, CALLS, AT_ONCE):
        seq = journal.head().seq + 1
        drafts = [
            Draft("call.opened", f"{journal.station}/{seq + place}", {
                "sort": ("stray", "driver", "hold", "alarm")[place % 4], "about": "03" if place % 4 == 0 else f"X{begin + place}", "ref": str(begin + place), "urgency": 4 - place % 4,
                "levels": [{"to": "officer", "by": now + (place % 97) * 60_000}],
            })
            for place in range(AT_ONCE)
        ]  # fmt: skip
        journal.append([*drafts, *(Draft("call.answered", each.subject, {"proof": "words"}) for each in drafts[::10])], OFFICER)


def reads(desk: Desk) -> Iterator[Row]:
    """The line of every screen, and the Calls page."""
    lane, journal = desk.lane, desk.station.journal
    first = journal.read("SELECT id FROM call WHERE done = 0 AND answered_at IS NULL ORDER BY at, station, seq LIMIT 1")[0]

    def bare(_: int) -> None:
        for sql, values in ((OLDEST, ()), (COUNT, ()), (STEPS, first), (STOPS, ())):
            journal.read(sql, values)

    yield beside(f"the oldest call and how many, {CALLS:,} open", *turns((lambda _: calling.waiting(lane), bare), ROUNDS, warm=20), 1.5)
    page = (lambda _: calling.board(lane), lambda _: journal.read(URGENT, (desk.station.clock(),)))
    yield beside(f"the Calls page, {CALLS:,} open", *turns(page, ROUNDS // 4, warm=5), None)


def _parked(desk: Desk, lines: list[dict[str, str]]) -> str:
    for line in lines:
        desk.line(line)
    plate = desk.stand.passage.plate if desk.stand else ""
    desk.line({"act": "park"})
    return plate


def _act(desk: Desk, plate: str) -> None:
    for line in ({"act": "resume", "passage": plate}, {"act": "park"}):
        if refused := desk.line(line).refused:
            raise ValueError(refused["words"])
