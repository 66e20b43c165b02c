"""The one way from a text to every code it can be: structured prefixes and zones first as read, then each family on the plain text."""

from collections.abc import Callable, Iterator
from datetime import date

from workstation import settings
from workstation.codes import customs, gs1, mrz, organisations, ours, persons, plates, transport
from workstation.codes.text import LIMIT, Text, text_of
from workstation.codes.values import Code, NotThat, Recognition

Family = Callable[[Text], Iterator[Code | NotThat]]

_FAMILIES: tuple[Family, ...] = (
    ours.read, organisations.read, persons.read, customs.read, transport.read, plates.read, gs1.read, mrz.read,
)
_CHECKED = (
    "badge", "command", "ruler", "evidence", "personal", "mrz", "gs1", "resident-id", "hmt-residence-permit", "foreign-pr-card", "booking", "release-list", "va-confirmation", "receipt", "pickup", "slip",
    "declaration", "uscc", "container", "air-waybill", "imo", "sscc", "gtin", "gln",
)
_UNCHECKED = (
    "plate", "instruction", "uscc", "locode", "epc", "hkmo-permit", "two-way-permit", "ucr", "foreign-pr-card", "tw-permit", "commodity",
    "lock", "ledger",
)
SHAPELESS = ("seal", "bill-of-lading")
"""Kinds that nearly any text can be."""
_CERTAIN = frozenset(_CHECKED) - {"declaration", "air-waybill", "imo", "sscc", "gtin", "gln"}
"""Kinds whose letters, length or date and check digit leave nothing of a shapeless reading when they are checked."""

_ORDER = {kind: place for place, kind in reversed(tuple(enumerate((*_CHECKED, *_UNCHECKED, *SHAPELESS))))}
_LAST = {kind: len(_CHECKED) + place for place, kind in enumerate(_UNCHECKED)}


def recognise(text: str, aim: str | None = None, today: date | None = None) -> Recognition:
    """Every code a text can be, most likely first, and the kinds it resembles with the reason why it is none.

    `aim` is the AIM identifier the scanner sent (`]C1`), when it does not stand in the text itself; `today` (default: the station's clock)
    bounds birth dates and years. Any text gets an answer in bounded time.
    """
    read = text_of(text, aim, today or settings.local_time(settings.now()).date())
    found = list(_as_read(read)) or list(_normalised(read))
    refused = tuple(refusal for refusal in found if isinstance(refusal, NotThat))
    codes = sorted((code for code in found if isinstance(code, Code)), key=_place)
    if any(code.checked and code.kind in _CERTAIN for code in codes) or any(_spoilt_document(refusal) for refusal in refused):
        codes = [code for code in codes if code.kind not in SHAPELESS]
    return Recognition(text, tuple({(code.kind, code.value): code for code in codes}.values()), refused)


def _as_read(text: Text) -> Iterator[Code | NotThat]:
    """What must be seen before normalising, and is then the whole answer: our prefixes, a zone, a message its scanner marked as GS1."""
    marked = ours.prefixed(text.body)
    if marked:
        yield marked
    elif len(text.raw) > LIMIT:
        yield from (NotThat(kind, "too-long") for kind in SHAPELESS)
    elif "<" in text.body:
        yield from (code for code in mrz.read(text) if isinstance(code, Code))
    elif text.aim in gs1.MARKED:
        messages = list(gs1.read(text))
        if isinstance(messages[0], Code):
            yield from messages


def _normalised(text: Text) -> Iterator[Code | NotThat]:
    for family in _FAMILIES:
        yield from family(text)


def _spoilt_document(refusal: NotThat) -> bool:
    """A person's number with a wrong or missing digit is no seal: read as one it would stand in the journal, which must not know persons."""
    return refusal.kind in ("resident-id", "hmt-residence-permit", "foreign-pr-card") and refusal.reason in ("check-digit", "length")


def _place(code: Code) -> int:
    """Most likely first, by how seldom a chance text would pass: check digit and date, check digit, shape, then anything goes.

    A declaration has no check digit, but its year and flag let through one chance number in 1,500; a single check digit lets through one in ten.
    """
    if _unlikely(code):
        return len(_ORDER) + len(_LAST)
    return _ORDER[code.kind] if code.checked or code.kind not in _LAST else _LAST[code.kind]


def _unlikely(code: Code) -> bool:
    """Forms that look like a seal or a bill of lading and mostly are: permits with a second letter (HN1234567), ledgers without an office."""
    return (code.kind == "hkmo-permit" and code.value[1].isalpha()) or (code.kind == "ledger" and "office" not in code.fields)
