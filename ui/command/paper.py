"""What is printed besides the window: a slip or its receipt, labels, the ruler sheet and its calibration, a probe print, a printer's state."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from devices.printers import cups, delivery
from devices.trouble import DeviceTrouble
from ui import printers
from ui.command import lines, out
from ui.command.station_access import folder_of, secret_of
from ui.printers import Printer
from workstation import settings
from workstation.paper import labels, placing, receipt, ruler
from workstation.risk.officers import check_may
from workstation.settings import Settings
from workstation.words import Refused, say

Answer = dict[str, Any]

LONGEST_WAIT = 600
MIXED = True
"""Options may stand between the words of a call."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """`ruler`, `calibrate MARK …`, `label FORM FIELD=VALUE …`, `slip NUMBER`, `receipt NUMBER`, `probe`, `status`."""
    parser.description = f"{__doc__} {run.__doc__}"
    parser.add_argument("act", choices=tuple(_ACTS), help="what to print or set")
    parser.add_argument("what", nargs="*", metavar="WHAT", help="marks of the ruler sheet (or on stdin, one a line); a label form and FIELD=VALUE; a slip number")
    parser.add_argument("--printer", metavar="NAME", help="a [[printers]] name of settings.toml or a CUPS queue; default: the station's queue")
    parser.add_argument("--medium", choices=tuple(placing.MEDIA), help="paper of the ruler sheet; default: the printer's")
    parser.add_argument("-o", "--output", metavar="FILE.pdf|FILE.png", help="save the page instead of printing it, as PDF or as a picture")
    parser.add_argument("--wait", type=int, default=30, metavar="SECONDS", help="how long a job is followed before it is taken back (default 30)")
    parser.add_argument("--confirm", action="store_true", help="probe: the text on the probe print was right; print receipts as text from now on")
    parser.add_argument("--back", action="store_true", help='slip: with the decision explained on a second page, receipt: below it (settings.toml: back = "always"; on the back of the sheet where the printer has sides = "two")')
    parser.add_argument("--deny", action="store_true", help="probe: it was not; print pictures")


def run(args: argparse.Namespace) -> Answer | list[Answer]:
    """Answers `{"printer", "state", "words", "job"}`, `{"saved"}`, or the offset that was stored. A job that does not end in time is taken back (exit 3)."""
    if not 1 <= args.wait <= LONGEST_WAIT:
        raise Refused("usage", reason=f"--wait 1 to {LONGEST_WAIT}")
    if args.output:
        out.check_page(args.output, "slip-not-saved")
    try:
        answer: Answer | list[Answer] = _ACTS[args.act](args)
    except DeviceTrouble as trouble:
        raise _nowhere(args, trouble) if trouble.key == "print-unreachable" else trouble from trouble
    return answer


def _nowhere(args: argparse.Namespace, trouble: DeviceTrouble) -> DeviceTrouble:
    """A name that is no table of the settings may be a queue's: without CUPS nobody knows, and that is said."""
    known = settings.read(folder_of(args))
    names, wanted = [each["name"] for each in known.printers], args.printer or known.queue
    if wanted in names:
        return DeviceTrouble(trouble.key, **{**trouble.values, "queue": trouble.values.get("queue") or wanted})
    return DeviceTrouble("printer-nowhere", name=wanted, known=", ".join(names) or "–", note=trouble.values.get("note", ""))


def _ruler(args: argparse.Namespace) -> Answer:
    """Printed without any offset, so that what it shows is the whole of it."""
    one = None if args.output and not args.printer else _printer(args)
    medium = args.medium or (one.medium if one else "A5")
    page = ruler.pdf(medium, one.name if one else "")
    if args.output or one is None:
        return _saved(args, page)
    return _sheet(replace(one, medium=medium, offsets={}), page, "ruler", args.wait)


def _calibrate(args: argparse.Namespace) -> Answer:
    folder, one = folder_of(args), _printer(args)
    one.must("pdf", what="ruler")
    found = ruler.offset(args.what or lines.asked(), args.medium or one.medium)
    placing.checked((found.x, found.y))
    table = {"printer": one.name, "medium": found.medium, "x": f"{found.x:g}", "y": f"{found.y:g}"}
    _change(folder, lambda known: replace(known, offsets=(*(each for each in known.offsets if not _same(each, table)), table)))
    return {**table, "side_margin": f"{found.side_margin:g}", "end_margin": f"{found.end_margin:g}"}


def _label(args: argparse.Namespace) -> Answer | list[Answer]:
    if not args.what:
        return [{"form": name, **{key: labels.form(name)[key] for key in ("zh", "en", "size_mm", "fields", "needed")}} for name in labels.names()]
    filled = labels.filled(args.what[0], dict(_pair(word) for word in args.what[1:]))
    if args.output:
        return _saved(args, labels.pdf(filled))
    one = _printer(args)
    if one.language == "pdf":
        job = cups.submit(labels.pdf(filled), one.queue, filled.form, f"Custom.{filled.wide:g}x{filled.high:g}mm")
        return _followed(one, job, args.wait)
    return _delivered(one, printers.label_for(one, filled), args.wait)


def _slip(args: argparse.Namespace) -> Answer:
    return _of_station(args, lambda desk, number: desk.slip_pdf(number, back=args.back), ("pdf",))


def _receipt(args: argparse.Namespace) -> Answer:
    return _of_station(args, lambda desk, number: desk.slip_receipt(number, back=args.back), ("escpos",))


def _of_station(args: argparse.Namespace, draw: Callable[[Any, str], Any], languages: tuple[str, ...]) -> Answer:
    """A slip that was printed before is a reprint and says so on its face; to a file it goes as it was last printed, and no event is written."""
    from workstation.desk import Desk

    number = _one_word(args)
    if not args.officer:
        raise Refused("officer-missing")
    one = None if args.output else _printer(args)
    if one is not None:
        one.must(*languages, what=args.act)
    else:
        out.checked(args.output, "slip-not-saved")
    desk = Desk.open(folder_of(args), args.officer, secret_of(args.officer), settings.now)
    args.opened = desk.station.folder, desk.station.key
    try:
        check_may(desk.station.book, "printed" if one else "save-slip", desk.role)
        if one is None:
            page = draw(desk, number)
            return _saved(args, page if isinstance(page, bytes) else receipt.pdf(page, number))
        copy = _next_copy(desk, number)
        page = draw(desk, number)
        told = _sheet(one, page, number, args.wait) if languages == ("pdf",) else _delivered(one, printers.receipt_for(one, page), args.wait)
        if copy == 1:
            _must(desk.line({"act": "printed", "number": number, "copy": 1, "queue": one.name, **({"job": told["job"]} if told["job"] else {})}))
        return {"number": number, "copy": copy, **told}
    finally:
        desk.close()


def _next_copy(desk: Any, number: str) -> int:
    """1 for a slip that no printer had yet, else a fresh copy, written before it is drawn."""
    rows = desk.station.journal.read("SELECT copy FROM slip WHERE number = ?", (number,))
    if not rows:
        raise Refused("slip-unknown", number=number[:40])
    if rows[0][0]:
        _must(desk.line({"act": "reprint", "number": number}))
    return int(rows[0][0]) + 1


def _must(outcome: Any) -> None:
    if outcome.refused is not None:
        raise Refused("paper-act-refused", reason=outcome.refused["words"])


def _probe(args: argparse.Namespace) -> Answer:
    folder, one = folder_of(args), _printer(args)
    one.must("escpos", what="probe")
    if args.confirm == args.deny:
        if args.confirm:
            raise Refused("usage", reason="--confirm or --deny")
        return _delivered(one, printers.probe_for(say("paper-probe")), args.wait)
    chinese = "text" if args.confirm else "picture"
    tables = settings.read(folder).printers
    changed = tuple({**each, "chinese": chinese} if each["name"] == one.name else each for each in tables)
    _change(folder, lambda known: replace(known, printers=changed))
    return {"printer": one.name, "chinese": chinese}


def _status(args: argparse.Namespace) -> Answer:
    """A queue's state is CUPS's; a printer of its own language is asked itself."""
    one, lang = _printer(args), args.lang or "en"
    if one.queue:
        found = next((each for each in cups.queues() if each.name == one.queue), None)
        if found is None:
            raise DeviceTrouble("print-unknown-queue", queue=one.queue)
        return {"printer": one.name, "address": one.address, "state": [found.state], "words": found.note}
    keys = printers.state(one) or ("printer-ready",)
    return {"printer": one.name, "address": one.address, "state": list(keys), "words": ", ".join(say(key, lang) for key in keys)}


def _sheet(one: Printer, page: bytes, title: str, seconds: float) -> Answer:
    one.must("pdf", what=title)
    return _followed(one, cups.submit(printers.page_for(one, page), one.queue, title, one.paper), seconds)


def _followed(one: Printer, job: cups.Job, seconds: float) -> Answer:
    end = cups.follow(job, seconds)
    if end.state == "timed-out":
        end = cups.take_back(end)
    return _told(one, end, job.id)


def _delivered(one: Printer, payload: bytes, seconds: float) -> Answer:
    end = printers.sent(one, payload, seconds)
    return _told(one, end, end.job)


def _told(one: Printer, end: cups.Progress | delivery.Delivery, job: str) -> Answer:
    if end.state != "handed-over":
        raise DeviceTrouble(end.words, **end.values)
    return {"printer": one.name, "state": end.state, "words": say(end.words, "en", **end.values), "job": job}


def _printer(args: argparse.Namespace) -> Printer:
    known = settings.read(folder_of(args))
    name = args.printer or known.queue
    if not name:
        raise Refused("printer-unknown", known=", ".join(each["name"] for each in known.printers) or "–")
    return printers.printer(known, name)


def _change(folder: Path, change: Callable[[Settings], Settings]) -> None:
    settings.write(folder, change(settings.read(folder)))


def _same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return (one["printer"], one["medium"]) == (other["printer"], other["medium"])


def _saved(args: argparse.Namespace, page: bytes) -> Answer:
    out.page(args.output, page, "slip-not-saved")
    return {"saved": args.output}


def _pair(word: str) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not equals:
        raise Refused("usage", reason=f"FIELD=VALUE, not {word[:40]!r}")
    return name, value


def _one_word(args: argparse.Namespace) -> str:
    if len(args.what) != 1:
        raise Refused("usage", reason=f"paper {args.act} NUMBER")
    return str(args.what[0])


_ACTS: Mapping[str, Callable[[argparse.Namespace], Any]] = {
    "ruler": _ruler, "calibrate": _calibrate, "label": _label, "slip": _slip, "receipt": _receipt, "probe": _probe, "status": _status,
}
