"""The printers of a station by name, and what each is sent: a page placed on its paper, a receipt in ESC/POS, a label in its own language."""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from devices.config import configured
from devices.printers import delivery, escpos, label, tspl, zpl
from devices.printers.delivery import Delivery
from devices.printers.label import Raster
from devices.profiles import Line
from devices.transport import LinkSettings
from devices.trouble import DeviceTrouble
from workstation.paper import labels, pictures, placing, receipt
from workstation.settings import Settings
from workstation.words import Refused, say

CHOICES = {"language": ("pdf", "escpos", "zpl", "tspl"), "medium": tuple(placing.MEDIA), "chinese": ("picture", "text"), "sides": ("one", "two")}
"""What a `[[printers]]` table may say besides `name` and `address`; the first is meant when it says nothing."""

LINE = ("baud", "bits", "parity", "stop")
"""What it may say of a serial line, within the bounds of a link's; 9600 8N1 when it says nothing."""


@dataclass(frozen=True)
class Printer:
    """One printer. `address`: `queue:NAME`, `socket://host:port` or a serial link; `chinese` is `text` only after a confirmed probe print.

    `sides`: two for one that prints a slip's second page on the back of its sheet. `offsets`: medium -> (mm to the right, mm down), as calibrated. `line`: of a serial link.
    """

    name: str
    address: str
    language: str = "pdf"
    medium: str = "A5"
    chinese: str = "picture"
    sides: str = "one"
    offsets: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    line: LinkSettings = field(default_factory=LinkSettings)

    @property
    def queue(self) -> str:
        """The CUPS queue of its address, '' when it is none."""
        return self.address.removeprefix(delivery.QUEUE) if self.address.startswith(delivery.QUEUE) else ""

    @property
    def paper(self) -> str:
        """Its medium, and whether it prints both sides, as a queue is told."""
        return f"{self.medium} {self.sides}"

    @property
    def offset(self) -> tuple[float, float]:
        """The offset on its own medium."""
        return self.offsets.get("label" if self.language in _LABELS else self.medium, (0.0, 0.0))

    def must(self, *languages: str, what: str) -> None:
        """Refused `printer-no-labels` (name, language, what) unless it speaks one of them."""
        if self.language not in languages:
            raise Refused("printer-no-labels", name=self.name, language=self.language, what=what)


def printer(known: Settings, name: str) -> Printer:
    """A printer of `[[printers]]`, or any CUPS queue by its own name, as A5 sheets. Refused `printer-wrong` (name, field, reason)."""
    table = next((each for each in known.printers if each["name"] == name), {"name": name, "address": delivery.QUEUE + name})
    for asked, value in table.items():
        if asked in CHOICES and value not in CHOICES[asked]:
            raise Refused("printer-wrong", name=name, field=asked, reason=" | ".join(CHOICES[asked]))
        if asked not in (*CHOICES, *LINE, "name", "address"):
            raise Refused("printer-wrong", name=name, field=asked, reason=", ".join(("name", "address", *CHOICES, *LINE)))
    if table.get("language", "pdf") == "pdf" and not table["address"].startswith(delivery.QUEUE):
        raise Refused("printer-wrong", name=name, field="address", reason=f"{delivery.QUEUE}NAME")
    plain = {asked: value for asked, value in table.items() if asked not in LINE}
    return Printer(**plain, offsets=_offsets(known, name), line=_line(table))


def page_for(one: Printer, pdf: bytes) -> bytes:
    """A page on the paper of a printer, calibrated."""
    return placing.placed(pdf, one.medium, one.offset)


def receipt_for(one: Printer, told: Sequence[receipt.Piece]) -> bytes:
    """A receipt in ESC/POS: one picture, or text where the printer was found to have the characters. Raises DeviceTrouble `receipt-too-wide`."""
    if one.chinese == "picture":
        return escpos.receipt([_dots(receipt.pdf(told))])
    return escpos.receipt(
        _words(piece) if piece.line and escpos.in_font(piece.line) else _dots(receipt.pdf([piece])) for piece in told
    )


def probe_for(sample: str) -> bytes:
    """A probe print: the sample as text and as a picture."""
    return escpos.probe(sample, _dots(receipt.pdf([receipt.Piece("small", sample), receipt.Piece("title", sample)])))


def label_for(one: Printer, filled: labels.Filled) -> bytes:
    """A label in the printer's language, or placed as a page for one with a driver. Raises DeviceTrouble `label-text`."""
    one.must(*_LABELS, what=filled.form)
    made = label.Label(filled.wide, filled.high, tuple(_part(part) for part in filled.parts), filled.gap, one.offset)
    return zpl.zpl(made) if one.language == "zpl" else tspl.tspl(made)


def state(one: Printer) -> tuple[str, ...]:
    """What is wrong with a printer, by keys; `printer-silent` when it does not say. Raises DeviceTrouble `print-unreachable`, `print-unknown-queue`."""
    questions, read = {
        "escpos": (escpos.queries(), escpos.read_status), "zpl": ((zpl.STATUS,), zpl.read_status), "tspl": ((tspl.STATUS,), tspl.read_status),
    }[one.language]
    return read(delivery.status(one.address, questions, line=one.line))


def sent(one: Printer, payload: bytes, seconds: float, stop: threading.Event | None = None) -> Delivery:
    """Bytes to a printer that can be asked how it is, before and after: without paper it swallows a receipt, or prints it an hour later.

    `not-taken`: nothing was sent; `stopped`: it has what was sent and cannot print it; `timed-out` also for one that answered before and is silent now.
    Raises DeviceTrouble `print-unreachable` before anything is sent.
    """
    until = time.monotonic() + seconds
    before = () if one.queue else state(one)
    if wrong := _stops(before):
        return Delivery(one.address, "not-taken", wrong)
    end = delivery.deliver(one.address, payload, max(until - time.monotonic(), 0.0), stop, one.line)
    if one.queue or end.state != "handed-over" or _SILENT in before:
        return end
    return _asked_again(one, end, until, stop or threading.Event())


def _asked_again(one: Printer, end: Delivery, until: float, stop: threading.Event) -> Delivery:
    """A slow printer answers when it comes to the question, a network printer when it takes the next connection."""
    until = max(until, time.monotonic() + _LAST_WORD)
    after: tuple[str, ...] = (_SILENT,)
    while _SILENT in after and time.monotonic() < until and not stop.wait(_PAUSE):
        try:
            after = state(one)
        except DeviceTrouble:
            # Off, or busy with this very job: what it says in the end counts.
            after = (_SILENT,)
    if _SILENT in after:
        return replace(end, state="timed-out", note=_both(_SILENT))
    return replace(end, state="stopped", note=_stops(after)) if _stops(after) else end


def _stops(found: Sequence[str]) -> str:
    return ", ".join(_both(key) for key in found if key in escpos.STOPS)


def _both(key: str) -> str:
    return f"{say(key)} {say(key, 'en')}"


def _words(piece: receipt.Piece) -> escpos.Words:
    loud = piece.kind in ("title", "stamp", "plate", "band")
    return escpos.Words(piece.line, strong=loud and 2 * escpos.columns(piece.line) <= escpos.COLUMNS)


def _part(part: labels.Part) -> label.Part:
    match part.kind:
        case "text":
            return label.Text(part.x, part.y, part.text, part.high, part.wide)
        case "bars":
            return label.Bars(part.x, part.y, part.text, part.high, part.module)
        case "square":
            return label.Square(part.x, part.y, part.text, part.module)
        case "rule":
            return label.Rule(part.x, part.y, part.wide, part.high)
    return label.Picture(part.x, part.y, _dots(labels.words_pdf(part)))


def _dots(pdf: bytes) -> Raster:
    return Raster(*pictures.page_dots(pdf))


def _line(table: Mapping[str, str]) -> LinkSettings:
    """The serial line of a table. Refused `printer-wrong` where it is out of bounds, or the printer is on no serial line."""
    name, given = table["name"], {each: table[each] for each in LINE if each in table}
    if given and table["address"].startswith((delivery.QUEUE, "socket:")):
        raise Refused("printer-wrong", name=name, field=next(iter(given)), reason=f"{table['address']}: no serial line")
    try:
        told: dict[str, object] = {each: value if each == "parity" else int(value) for each, value in given.items()}
        line = configured(Line, "line", told)
    except ValueError as error:
        raise Refused("printer-wrong", name=name, field="baud | bits | stop", reason=error) from error
    except DeviceTrouble as trouble:
        raise Refused("printer-wrong", name=name, field=trouble.values["name"], reason=trouble.values["reason"]) from trouble
    return LinkSettings(table["name"], line.baud, line.bits, line.parity, line.stop)


def _offsets(known: Settings, name: str) -> dict[str, tuple[float, float]]:
    found = {}
    for table in known.offsets:
        if table["printer"] == name:
            try:
                found[table["medium"]] = (float(table["x"]), float(table["y"]))
            except ValueError as error:
                raise Refused("printer-wrong", name=name, field="offsets", reason=f"{table['x']} / {table['y']}") from error
    return found


_LABELS = ("zpl", "tspl")
_SILENT = "printer-silent"
_LAST_WORD, _PAUSE = 3.0, 0.1
