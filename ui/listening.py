"""Listens to links for a while and says what is wrong with each: for `doctor`, and for the enrolling of a scanner."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from devices import diagnosis, drivers
from devices.diagnosis import Finding, Seen
from devices.link import Link, LinkSettings, LinkState, Received
from devices.profiles import Line, Profile
from ui.entries import line
from ui.entries import told as told_of
from workstation.words import Refused, say

LOOK = 0.05


def lately(reads: Sequence[tuple[int, bytes]], silence: float = 0.3) -> bool:
    """Whether the last bytes are younger than so many seconds."""
    return bool(reads) and time.monotonic_ns() - reads[-1][0] < silence * 1e9


def settings_of(entry: Mapping[str, str]) -> LinkSettings:
    """The line settings of a `[[links]]` entry without its warm-up and replies: who listens wants every byte. Refused `settings-wrong` with the name of a wrong value."""
    return replace(line(entry, None), accepted=b"", rejected=b"", warm_up=0.0)


def usable(baud: int | None) -> None:
    """Refused `usage` for a rate that `--baud` names and no link may have."""
    least, most = Line.__dataclass_fields__["baud"].metadata["bounds"]
    if baud is not None and not least <= baud <= most:
        raise Refused("usage", reason=f"--baud: {least} to {most}")


def listen(entries: Sequence[Mapping[str, str]], seconds: float, enough: Callable[[Sequence[LinkState]], bool] | None = None) -> list[Seen]:
    """What every link of these entries sent within so many seconds, heard side by side; sooner when `enough` says so of their states."""
    links = [Link(each["address"], drivers.driver(each["driver"], told_of(each)), _nothing, _unseen, settings_of(each)) for each in entries]
    for link in links:
        link.start()
    try:
        until = time.monotonic() + seconds
        while time.monotonic() < until and not (enough and enough([link.state for link in links])):
            time.sleep(LOOK)
        states = [link.state for link in links]
    finally:
        for link in links:
            link.stop()
    return [seen(entry, state, seconds) for entry, state in zip(entries, states, strict=True)]


def seen(entry: Mapping[str, str], state: LinkState, seconds: float) -> Seen:
    """A link's state and its entry as the diagnosis takes them."""
    return Seen(entry["driver"], told_of(entry), settings_of(entry), state.reads, state.words, state.values, seconds, state.hidden, state.counters)


def findings(one: Seen) -> tuple[Finding, ...]:
    """What is wrong; silence alone is no fault of a device that speaks only when used."""
    quiet = not one.reads and not one.hidden and one.words == "link-open" and one.driver not in diagnosis.SPEAKS
    return () if quiet else diagnosis.diagnose(one)


def told(finding: Finding, lang: str, address: str, profile: Profile | None = None) -> str:
    """A finding in words, with the setting that puts it right and the set-up code to scan: on the screen, or on the page of the manual that the profile knows."""
    words = say(finding.key, lang, **finding.values)
    if finding.change:
        words = say("doctor-fix", lang, words=words, change=", ".join(f"{name} = {_shown(value)}" for name, value in finding.change.items()))
    if finding.setup:
        words = _with_code(words, finding.setup, lang, profile)
    return say("doctor-sweep", lang, words=words, address=address) if finding.sweep else words


def as_rows(finding: Finding, lang: str, address: str, profile: Profile | None = None) -> dict[str, Any]:
    """A finding as JSON; of the set-up codes of the device's profile the right one is told whole, or the page of the manual that has it."""
    code = next((each for each in profile.setup if each.name == finding.setup), None) if profile else None
    shown = {"text": code.text, "symbology": code.symbology, "words": code.words[lang]} if code else None
    return {
        "finding": finding.key, "words": told(finding, lang, address, profile), "change": dict(finding.change), "setup": finding.setup or None, "setup_code": shown,
        "manual_page": _page(finding.setup, profile) or None,
    }


def _with_code(words: str, setup: str, lang: str, profile: Profile | None) -> str:
    name, page = say(f"setup-{setup}", lang), _page(setup, profile)
    if profile and setup in {each.name for each in profile.setup}:
        return say("doctor-setup-code", lang, words=words, setup=name)
    return say("doctor-setup-page", lang, words=words, setup=name, page=page) if page else say("doctor-setup", lang, words=words, setup=name)


def _page(setup: str, profile: Profile | None) -> str:
    return next((each.page for each in profile.manual if each.name == setup), "") if profile else ""


def hex_lines(one: Seen) -> Iterator[str]:
    """The last bytes as hex, sixteen a row."""
    text = b"".join(read for _, read in one.reads)[-_SHOWN:]
    for at in range(0, len(text), 16):
        yield text[at : at + 16].hex(" ")


def _shown(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def _nothing(_: Received) -> None:
    return


def _unseen(_: LinkState) -> None:
    return


_SHOWN = 64
