"""An exported journal read again: every line held against its hash, its signature and the line before it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from workstation.journal import Event, canonical, station_id
from workstation.journal.chain import FIRST, link, past_a_gap
from workstation.words import Refused


@dataclass
class Chains:
    """What was found while reading: `wrong` names lines that are not as they were written, at most one per station; `gaps` the places that a restored backup lost, as its own event says."""

    events: int = 0
    wrong: list[dict[str, Any]] = field(default_factory=list)
    gaps: list[dict[str, Any]] = field(default_factory=list)
    times: dict[str, int] = field(default_factory=dict)
    heads: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    keys: dict[str, Ed25519PublicKey] = field(default_factory=dict)


def events(lines: Iterable[str], chains: Chains) -> Iterator[Event]:
    """The events of `journal export`, in their order. Refused `export-wrong` with the number of a line that is none; a changed one is told in `chains`."""
    broken: set[str] = set()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            event, digest, sig = _parsed(line)
            reason = "" if event.station in broken else _wrong(chains, event, digest, sig)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Refused("export-wrong", line=number) from error
        chains.events += 1
        if reason:
            broken.add(event.station)
            chains.wrong.append({"station": event.station, "seq": event.seq, "reason": reason})
        yield event


def _parsed(line: str) -> tuple[Event, bytes, bytes]:
    whole = json.loads(line)
    digest, sig = bytes.fromhex(whole.pop("hash")), bytes.fromhex(whole.pop("sig"))
    del whole["v"]
    event = Event(**whole)
    if not isinstance(event.body, dict) or not isinstance(event.seq, int) or not isinstance(event.at, int):
        raise TypeError("no event")
    return event, digest, sig


def _wrong(chains: Chains, event: Event, digest: bytes, sig: bytes) -> str:
    """What is wrong with the next line of its chain, or nothing."""
    last, before = chains.heads.get(event.station, (0, FIRST))
    # A restore leaves the places out that the lost tail had, and says which.
    if event.seq != last + 1 and not past_a_gap(event.kind, event.seq, event.body, last):
        return "line-missing"
    if event.seq == 1:
        public = bytes.fromhex(event.body["key"])
        if station_id(event.body["port"], event.body["lane"], public) != event.station:
            return "line-station"
        chains.keys[event.station] = Ed25519PublicKey.from_public_bytes(public)
    if link(before, canonical(event)) != digest:
        return "line-hash"
    try:
        chains.keys[event.station].verify(sig, digest)
    except InvalidSignature:
        return "line-signature"
    if event.at < chains.times.get(event.station, event.at):
        return "line-time"
    if event.seq != last + 1:
        chains.gaps.append({"station": event.station, "seq": event.seq, "from": last + 1, "to": event.seq - 1})
    chains.heads[event.station], chains.times[event.station] = (event.seq, digest), event.at
    return ""
