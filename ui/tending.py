"""What tending a device needs beside its link: its model, what is wrong with it, its set-up codes as pictures, its queue; for a thread of its own."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

from devices import diagnosis, drivers, enrol, finder, profiles
from devices.diagnosis import Finding
from devices.drivers.scanner_line import Settings as Scanner
from devices.link import LinkState
from devices.profiles import Profile, SetUp
from devices.sweep import Tried, sweep
from devices.trouble import DeviceTrouble
from ui import entries, listening
from workstation.settings import WRONG, Settings
from workstation.words import Refused

PATIENCE = 10.0
"""Seconds of silence after which a device that is being tried has a fault, though scanners speak only when used."""


@dataclass(frozen=True)
class About:
    """What the settings and the profile say of a link. `kind`: one of `profiles.KINDS`, '' where nothing tells it."""

    entry: Mapping[str, str]
    profile: Profile | None = None
    kind: str = ""

    @property
    def model(self) -> str:
        """Maker and model, or the driver where no profile tells them."""
        return f"{self.profile.maker} {self.profile.model}" if self.profile else self.entry.get("driver", "")

    @property
    def setup(self) -> tuple[SetUp, ...]:
        """The set-up codes of its profile."""
        return self.profile.setup if self.profile else ()

    @property
    def pages(self) -> Mapping[str, str]:
        """Where the maker's manual has the codes that cannot be drawn, by their names."""
        return {each.name: each.page for each in self.profile.manual} if self.profile else {}


@dataclass(frozen=True)
class Symbol:
    """A bar code to paint: `boxes` (x, y, width, height) are dark, in modules on `wide` × `high`; `quiet` modules of white belong around it."""

    text: str
    symbology: str
    wide: int
    high: int
    boxes: tuple[tuple[int, int, int, int], ...] = field(repr=False)
    quiet: int = 10


def described(known: Settings, own: Path | None) -> dict[str, About]:
    """Every link of the settings by its name; a profile that cannot be read leaves the link without one."""
    return {entry.get("name") or entry["address"]: about(entry, own) for entry in known.links}


def about(entry: Mapping[str, str], own: Path | None) -> About:
    """One link."""
    try:
        made = entries.profile_of(entry, own)
    except DeviceTrouble:
        made = None
    return About(dict(entry), made, made.kind if made else _KINDS.get(entry.get("driver", ""), ""))


def findings(one: About, state: LinkState, own: Path | None, listened: float = 0.0) -> tuple[Finding, ...]:
    """What is wrong with a link by what it sent; `listened`: seconds somebody has tried it for, 0 when nobody does. An entry that cannot be used is its own finding."""
    try:
        entry = entries.filled(one.entry, own)
        drivers.driver(entry["driver"], entries.told(entry))
        seen = listening.seen(entry, state, listened)
    except (DeviceTrouble, Refused) as trouble:
        return (Finding(trouble.key, trouble.values),)
    if listened >= PATIENCE and state.counters.ok + state.counters.rejected + state.hidden == 0:
        return diagnosis.diagnose(seen)
    return () if state.hidden or state.words == "link-stopped" else listening.findings(seen)


def mended(entry: Mapping[str, str], change: Mapping[str, object]) -> dict[str, str]:
    """The entry with what a finding proposes."""
    return {**entry, **enrol.kept(change)}


def enrolled(entry: Mapping[str, str], learned: enrol.Learned, side: str, at: str) -> dict[str, str]:
    """The entry of a scanner that read its codes; what was learned before goes."""
    ours = {one.name for one in fields(Scanner)}
    kept = {name: value for name, value in entry.items() if name not in ours}
    return {**kept, "side": side, "enrolled": at, **enrol.kept(learned.config)}


def symbol(text: str, symbology: str) -> Symbol:
    """A text as bars (`code128`) or as a square (`qr`)."""
    from workstation.paper import codes

    if symbology == "qr":
        boxes = tuple(codes.qr(text))
        side = max(x + wide for x, _, wide, _ in boxes)
        return Symbol(text, symbology, side, side, boxes, codes.QUIET)
    wide, bars = codes.code128(text)
    high = max(_LOWEST, wide // 4)
    return Symbol(text, symbology, wide, high, tuple((x, 0, each, high) for x, each in bars))


def heard(state: LinkState, since: int) -> tuple[tuple[int, bytes], ...]:
    """What a link has read since a moment (monotonic ns)."""
    return tuple(read for read in state.reads if read[0] >= since)


def ready(reads: Sequence[tuple[int, bytes]]) -> bool:
    """Whether nothing more of the last code can be on its way."""
    return bool(reads) and time.monotonic_ns() - reads[-1][0] > _QUIET


def swept(one: About, own: Path | None, stop: Callable[[], bool], seconds: float = 3.0) -> Iterator[Tried]:
    """Every baud rate in turn while somebody scans; the link itself must be at rest. Raises as `entries.filled` and `Transport` do."""
    entry = entries.filled(one.entry, own)
    for each in sweep(entry["address"], lambda: drivers.driver(entry["driver"], entries.told(entry)), listening.settings_of(entry), seconds):
        yield each
        if stop():
            return


def shelf(own: Path | None) -> tuple[tuple[Profile, ...], tuple[finder.Port, ...]]:
    """What a device can be added from: the profiles by kind and maker, the ports of this machine."""
    good = sorted(profiles.shelf(own).good.values(), key=lambda each: (profiles.KINDS.index(each.kind), each.maker.casefold(), each.model))
    return tuple(good), tuple(finder.ports())


def added(given: Mapping[str, str], was: Mapping[str, str]) -> dict[str, str]:
    """The table of a new or changed device from what was typed: `port` or `address`, `profile`, `name`, `side`. Refused `device-no-place`, `device-name-long`."""
    address = given.get("address") or given.get("port", "")
    if not address:
        raise Refused("device-no-place")
    if len(given["name"]) > _LONGEST:
        raise Refused("device-name-long", most=_LONGEST)
    same = was.get("address") == address and was.get("profile", "") == given["profile"]
    # Another device or another profile: what was learned of the old one is nothing to it.
    kept = dict(was) if same else {name: value for name, value in was.items() if name in _STAY}
    kept.pop("driver", None)
    kept.pop(WRONG, None)
    side = {"side": given["side"]} if given.get("side") else {}
    fresh = {**kept, "name": given["name"], "address": finder.lasting(address), "profile": given["profile"], **side}
    if was and not (same and was.get("side", "officer") == fresh.get("side", "officer")):
        fresh.pop("enrolled", None)
    return fresh


def probed(entry: Mapping[str, str], own: Path | None) -> dict[str, str]:
    """The table, when a link can be made of it. Raises what the link would be in trouble with."""
    from ui.links import Links

    state = next(iter(Links((entry,), _deaf, _deaf_too, own).states()))
    if state.state == "lost":
        raise DeviceTrouble(state.words, **state.values)
    return dict(entry)


def _deaf(_asked: Mapping[str, object], _at: int) -> None:
    return


def _deaf_too(_state: LinkState) -> None:
    return


_KINDS = {
    "scanner-line": "scanner", "ssi": "scanner", "xk3190": "scale", "toledo": "scale", "mt-sics": "scale", "mrz": "document", "uhf": "tag", "r2000": "tag",
    "jt701": "lock", "nmea": "position", "relay": "relay",
}
_STAY = ("settle_seconds", "increment", "channel", "red", "green", "pulse", "valid", "answer", "go", "opens", "asks")
_LOWEST, _LONGEST = 24, 24
_QUIET = 300_000_000
