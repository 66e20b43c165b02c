"""The machine readable zone of a travel document: TD1, TD2, TD3, MRV-A and MRV-B (ICAO Doc 9303 parts 3 to 7, 8th edition)."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

from workstation.codes import checks
from workstation.codes.text import Text
from workstation.codes.values import Code, NotThat

_ENDS = re.compile(r"[\s\x02\x03]+")
_LINE_ENDS = re.compile(r"[\t-\r\x1c-\x1f\x85\x02\x03]+")
_LINE = re.compile(r"[0-9A-Z<]+")
_UNREAD = re.compile(r"[ -/:;=>?@\[-`{-~\x80-\xfe]")
_SHAPES = {(44, 44): "TD3", (36, 36): "TD2", (30, 30, 30): "TD1"}
_GLUED = {88: 44, 72: 36, 90: 30}
_FEWEST = 4
"""At most one character in four of a line may be unread."""
_NEAR = re.compile(r"[ACIPV][A-Z<][A-Z<]{3}[0-9A-Z<]*<[0-9A-Z<]*")
_LONGEST = 200
_WIDTHS = {44, 36, 30, *_GLUED}
_UNKNOWN = re.compile(r"[0-9]{4}<<|[0-9]{2}<<<<|<<<<<<")


@dataclass(frozen=True)
class Zone:
    """What a machine readable zone says. Dates are ISO 8601, shortened where the document does not tell the day or month, "" when nothing.

    `sex` is M, F or X (not told). `failed_checks` names `document_number birth_date expiry_date optional composite`; a date that is none
    counts as failed too. A character that was not read fails the checks it stands under, and `checks_ok` wherever it stands. `nationality` and `issuer` are as written (Germany is `D`).
    """

    format: str
    lines: tuple[str, ...]
    document_type: str
    issuer: str
    document_number: str
    nationality: str
    birth_date: str
    sex: str
    expiry_date: str
    surname: str
    given_names: str
    optional: str
    checks_ok: bool
    failed_checks: tuple[str, ...]


@dataclass(frozen=True)
class _Cut:
    """The parts of the lines; a check is the text it runs over with the digit printed for it."""

    number: str
    born: str
    sex: str
    ends: str
    nationality: str
    names: str
    optional: str
    tests: dict[str, tuple[str, str]]


def lines_of(text: str) -> tuple[str, ...] | None:
    """The lines of a zone in a text: by line ends (CR, LF, both, a space), or glued together and cut at 30, 36 or 44; None when it has no such form.

    A few characters may stand as the one sign a reader sends for what it could not read: `?`, `*`, `_`, a blank …; they stay as they are.
    """
    if len(text) > _LONGEST or "<" not in text:
        return None
    # A blank ends a line first: two lines of 44 with a blank behind each are as long as three of 30.
    for ends in (_ENDS, _LINE_ENDS):
        lines = _shaped(tuple(line for line in ends.split(text) if line.strip()))
        if tuple(map(len, lines)) in _SHAPES and _legible(lines):
            return lines
    return None


def _shaped(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Lines glued together are cut; blanks around a line go unless it has its length with them."""
    lines = tuple(line if len(line) in _WIDTHS else line.strip() for line in lines)
    if len(lines) == 1 and len(lines[0]) in _GLUED:
        width = _GLUED[len(lines[0])]
        return tuple(lines[0][at : at + width] for at in range(0, len(lines[0]), width))
    return lines


def _legible(lines: tuple[str, ...]) -> bool:
    """All read, or all but a few for which one sign stands."""
    signs = set(_LINE.sub("", "".join(lines)))
    if not signs:
        return True
    sign = signs.pop()
    few = all(line.count(sign) <= len(line) // _FEWEST for line in lines)
    return not signs and _UNREAD.fullmatch(sign) is not None and few and "<<" in "".join(lines)


def zone(lines: tuple[str, ...], today: date) -> Zone:
    """Cut the lines of `lines_of` into fields and test every check digit; the century is chosen by what is possible on that day."""
    form = _SHAPES[tuple(map(len, lines))]
    if lines[0][0] == "V":
        form = "MRV-A" if form == "TD3" else "MRV-B" if form == "TD2" else form
    cut = _cut_td1(lines) if form == "TD1" else _cut_two(lines, form)
    failed = [name for name, (field, digit) in cut.tests.items() if not _holds(field, digit, blank=name == "optional")]
    born = _date(cut.born, today, ahead=0)
    ends = _date(cut.ends, today, ahead=50)
    failed += [name for name, found in (("birth_date", born), ("expiry_date", ends)) if found is None and name not in failed]
    surname, _, given = cut.names.partition("<<")
    return Zone(
        format=form,
        lines=lines,
        document_type=lines[0][:2].rstrip("<"),
        issuer=lines[0][2:5].rstrip("<"),
        document_number=cut.number.replace("<", ""),
        nationality=cut.nationality.rstrip("<"),
        birth_date=born or "",
        sex=cut.sex if cut.sex in "MF" else "X",
        expiry_date=ends or "",
        surname=_words(surname),
        given_names=_words(given),
        optional=cut.optional.rstrip("<"),
        checks_ok=not failed and all(map(_LINE.fullmatch, lines)),
        failed_checks=tuple(failed),
    )


def read(text: Text) -> Iterator[Code | NotThat]:
    """The zone as a code, `checked` when every check digit held; a failed one is named, never put right."""
    lines = lines_of(text.body)
    if lines is None:
        pieces = [piece.strip() for piece in _ENDS.split(text.body[:_LONGEST].strip())]
        if len(pieces[0]) >= 20 and _NEAR.fullmatch(pieces[0]):
            wrong = all(_LINE.fullmatch(piece) for piece in pieces if piece)
            yield NotThat("mrz", "length" if wrong else "alphabet")
        return
    found = zone(lines, text.today)
    fields = asdict(found) | {"lines": list(found.lines), "failed_checks": list(found.failed_checks)}
    yield Code("mrz", "\n".join(lines), checked=found.checks_ok, fields=fields)


def _cut_two(lines: tuple[str, ...], form: str) -> _Cut:
    """TD3 and TD2, and the visas of the same sizes, which have no composite check."""
    top, low = lines
    tests = {"document_number": (low[:9], low[9]), "birth_date": (low[13:19], low[19]), "expiry_date": (low[21:27], low[27])}
    optional, number = low[28:], low[:9]
    if form == "TD3":
        optional = low[28:42]
        tests["optional"] = (optional, low[42])
        tests["composite"] = (low[:10] + low[13:20] + low[21:43], low[43])
    elif form == "TD2":
        number, optional, tests["document_number"] = _long_number(low[:9], low[9], low[28:35])
        tests["composite"] = (low[:10] + low[13:20] + low[21:35], low[35])
    return _Cut(number, low[13:19], low[20], low[21:27], low[10:13], top[5:], optional, tests)


def _cut_td1(lines: tuple[str, ...]) -> _Cut:
    first, second, names = lines
    number, optional, test = _long_number(first[5:14], first[14], first[15:30])
    tests = {
        "document_number": test,
        "birth_date": (second[:6], second[6]),
        "expiry_date": (second[8:14], second[14]),
        "composite": (first[5:30] + second[:7] + second[8:15] + second[18:29], second[29]),
    }
    return _Cut(number, second[:6], second[7], second[8:14], second[15:18], names, optional + second[18:29].rstrip("<"), tests)


def _long_number(number: str, digit: str, optional: str) -> tuple[str, str, tuple[str, str]]:
    """A number longer than nine goes on in the optional field, ended by `<`, its check digit last (9303-5, 4.2.2.1 note j)."""
    rest, ended, other = optional.partition("<")
    if digit == "<" and ended and len(rest) > 1:
        return number + rest[:-1], other.rstrip("<"), (number + rest[:-1], rest[-1])
    return number, optional.rstrip("<"), (number, digit)


def _holds(field: str, digit: str, *, blank: bool) -> bool:
    """Whether a check digit holds; that of an empty optional field may be `<` instead of 0."""
    if blank and digit == "<":
        return not field.strip("<")
    return _LINE.fullmatch(field + digit) is not None and checks.document(field) == digit


def _date(field: str, today: date, *, ahead: int) -> str | None:
    """YYMMDD with its century: the latest that is at most `ahead` years away; None when it is no date, "" when it is not told."""
    if _UNKNOWN.fullmatch(field):
        return _part(field, today.year + ahead)
    if not (field.isascii() and field.isdigit()):
        return None
    for year in _years(int(field[:2]), today.year + ahead):
        try:
            found = date(year, int(field[2:4]), int(field[4:6]))
        except ValueError:
            continue
        if ahead or found <= today:
            return found.isoformat()
    return None


def _part(field: str, latest: int) -> str | None:
    if field[0] == "<":
        return ""
    year = _years(int(field[:2]), latest)[0]
    if field[2] == "<":
        return f"{year:04d}"
    return f"{year:04d}-{field[2:4]}" if 1 <= int(field[2:4]) <= 12 else None


def _years(short: int, latest: int) -> tuple[int, int]:
    """The two latest years with these last digits that are not after `latest`."""
    year = latest - (latest - short) % 100
    return year, year - 100


def _words(names: str) -> str:
    return " ".join(names.replace("<", " ").split())
