"""Whether inspectors were drawn as they should have been, from events alone: who could be drawn, how many were needed, why somebody was left out, and who signed."""

import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import resources
from workstation.journal import Event
from workstation.risk import duty
from workstation.risk.book import Rulebook
from workstation.risk.days import RECIPE, day_of

KINDS = (
    "officer.added", "officer.disabled", "duty.set", "pack.loaded", "pack.switched", "form.kept", "avoidance.kept",
    "inspection.opened", "inspection.signed", "inspection.closed",
)  # fmt: skip
Fault = tuple[str, Event, str, dict[str, str]]
"""`wrong` | `missing`, the event, the reason, and what else names it."""


@dataclass
class Tally:
    """`pools`: draws among the roster, among all enabled officers, or told by an older program (''); `without_choice`: nobody else could have been named;
    `undrawn`: signatures of others where there was a choice, `unsaid`: of them without a reason; `untold`: inspections of which an older program did not tell all.
    """

    pools: dict[str, int] = field(default_factory=dict)
    without_choice: int = 0
    undrawn: int = 0
    unsaid: int = 0
    untold: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class _Opened:
    event: Event
    choice: bool = False
    signed: set[str] = field(default_factory=set)


class Allotted:
    """Takes the events of one station in their order and says what is wrong with each; what needs a day's secret is said by `avoidance` at the end."""

    def __init__(self, books: Mapping[str, Rulebook], within: Callable[[str], bool]) -> None:
        """`within`: whether a day is one that is asked for; others are only read for what they bring."""
        self._books, self._within, self.tally = books, within, Tally()
        self._roles: dict[str, str] = {}
        self._rosters: dict[str, list[str]] = {}
        self._forms: dict[tuple[str, str], int] = {}
        self._parties: dict[str, Collection[str]] = {}
        self._pairings: list[tuple[str, str, int]] = []
        self._opened: dict[str, _Opened] = {}
        self._drawn: list[tuple[Event, dict[str, str]]] = []
        self._tables: dict[str, Event] = {}
        self._changed, self._newest = True, ""
        self._complete = False

    def take(self, event: Event, *, recipe: int = 0) -> Iterator[Fault]:
        """One more event; `recipe`: what the journal of its day promises to tell."""
        body = event.body
        if event.kind in ("officer.added", "officer.disabled"):
            self._roles[event.subject] = body.get("role", "") if event.kind == "officer.added" else ""
        elif event.kind == "duty.set":
            self._rosters[body["day"]] = sorted(body["officers"])
        elif event.kind == "form.kept":
            yield from self._form(event)
        elif event.kind == "avoidance.kept":
            yield from self._avoidance_kept(event)
        elif event.kind == "inspection.opened":
            yield from self._begun(event, recipe)
        elif event.kind == "inspection.signed":
            yield from self._signed(event)
        elif event.kind == "inspection.closed":
            yield from self._closed(event)
        self._changed |= event.kind in ("officer.added", "officer.disabled", "pack.loaded", "pack.switched")

    def done(self, secrets: Mapping[str, bytes]) -> Iterator[Fault]:
        """The forms and avoidance lists that draws named, which may follow them; of days whose secret is out also who is on a list."""
        for event, why in self._drawn:
            about = event.body["draw"]
            need = self._forms.get((event.body["form"], event.body["version"]))
            if need is None:
                yield "missing", event, "form-missing", {}
            elif need != about["need"]:
                yield "wrong", event, "need-differs", {"need": str(need)}
            yield from self._related(event, why, secrets.get(about["day"]))

    def _form(self, event: Event) -> Iterator[Fault]:
        body = event.body
        key = (body["form"], body["version"])
        told = _needed(body["text"])
        if told is None or told[0] != key or self._forms.get(key, told[1]) != told[1] or _ours().get(key, told[1]) != told[1]:
            yield "wrong", event, "form-differs", {"form": body["form"]}
        if told is not None:
            self._forms.setdefault(key, told[1])

    def _avoidance_kept(self, event: Event) -> Iterator[Fault]:
        """A list may be another one when data were loaded or an officer came or went, and on another day."""
        before = self._tables.get(self._newest)
        if event.body["day"] != day_of(event.at):
            yield "wrong", event, "day-differs", {}
        if before is not None and not self._changed and before.body["day"] == event.body["day"]:
            yield "wrong", event, "avoidance-changed", {}
        self._tables[event.id], self._newest, self._changed = event, event.id, False

    def _begun(self, event: Event, recipe: int) -> Iterator[Fault]:
        body, about = event.body, event.body.get("draw")
        self._opened[event.id] = found = _Opened(event)
        if body.get("again"):
            before = self._opened.get(body["again"])
            if before and before.signed - {*body.get("excluded", ())}:
                yield "wrong", event, "first-pair-differs", {}
        if about is None or "pool" not in about:
            if recipe >= RECIPE or self._complete:
                yield "missing", event, "inspectors-not-drawn", {}
            elif self._within(day_of(event.at)):
                self.tally.untold.append({"station": event.station, "seq": event.seq, "reason": "pool-untold"})
            if about is None:
                return
        self._parties[event.id] = about["parties"]
        found.choice = len(about["values"]) > len(body["proposed"])
        pool = about.get("pool", "")
        self.tally.pools[pool] = self.tally.pools.get(pool, 0) + self._within(about["day"])
        if "pool" in about:
            self._complete = True
            yield from self._pooled(event)

    def _pooled(self, event: Event) -> Iterator[Fault]:
        """Among whom it was drawn, and why each of them was left out."""
        body, about = event.body, event.body["draw"]
        book = self._books.get(about["book"])
        if book is None:
            yield "missing", event, "rules-missing", {}
            return
        book = book.on(about["day"])
        signers = {officer: role for officer, role in self._roles.items() if role in book.roles["sign"]}
        roster = self._rosters.get(about["day"])
        pool, here = (duty.ENABLED, [*signers]) if roster is None else (duty.ROSTER, roster)
        if pool != about["pool"] or {*here} != {*about["values"]}:
            yield "wrong", event, "pool-differs", {"pool": pool}
            return
        since = duty.since(about["day"], int(book.limit("draw", "pair_days")))
        recent = {officer for inspection, officer, at in self._pairings if at >= since and {*about["parties"]} & {*self._parties.get(inspection, ())}}
        # Who is related stands in a list by the day's secret: as told for now, held against it in `done`.
        related = {officer for officer, why in about["left"].items() if why == "related"}
        left = {"first-pair": frozenset(body.get("excluded", ())), "related": related, "recent": recent}
        why = {officer: duty.reason(officer, left) if officer in signers else "role" for officer in here}
        named = duty.chosen(about["values"], why, about["need"])
        for officer in sorted({*named.left, *about["left"]}):
            if named.left.get(officer) != about["left"].get(officer):
                yield "wrong", event, "left-differs", {"officer": officer, "why": why[officer]}
        if [*named.officers] != body["proposed"] or named.short is not about["short"]:
            yield "wrong", event, "inspectors-differ", {}
        self.tally.without_choice += self._within(about["day"]) and not has_choice([*why.values()], about["need"])
        self._drawn.append((event, why))

    def _related(self, event: Event, why: Mapping[str, str], secret: bytes | None) -> Iterator[Fault]:
        about = event.body["draw"]
        listed = about.get("avoidance", "")
        table = self._tables.get(listed)
        if listed and (table is None or table.body["day"] != about["day"] or table.seq > event.seq + len(duty.KEPT)):
            yield "missing", event, "avoidance-missing", {}
            return
        pairs = {*table.body["pairs"]} if table else set()
        for officer, told in why.items():
            if told not in ("", "related", "recent") or (secret is None and table):
                continue
            related = any(duty.avoided(secret, officer, party) in pairs for party in about["parties"]) if secret else False
            if related is not (told == "related"):
                yield "wrong", event, "avoidance-differs", {"officer": officer}

    def _signed(self, event: Event) -> Iterator[Fault]:
        body = event.body
        signer, found = body["signer"], self._opened.get(body["inspection"])
        self._pairings.append((body["inspection"], signer, event.at))
        if found is None:
            yield "missing", event, "opening-missing", {}
            return
        opened, fresh = found.event.body, signer not in found.signed
        found.signed.add(signer)
        if signer in opened.get("excluded", ()):
            yield "wrong", event, "first-pair-signed", {"officer": signer}
        if not found.choice or signer in opened["proposed"]:
            return
        counted, unsaid = fresh and self._within(day_of(event.at)), not body.get("reason", "").strip()
        self.tally.undrawn += counted
        self.tally.unsaid += counted and unsaid
        about = opened["draw"]
        if about.get("pool") == duty.ROSTER and about["need"] <= len(opened["proposed"]) and unsaid:
            yield "wrong", event, "undrawn-unsaid", {"officer": signer}

    def _closed(self, event: Event) -> Iterator[Fault]:
        found = self._opened.get(event.body["inspection"])
        if found is None:
            yield "missing", event, "opening-missing", {}
        need = found.event.body.get("draw", {}).get("need", 0) if found else 0
        if found and len(found.signed) < need:
            yield "missing", event, "signature-missing", {"need": str(need)}


def has_choice(whys: list[str], need: int) -> bool:
    """Whether the draw decided anything: more were free than are needed, or more may come in again than are still lacking."""
    free, again = whys.count(""), whys.count("recent")
    return free > need or (free < need < free + again)


def _needed(text: str) -> tuple[tuple[str, str], int] | None:
    """(form, version) and how many officers sign, of a form's file; None for a text that is none."""
    try:
        told = tomllib.loads(text)
        return (str(told["id"]), str(told["version"])), int(told["signatures"]["officers"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


@cache
def _ours() -> Mapping[tuple[str, str], int]:
    """The same of every form of this program."""
    return dict(filter(None, (_needed(path.read_text(encoding="utf-8")) for path in sorted((resources.folder / "forms").glob("*.toml")))))
