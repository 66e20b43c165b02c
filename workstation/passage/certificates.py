"""What numbers of certificates look like, from `resources/tables/certificates.toml`: a mismatch is said, never judged; most formats are not public."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import resources
from workstation.words import Trouble

FILE = "tables/certificates.toml"


@dataclass(frozen=True)
class Format:
    """One format: the flags it answers, an example, where it is from; `verified`: seen in an official text."""

    kinds: frozenset[str]
    like: str
    pattern: re.Pattern[str]
    source: str
    verified: bool


@cache
def formats() -> tuple[Format, ...]:
    """Every known format. Trouble `resources-broken`."""
    try:
        rows = tomllib.loads((resources.folder / FILE).read_text(encoding="utf-8"))["format"]
        return tuple(Format(frozenset(row["kinds"]), row["like"], re.compile(row["pattern"], re.ASCII), row["source"], row["verified"]) for row in rows)
    except (OSError, ValueError, KeyError, TypeError, re.error) as error:
        raise Trouble("resources-broken", file=FILE, reason=getattr(error, "strerror", None) or error) from error


def fits(number: str, kinds: Iterable[str]) -> bool:
    """Whether a number looks like one that answers any of these flags."""
    return standing(number, kinds) != "unlike"


def standing(number: str, kinds: Iterable[str]) -> str:
    """What a look at a number says: it is `unlike` all formats known, like one that nobody verified (`unverified`), or `verified`. None of them says that the certificate is genuine."""
    wanted = frozenset(kinds)
    like = [each.verified for each in formats() if each.kinds & wanted and each.pattern.fullmatch(number.upper())]
    return "unlike" if not like else "verified" if any(like) else "unverified"


def examples(kinds: Iterable[str]) -> str:
    """What such numbers look like, one example each."""
    wanted = frozenset(kinds)
    return ", ".join(each.like for each in formats() if each.kinds & wanted)
