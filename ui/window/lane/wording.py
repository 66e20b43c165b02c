"""Which words the Lane screen shows for a card; the words themselves are in the catalogue."""

from collections.abc import Iterable

from ui.window.theme import Look
from workstation.desk.card import Act, Card, Say
from workstation.settings import local_time
from workstation.words import catalogue, tidy


def state_of(card: Card) -> str:
    """The name of the band's face: a channel, or free, halted, waiting, released, suspended, left, locked, gate-…, traveller-…, parcel-…; a truck that somebody holds shows that, whatever the rules say."""
    if card.held and card.state in ("verdict", "waiting"):
        return "hold"
    if card.state == "verdict":
        return card.channel
    if card.state == "free" and card.reasons:
        return "halted"
    return f"{card.state}-{card.channel}" if card.state in ("gate", "traveller", "parcel") else card.state


def big_words(card: Card, look: Look) -> tuple[str, ...]:
    """The words for the band, the fullest first; a shorter one stands in where the full one does not fit."""
    name = state_of(card)
    # A truck whose parts are still read has no channel; what reports call it is not said in the band.
    keys = (f"band.{name}",) if name == "waiting" else (f"channel.{name}", f"band.{name}")
    found = tuple(look.say(key) for key in keys if key in catalogue())
    return found or (look.say(keys[0]),)


def phrase(said: Say, look: Look) -> str:
    """A key with its values in words; values that are keys themselves are said too, several of them in a row."""
    known = catalogue()

    def told(value: object) -> object:
        if isinstance(value, tuple):
            return look.say("list.comma").join(str(told(each)) for each in value)
        return look.say(value) if isinstance(value, str) and value in known and "." in value else value

    values = {name: told(value) for name, value in said.values.items()}
    words = look.say(said.key, **values)
    return tidy(words) if "" in values.values() else words


def listed(parts: Iterable[str], look: Look) -> str:
    """Names of parts in a row: 报关单、封志 or declaration, seal."""
    return look.say("list.comma").join(look.say(f"part.{part}").lower() for part in parts)


def dotted(texts: Iterable[str]) -> str:
    """Short phrases in a row."""
    return " · ".join(text for text in texts if text)


def reasons(card: Card, look: Look) -> tuple[str, ...]:
    """What stands under the big word, the longest version first; the last one is never left out."""
    if state_of(card) in {"free", "locked", "left", "parcel-free"} and not card.reasons:
        return (look.say(f"band.{state_of(card)}.reason"),)
    if card.state == "waiting" and not card.reasons and not card.held:
        return (look.say("waiting.parts", parts=listed(card.waiting, look)),)
    if card.state == "released":
        return (look.say("released.reason", number=card.slip_number, time=clock_time(card.slip_at, seconds=True)),)
    # Beside who holds it, only what speaks against the truck: why it might have gone says nothing now.
    why = () if card.held and card.channel in ("release", "not-customs") else card.reasons
    phrases = [phrase(said, look) for said in (*card.held[-1:], *why)[:3]]
    if card.state == "gate" and card.slip_number:
        phrases.append(look.say("gate.slip", number=card.slip_number))
    return tuple(dotted(phrases[:count]) for count in range(len(phrases), 0, -1)) or ("",)


def other_line(card: Card, look: Look) -> str:
    """The same in the other language, in one short line for the colleague who reads that one."""
    other = look.other()
    if card.state == "released":
        return other.say("released.other")
    word, why = big_words(card, other)[0], reasons(card, other)[-1]
    return other.say("band.other", word=word, why=why) if why else word


def next_act(card: Card) -> Act | None:
    """The one recommended key."""
    return next((act for act in card.acts if act.recommended and act.enabled), None)


def clock_time(ms: int, *, seconds: bool = False) -> str:
    """UTC milliseconds -> 14:02 (or 14:02:31) as people here read it."""
    return local_time(ms).strftime("%H:%M:%S" if seconds else "%H:%M")


def span(ms: int) -> str:
    """A stretch of time as 0:07 or 1:02:09."""
    seconds = max(0, ms // 1000)
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
