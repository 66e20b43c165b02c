"""Which keys the Devices screen offers for the device in front, and the forms they ask."""

from collections.abc import Mapping, Sequence

from devices.finder import Port
from devices.profiles import Profile
from ui.links import SIDES
from ui.window.devices.values import PRINTER, Bench
from ui.window.fields import Question
from ui.window.theme import Look
from workstation.desk.card import Act

PREFIX = "device-"


def acts(bench: Bench | None, kind: str = "", *, there: bool = False) -> tuple[Act, ...]:
    """The keys: of the list, or of the bench; `there`: a device is chosen; `kind`: what it is."""
    add = Act("device-add", "F3")
    if not there:
        return (add,)
    if kind == PRINTER:
        return (add, Act("device-test", "F7"))
    mode = bench.mode if bench else ""
    if mode == "enrol":
        return (Act("device-enrol-keep", "F6", recommended=True, enabled=bool(bench and bench.learned)), Act("device-test", "F7"))
    apply = Act("device-apply", "F6", recommended=True, enabled=bool(bench and bench.fix))
    own = [Act("device-test", "F7"), *([Act("device-enrol", "F8")] if kind == "scanner" else []), Act("device-codes", "F9"), Act("device-sweep", "F10")]
    return (*([apply] if bench else []), add, Act("device-change", "F4"), *own, Act("device-remove", "F11"))


def form(look: Look, shelf: tuple[Sequence[Profile], Sequence[Port]], known: Mapping[str, str]) -> tuple[Question, ...]:
    """What a new or changed device needs: where it is, what it is, its name, its side."""
    profiles, ports = shelf
    places = [(port.address, _port_words(port)) for port in ports]
    inside = known.get("address", "") in {address for address, _ in places}
    kinds = tuple((each.name, f"{look.say(f'device.kind.{each.kind}')} · {each.maker} {each.model}") for each in profiles)
    sides = tuple((side, look.say(f"device.side.{side}")) for side in SIDES)
    return (
        Question("port", "choice", look.say("ask.port"), known.get("address", "") if inside else "", tuple(places), required=False),
        Question("address", "text", look.say("ask.address"), "" if inside else known.get("address", ""), required=False),
        Question("profile", "choice", look.say("ask.profile"), known.get("profile", ""), kinds),
        Question("name", "text", look.say("ask.device-name"), known.get("name", "")),
        Question("side", "choice", look.say("ask.side"), known.get("side", SIDES[0]), sides),
    )


def side(look: Look, known: str) -> tuple[Question, ...]:
    """Where an enrolled scanner stands."""
    return (Question("side", "choice", look.say("ask.side"), known or SIDES[0], tuple((each, look.say(f"device.side.{each}")) for each in SIDES)),)


def sure(look: Look, name: str) -> tuple[Question, ...]:
    """A device is taken away when its name is chosen."""
    return (Question("name", "choice", look.say("ask.remove"), "", ((name, name),)),)


def _port_words(port: Port) -> str:
    told = port.words if port.words and port.words != "n/a" else port.usb
    return f"{port.path} · {told}" if told else port.path
