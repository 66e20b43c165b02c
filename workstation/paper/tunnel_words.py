"""What a run of the wind tunnel says in sentences, on the page of the window and on its paper alike."""

from collections.abc import Callable, Mapping
from typing import Any

Report = Mapping[str, Any]
Say = Callable[..., str]


def parts(found: Report) -> list[tuple[str, Report]]:
    """(key of its name, figures) of the trucks and of the parcels, those of which none came left out; the trucks where nothing came at all."""
    both = [("tunnel.trucks", found), ("tunnel.parcels", found["parcels"])]
    return [each for each in both if each[1]["passages"]] or both[:1]


def missed(found: Report, name: str) -> int:
    """Findings, holds or hits that would be missed, of trucks and parcels together."""
    return int(found["missed"][name] + found["parcels"]["missed"][name])


def named(found: Report) -> list[Report]:
    """The trucks and parcels that would be missed, the gravest first."""
    order = ("findings", "holds", "hits")
    return sorted((*found["missed"]["told"], *found["parcels"]["missed"]["told"]), key=lambda row: order.index(row["why"]))


def number_of(row: Report) -> str:
    """A truck's passage by its number at this station, a parcel by its own."""
    return str(row["passage"]) if row["profile"] == "parcel" else str(row["passage"]).rpartition("/")[2]


def as_of_words(found: Report, say: Say) -> list[str]:
    """By which days all was judged."""
    first, last = (found["judged_as_of"][name] for name in ("first_day", "last_day"))
    return [say("tunnel.as-of", first=first)] + ([say("tunnel.as-of-last", last=last)] if last and last < found["until"][:10] else [])


def scope_words(found: Report, say: Say) -> list[str]:
    """Which rules count on none of the days; what travellers and gates did, which no rule of these judges."""
    told = []
    if found["later"]:
        told.append(say("tunnel.later", rules=_few([_dated(row["rule"], row) for row in found["later"]], say)))
    if found["later_figures"]:
        told.append(say("tunnel.later-figures", tables=_few([_dated(row["table"], row) for row in found["later_figures"]], say)))
    if any(found["not_judged"].values()):
        told.append(say("tunnel.not-judged", **{name: f"{count:,}" for name, count in found["not_judged"].items()}))
    return told


def unshown_words(found: Report, say: Say) -> list[str]:
    """What differs in the candidate and could not be seen here, and what decides no channel; nothing where nothing is."""
    told = []
    if found["unshown"]:
        rows = [" ".join(filter(None, (row["table"], f"{row['now']} → {row['then']}" if row["now"] or row["then"] else "", say("tunnel.unshown.parcels") if row["parcels_only"] else ""))) for row in found["unshown"]]
        told.append(say("tunnel.unshown", tables=_few(rows, say)))
    if found["no_channel"]:
        told.append(say("tunnel.no-channel", tables=_few(found["no_channel"], say)))
    return told


MOST = 6
"""Names in one sentence; the rest is counted."""


def _few(names: list[str], say: Say) -> str:
    told = ", ".join(names[:MOST])
    return told if len(names) <= MOST else f"{told}, {say('lens.more', count=len(names) - MOST)}"


def _dated(name: str, row: Report) -> str:
    days = f"{row['valid_from'] or '…'} – {row['valid_to']}" if row["valid_to"] else f"{row['valid_from']} –"
    return f"{name} ({days})"


def lost_words(found: Report, say: Say) -> list[str]:
    """How many of what would be missed are parcels; who made the findings that would be, and whether the rules in force miss them as well; nothing where none is."""
    lost, parcels = found["missed"], found["parcels"]["missed"]
    told = [say("tunnel.missed.parcels", **{name: f"{parcels[name]:,}" for name in ("holds", "hits")})] if parcels["holds"] or parcels["hits"] else []
    if not lost["findings"] and not lost["findings_now"]:
        return told
    names = {"here": "here", "audit": "audit", "smuggling": "anti-smuggling", "inspection": "inspection"}
    by = say("tunnel.by", **{name: f"{lost['sources'].get(source, 0):,}" for name, source in names.items()})
    return [*told, by, say("tunnel.also", now=f"{lost['findings_now']:,}", new=f"{lost['findings_new']:,}")]


def drawn_words(found: Report, say: Say) -> list[str]:
    """How the draws are known, and on how many days the rate was raised."""
    draws = found["draws"]
    counts = {name: f"{draws['then'][name]:,}" for name in ("as_made", "by_secret", "expected")}
    return [say("tunnel.draws", **counts), say("tunnel.raised", now=len(draws["now"]["raised"]), then=len(draws["then"]["raised"]))]


def count_words(row: Report, side: str) -> str:
    """A count; ≈ where draws that nobody may know yet make it no whole one."""
    expected = row.get(f"{side}_expected")
    return f"{row[side]:,}" if expected is None else f"≈{float(expected):,.1f}"


def planned_words(rows: list[Report], say: Say) -> str:
    """The shares planned of these channels in one line; '' where none is."""
    shares = [f"{say('channel.' + row['channel'])} {float(row['planned']) * 100:g} %" for row in rows if row["planned"] is not None]
    return say("tunnel.planned", share=" · ".join(shares)) if shares else ""


def why_words(row: Report, say: Say) -> str:
    """Why a passage counts as missed: a finding with who made it and its number there, a hold, a hit."""
    told = say(f"tunnel.why.{row['why']}")
    sources = [" ".join(filter(None, (say(f"finder.{each['source']}"), each["reference"] if each["source"] != "here" else ""))) for each in row.get("found_by", ())]
    chance = f" ≈{float(row['chance']) * 100:.0f} %" if "chance" in row else ""
    return f"{told} ({', '.join(sources)}){chance}" if sources else told + chance
