"""The explanation of a decision on a receipt: a strip has no back, so it stands below the slip, in Chinese and English."""

from collections.abc import Iterator, Sequence

from workstation.paper.receipt import Piece
from workstation.risk.explain import MILD, SELECTED, Change, Published, Step, Why, place, words
from workstation.settings import local_time
from workstation.words import LANGUAGES, say


def pieces(steps: Sequence[Step]) -> Iterator[Piece]:
    """What decided, by which published rule, what would change it; and that this part is no release."""
    yield Piece("rule")
    yield Piece("title", _both("explain.title"))
    for step in steps:
        yield Piece("row", f"{_both(f'channel.{step.channel}')} · {local_time(step.at):%Y-%m-%d %H:%M}", _both("explain.decided"))
        yield from _small(step.instead, channel=step.to) if step.to else ()
        for why in step.whys:
            yield from _said(why)
            if why.rules:
                key = "explain.rules.one-of" if why.key == SELECTED else "explain.rule"
                yield Piece("small", f"{_both(key)}: {', '.join(rule.rule for rule in why.rules)}")
        rules = [rule for why in step.whys for rule in why.rules]
        yield from (Piece("small", text) for text in dict.fromkeys(f"{_both('explain.source')}: {_since(rule)}{place(rule, *LANGUAGES)}" for rule in rules))
        if step.changes:
            yield Piece("small", _both("explain.changes.mild" if step.channel in MILD else "explain.changes"))
        for change in step.changes:
            yield from _said(change)
    yield Piece("rule")
    yield from _small("explain.no-release")
    yield from _small("explain.asking")
    yield from _small("explain.draws")


def _since(rule: Published) -> str:
    return " ".join(say("explain.from", lang, day=rule.valid_from) for lang in LANGUAGES) + " · " if rule.valid_from else ""


def _said(said: Why | Change) -> Iterator[Piece]:
    for lang in LANGUAGES:
        yield Piece("small", f"• {words(said, lang)}")


def _small(key: str, channel: str = "") -> Iterator[Piece]:
    for lang in LANGUAGES:
        yield Piece("small", say(key, lang, **({"channel": say(f"channel.{channel}", lang)} if channel else {})))


def _both(key: str) -> str:
    return f"{say(key)} {say(key, 'en')}"
