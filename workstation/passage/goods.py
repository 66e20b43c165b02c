"""Goods under a flag of the register (quarantine, food, licence …): whether the certificate each needs is known, in force and large enough; pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from workstation.passage import certificates
from workstation.passage.told import Row, Told
from workstation.settings import local_day
from workstation.words import Choices, Refused

_GAPS = re.compile(r"[,;、\s]+")
WORST_FIRST = ("revoked", "short", "expired")
"""What is said where none of several certificates answers."""


def of_paper(number: str, row: Row | None, told: Told, now: int) -> dict[str, str]:
    """`goods.FLAG` of one paper: `met`, or what is wrong with its certificates; nothing for goods under no flag."""
    return states(row, told.certificates.get(number, ()), now)


def states(row: Row | None, known: Sequence[Row], now: int) -> dict[str, str]:
    """`goods.FLAG` of the row of one paper by the certificates known for it."""
    flagged = row.get("flags") if row else None
    if not row or not flagged:
        return {}
    today = local_day(now).isoformat()
    return {f"goods.{flag}": _state(row, [each for each in known if each["kind"] == flag], today) for flag in flagged}


def details(told: Told, papers: Mapping[str, Mapping[str, str]], now: int) -> dict[str, Mapping[str, object]]:
    """`goods.FLAG` -> the papers without a certificate that answers it, and the certificates that do not, each with how it stands itself (one in date that is too little: `short`)."""
    today = local_day(now).isoformat()
    found: dict[str, Mapping[str, object]] = {}
    for fact in dict.fromkeys(name for overlay in papers.values() for name in overlay if name.startswith("goods.")):
        lacking = [number for number, overlay in papers.items() if overlay.get(fact, "met") != "met"]
        if lacking:
            several = [row for number in lacking for row in told.certificates.get(number, ()) if f"goods.{row['kind']}" == fact]
            known = [f"{row['number']} {'short' if (state := of_certificate(row, today)) == 'met' else state}" for row in several]
            found[fact] = {"papers": ", ".join(lacking), "found": ", ".join(known) or "–"}
    return found


def worst(found: str) -> str:
    """How the certificates of a detail stand: as they all do, else as the worst of them; `missing` where there is none."""
    states = {each.rsplit(" ", 1)[-1] for each in found.split(", ") if " " in each}
    return states.pop() if len(states) == 1 else next((state for state in WORST_FIRST if state in states), "missing")


def check_known(told: Told, text: str) -> None:
    """Certificates an inspection names, parted by gaps or commas, are those the port was told of for these papers; `-` says none was shown. Refused `certificate-format`, `certificate-unknown`."""
    known = {row["number"] for several in told.certificates.values() for row in several}
    kinds = flags((*told.papers.values(), *told.others.values()))
    left = as_compared(text)
    for number in sorted(known, key=len, reverse=True):
        # A number may have a gap of its own.
        left = _whole(number).sub(" ", left)
    numbers = [each for each in left.split() if each != "-"]
    if misread := [number for number in numbers if not certificates.fits(number, kinds)]:
        raise Refused("certificate-format", numbers=", ".join(misread), like=certificates.examples(kinds), known=", ".join(sorted(known)) or "–")
    if numbers:
        raise Refused("certificate-unknown", numbers=", ".join(numbers), known=", ".join(sorted(known)) or "–")


def as_compared(text: str) -> str:
    """A number, or several, as they are held together: wide letters and digits as the plain ones, capitals, one space for every gap."""
    return _GAPS.sub(" ", unicodedata.normalize("NFKC", text)).strip().upper()


def names(text: str, number: str) -> bool:
    """Whether a number stands, whole, among those of an entry."""
    return bool(_whole(number).search(as_compared(text)))


def _whole(number: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S){re.escape(as_compared(number))}(?!\S)")


def check_flags(told: Told, value: str) -> None:
    """What the register says the goods are under stays in the form: an officer adds to it and takes nothing away. Refused `inspection-flag-told`."""
    if left := [each for each in flags(told.papers.values()) if each not in value.split(",")]:
        raise Refused("inspection-flag-told", flags=Choices(left, "flag."))


def flags(rows: Iterable[Row | None]) -> tuple[str, ...]:
    """Every flag of several papers, each once."""
    return tuple(dict.fromkeys(flag for row in rows if row for flag in row.get("flags") or ()))


def _state(row: Row, certificates: Sequence[Row], today: str) -> str:
    # One that is not in force yet answers as little as one that is over: to the rules both are out of date.
    states = ["expired" if (state := of_certificate(each, today)) == "early" else state for each in certificates]
    good = [each for each, state in zip(certificates, states, strict=True) if state == "met"]
    if good:
        whole = any(each["gross_kg"] is None for each in good)
        return "met" if whole or sum(Decimal(each["gross_kg"]) for each in good) >= Decimal(row["gross_kg"]) else "short"
    return next((state for state in WORST_FIRST if state in states), "missing")


def of_certificate(certificate: Row, today: str) -> str:
    """How it stands on a day (`2026-11-21`): met | revoked | expired | early (not in force yet)."""
    if certificate["state"] == "revoked":
        return "revoked"
    return "early" if today < certificate["valid_from"] else "met" if today <= certificate["valid_to"] else "expired"
