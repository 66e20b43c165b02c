"""What a run of the wind tunnel says in sentences, on the page of the window and on its paper alike."""

from collections.abc import Callable, Mapping
from typing import Any

Report = Mapping[str, Any]
Say = Callable[..., str]


def lost_words(found: Report, say: Say) -> list[str]:
    """Who made the findings that would be missed, and whether the rules in force miss them as well; nothing where none is."""
    missed = found["missed"]
    if not missed["findings"] and not missed["findings_now"]:
        return []
    names = {"here": "here", "audit": "audit", "smuggling": "anti-smuggling", "inspection": "inspection"}
    by = say("tunnel.by", **{name: f"{missed['sources'].get(source, 0):,}" for name, source in names.items()})
    return [by, say("tunnel.also", now=f"{missed['findings_now']:,}", new=f"{missed['findings_new']:,}")]


def drawn_words(found: Report, say: Say) -> list[str]:
    """How the draws are known, and on how many days the rate was raised."""
    draws = found["draws"]
    counts = {name: f"{draws['then'][name]:,}" for name in ("as_made", "by_secret", "expected")}
    return [say("tunnel.draws", **counts), say("tunnel.raised", now=len(draws["now"]["raised"]), then=len(draws["then"]["raised"]))]


def count_words(row: Report, side: str) -> str:
    """A count; ≈ where draws that nobody may know yet make it no whole one."""
    expected = row.get(f"{side}_expected")
    return f"{row[side]:,}" if expected is None else f"≈{float(expected):,.1f}"


def why_words(row: Report, say: Say) -> str:
    """Why a passage counts as missed: a finding with who made it and its number there, a hold, a hit."""
    told = say(f"tunnel.why.{row['why']}")
    sources = [" ".join(filter(None, (say(f"finder.{each['source']}"), each["reference"] if each["source"] != "here" else ""))) for each in row.get("found_by", ())]
    chance = f" ≈{float(row['chance']) * 100:.0f} %" if "chance" in row else ""
    return f"{told} ({', '.join(sources)}){chance}" if sources else told + chance
