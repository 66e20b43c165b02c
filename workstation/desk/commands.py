"""Command codes: a printed sheet whose codes do an act at the desk, read by an enrolled officer-side scanner only."""

import base64
import hmac
import re
import secrets
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import resources
from workstation import codes
from workstation.desk import repeats, written
from workstation.desk.lane import Lane
from workstation.desk.station import Station
from workstation.desk.values import Plan
from workstation.journal import Draft, Moved
from workstation.words import Refused

SECRET = "command-sheet"  # noqa: S105 - the name under which the key is kept, not the key
"""Where the sheets' key lies in the journal's encrypted file."""

LONGEST_DAYS, USUAL_DAYS = 92, 7
DAY = 86_400_000

_PREFIX = "HNC1:"
_MARK = re.compile(r"([0-9]{1,6})-([A-Z2-7]{16})")


@dataclass(frozen=True)
class Command:
    """One row of `resources/tables/commands.toml`; `words` by language; `driver`: any scanner may read it, and it stands on sheets for drivers only."""

    name: str
    act: str
    words: Mapping[str, str]
    verdict: bool = False
    driver: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """One printed sheet. `until` UTC ms; `codes`: (command, text of its code) in the order of the table, filled when it is made."""

    number: int
    group: str
    made_at: int
    until: int
    officer: str
    revoked: bool = False
    codes: tuple[tuple[Command, str], ...] = ()


@cache
def table() -> Mapping[str, Command]:
    """Every command by the name in its code."""
    rows = tomllib.loads((resources.folder / "tables" / "commands.toml").read_text(encoding="utf-8"))["command"]
    return {
        row["name"]: Command(row["name"], row["act"], {"zh": row["zh"], "en": row["en"]}, row.get("verdict", False), row.get("driver", False), row.get("fields", {})) for row in rows
    }


def make(station: Station, officer: str, group: str, days: int, *, driver: bool = False) -> Sheet:
    """A new sheet, written into the journal before anybody holds it; for `driver`s it carries only what any scanner may read. Refused `sheet-days`, `sheet-group`."""
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused("sheet-days", most=LONGEST_DAYS)
    group = " ".join(group.split())
    if not group or len(group) > _GROUP or not group.isprintable():
        raise Refused("sheet-group", most=_GROUP)
    written.refuse(station, "group", group)
    key = station.journal.secret(SECRET)
    if key is None:
        key = secrets.token_bytes(32)
        station.journal.keep_secret(SECRET, key)
    until = station.clock() + days * DAY
    while True:
        head, number = station.journal.head().seq, max((each.number for each in sheets(station)), default=0) + 1
        try:
            (event,) = station.journal.append([Draft("sheet.printed", _subject(station, number), {"sheet": number, "group": group, "until": until})], officer, after=head)
        except Moved:
            continue
        sheet = Sheet(number, group, event.at, until, officer)
        rows = [each for each in table().values() if each.driver == driver]
        return replace(sheet, codes=tuple((each, f"{_PREFIX}{each.name}:{number}-{_mac(key, station, sheet, each.name)}") for each in rows))


def revoke(station: Station, officer: str, number: int, reason: str) -> Sheet:
    """From now on the sheet's codes are refused. Refused `sheet-unknown`, `sheet-revoked-already`."""
    sheet = _sheet(station, number)
    if sheet.revoked:
        raise Refused("sheet-revoked-already", sheet=number)
    written.refuse(station, "reason", reason)
    station.journal.append([Draft("sheet.revoked", _subject(station, number), {"sheet": number, "reason": reason[:200]})], officer)
    return replace(sheet, revoked=True)


def sheets(station: Station) -> list[Sheet]:
    """Every sheet of this station, the oldest first."""
    found: dict[int, Sheet] = {}
    for event in station.journal.events(kinds=("sheet.printed", "sheet.revoked")):
        if event.station != station.journal.station:
            continue
        number = event.body["sheet"]
        if event.kind == "sheet.printed":
            found[number] = Sheet(number, event.body["group"], event.at, event.body["until"], event.officer)
        elif number in found:
            found[number] = replace(found[number], revoked=True)
    return list(found.values())


def meant(lane: Lane, asked: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The act that a scanned command code stands for and what the journal keeps of the code; any other line comes back as it is, with nothing to keep.

    A code that was read just now, by a hand that shook or a scanner held on it, is `repeats.AGAIN`: a tick, and nothing is done twice.
    Refused `scan-not-enrolled`, `command-unknown`, `command-not-ours`, `command-revoked`, `command-expired`.
    """
    before = lane.commanded
    if "scan" in asked or "act" in asked:
        lane.commanded = None
    text = asked.get("scan")
    if not isinstance(text, str) or _PREFIX not in text[:_HEAD]:
        return asked, {}
    found = codes.recognise(text)
    code = next((each for each in found.candidates if each.kind == "command"), None)
    if code is None and "command" in {each.kind for each in found.refused}:
        raise Refused("command-not-ours")
    if code is None:
        return asked, {}
    row = table().get(code.value.upper())
    if not from_officer_side(asked) and not (row and row.driver):
        raise Refused("scan-not-enrolled", kind="command")
    command, number = _checked(lane.station, code.value.upper(), str(code.fields["mac"]))
    lane.commanded = (command.name, number, lane.station.clock())
    if before is not None and lane.last.tick != "refused" and _at_once(lane, before):
        return repeats.AGAIN, {}
    act: dict[str, Any] = {"act": command.act, **command.fields}
    if command.verdict and asked.get("verdict") is not None:
        act["verdict"] = asked["verdict"]
    if asked.get("front") is not None and "front" in _fields(command.act):
        act["front"] = asked["front"]
    link = asked.get("link")
    return act, {"command": command.name, "sheet": number, **({"link": link[:60]} if isinstance(link, str) and link else {})}


def _fields(act: str) -> tuple[str, ...]:
    from workstation.desk.acts import ACTS

    return ACTS[act].fields


def from_officer_side(asked: Mapping[str, Any]) -> bool:
    """Whether a scan came from an enrolled officer-side scanner.

    A line that names its `link` says so by `enrolled`; one that names none (`lane --jsonl`) comes "as an officer-side scanner sends it" (contract).
    Keys can be typed, so a keyboard wedge never counts.
    """
    if asked.get("source", "serial") != "serial" or asked.get("side", "officer") != "officer":
        return False
    return asked.get("enrolled", not asked.get("link")) is True


def kept(plan: Plan, subject: str, code: Mapping[str, Any]) -> Plan:
    """The act's plan with the event that says which sheet it came from, last: acts count the places of their own events. An act that writes nothing stays so."""
    if not code or not plan.drafts:
        return plan
    draft = Draft("command.given", subject, dict(code))
    return replace(plan, drafts=(*plan.drafts, draft), extra={**plan.extra, "act": table()[code["command"]].act})


def _at_once(lane: Lane, before: tuple[str, int, int]) -> bool:
    """Whether the command of now is the one before, read again within the time of one movement of the hand."""
    now = lane.commanded
    soon = int(lane.station.book.limit("scan", "repeat_ms"))
    return now is not None and now[:2] == before[:2] and now[2] - before[2] <= soon


def _checked(station: Station, name: str, mark: str) -> tuple[Command, int]:
    """The MAC before anything else, in constant time: what a sheet says counts only when it is ours."""
    shape, key = _MARK.fullmatch(mark), station.journal.secret(SECRET)
    if shape is None or key is None:
        raise Refused("command-not-ours")
    number = int(shape.group(1))
    sheet = next(_of(station, number), None)
    wanted = _mac(key, station, sheet or Sheet(number, "", 0, 0, ""), name)
    if not hmac.compare_digest(wanted, shape.group(2)) or sheet is None:
        raise Refused("command-not-ours")
    if name not in table():
        raise Refused("command-unknown", command=name)
    if sheet.revoked:
        raise Refused("command-revoked", sheet=number)
    if station.clock() > sheet.until:
        raise Refused("command-expired", sheet=number)
    return table()[name], number


def _sheet(station: Station, number: int) -> Sheet:
    for sheet in _of(station, number):
        return sheet
    raise Refused("sheet-unknown", sheet=number)


def _of(station: Station, number: int) -> Iterator[Sheet]:
    """One sheet by its own events, without reading all."""
    events = list(station.journal.events(subject=_subject(station, number)))
    revoked = any(event.kind == "sheet.revoked" for event in events)
    for event in events:
        if event.kind == "sheet.printed" and event.station == station.journal.station:
            yield Sheet(number, event.body["group"], event.at, event.body["until"], event.officer, revoked)


def _subject(station: Station, number: int) -> str:
    return f"{station.journal.station}/sheet-{number}"


def _mac(key: bytes, station: Station, sheet: Sheet, name: str) -> str:
    """80 bits of HMAC-SHA-256 (RFC 2104, truncated as its section 5 allows) over station, sheet, its end and the command, in Base32 (RFC 4648)."""
    told = f"HNC1|{station.journal.station}|{sheet.number}|{sheet.until}|{name}".encode()
    return base64.b32encode(hmac.digest(key, told, "sha256")[:10]).decode()


_GROUP = 40
"""Characters of a group's name."""
_HEAD = 20
"""Where the prefix begins, an AIM identifier and blanks before it allowed."""
