"""What the Devices screen shows, as plain values: a row per link and printer, and the bench at which one of them is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from devices.diagnosis import Finding
from devices.enrol import Learned
from devices.sweep import Tried
from ui.tending import Symbol
from ui.window.theme import Look
from workstation.desk.card import Say

PRINTER = "printer"
LESS = "device-may-not"


def named_roles(said: Say, look: Look) -> Say:
    """A refusal that names roles, with the names people use."""
    if said.key != LESS:
        return said
    known = look.say("list.comma").join(look.say(f"role.{each}") for each in str(said.values["known"]).split(", "))
    return Say(LESS, {"role": look.say(f"role.{said.values['role']}"), "known": known})


@dataclass(frozen=True)
class Device:
    """One link or printer. `state`: up | ill | trying | down | off; `trouble` a key with values; `heard` ms ago or None; `model`: maker and model.

    `kind`: of `devices.profiles.KINDS`, or printer; `side`: officer | driver | ''; `now`: what it reads, as text, with `now_key` said behind it;
    `hidden`: bytes that nobody may see (documents); `battery` in percent; `half_hex`: the
    unfinished frame that was thrown away when the device went.
    """

    name: str
    address: str
    driver: str
    state: str
    ok: int = 0
    rejected: int = 0
    heard: int | None = None
    last_hex: str = ""
    trouble: str = ""
    values: tuple[tuple[str, object], ...] = ()
    model: str = ""
    kind: str = ""
    side: str = ""
    enrolled: bool = False
    now: str = ""
    now_key: str = ""
    battery: int | None = None
    hidden: int = 0
    half_hex: str = ""

    @property
    def bad(self) -> bool:
        """Whether somebody must look at it."""
        return bool(self.trouble) and self.state in ("down", "ill")


@dataclass(frozen=True)
class Code:
    """A set-up or enrol code: its words by language, and the picture, None while it is drawn."""

    words: Mapping[str, str]
    symbol: Symbol | None = None


@dataclass(frozen=True)
class Bench:
    """One device looked at. `mode`: look | test | codes | enrol | sweep; `arrived`: what a test heard, newest last; `fix`: what F6 would write.

    `hint`: what to set on the device, by language; `news`: what came of the last key; `seconds`: how long it is listened to; `setups`: the names of its profile's codes;
    `pages`: where its manual has the codes that cannot be drawn.
    """

    device: Device
    mode: str = "look"
    findings: tuple[Finding, ...] = ()
    fix: Mapping[str, object] = field(default_factory=dict)
    codes: tuple[Code, ...] = ()
    hint: Mapping[str, str] = field(default_factory=dict)
    arrived: tuple[Say, ...] = ()
    tried: tuple[Tried, ...] = ()
    learned: Learned | None = None
    news: Say | None = None
    seconds: int = 0
    busy: bool = False
    setups: frozenset[str] = frozenset()
    pages: Mapping[str, str] = field(default_factory=dict)
