"""The printers of the lane as a person looks at them: which is meant for slips, which is the spare one, how each stands, and a page to try it."""

from dataclasses import dataclass

from devices.printers import cups, delivery
from devices.trouble import DeviceTrouble
from workstation.settings import Settings
from workstation.words import Refused, say

TRIAL_SECONDS = 30.0


@dataclass(frozen=True)
class Paper:
    """One printer. `role`: slips | spare | labels; `state`: up | busy | down | off (not asked); `words` a key with `values`."""

    name: str
    address: str
    role: str
    state: str = "off"
    words: str = ""
    values: tuple[tuple[str, object], ...] = ()
    language: str = "pdf"


def known_papers(known: Settings) -> tuple[Paper, ...]:
    """Every printer the settings name, the one for slips first; none of them asked yet."""
    names = {known.queue: "slips", known.spare_queue: "spare"} | {each["name"]: "labels" for each in known.printers if each["name"] not in (known.queue, known.spare_queue)}
    return tuple(_one(known, name, role) for name, role in names.items() if name)


def asked(papers: tuple[Paper, ...]) -> tuple[Paper, ...]:
    """The queues as CUPS says they stand. A printer without a queue is not asked: its port is for printing."""
    try:
        found = {each.name: each for each in cups.queues()} if any(_queue(each) for each in papers) else {}
    except DeviceTrouble as trouble:
        return tuple(_with(each, "down", trouble.key, {**trouble.values, "queue": _queue(each)}) if _queue(each) else each for each in papers)
    return tuple(_stands(each, found) for each in papers)


def tried(known: Settings, name: str) -> tuple[str, dict[str, object]]:
    """Print a page that shows what the printer can; how it ended, as a key with values. Raises what `printers` and `devices.printers` raise."""
    from ui import printers

    one = printers.printer(known, name)
    if one.language == "pdf":
        from workstation.paper import ruler

        end = cups.follow(cups.submit(printers.page_for(one, ruler.pdf(one.medium, one.name)), one.queue, "ruler", one.medium), TRIAL_SECONDS)
        return end.words, end.values
    if one.language == "escpos":
        done = printers.sent(one, printers.probe_for(say("paper-probe")), TRIAL_SECONDS)
        return done.words, done.values
    return (printers.state(one) or ("device.paper.up",))[0], {}


def _one(known: Settings, name: str, role: str) -> Paper:
    from ui import printers

    try:
        made = printers.printer(known, name)
    except Refused as refused:
        return _with(Paper(name, "", role), "down", refused.key, refused.values)
    return Paper(name, made.address, role, language=made.language)


def _queue(one: Paper) -> str:
    return one.address.removeprefix(delivery.QUEUE) if one.address.startswith(delivery.QUEUE) else ""


def _stands(one: Paper, found: dict[str, cups.Queue]) -> Paper:
    queue = _queue(one)
    if not queue or one.words == "printer-wrong":
        return one
    if queue not in found:
        return _with(one, "down", "print-unknown-queue", {"queue": queue, "note": ""})
    state = {"ready": "up", "printing": "up", "paused": "down", "rejects": "down"}[found[queue].state]
    words = {"paused": "print-paused", "rejects": "print-rejected", "printing": "print-printing"}.get(found[queue].state, "")
    return _with(one, state, words, {"queue": queue, "note": found[queue].note})


def _with(one: Paper, state: str, words: str, values: dict[str, object]) -> Paper:
    return Paper(one.name, one.address, one.role, state, words, tuple(values.items()), one.language)
