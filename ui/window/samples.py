"""Hand-made cards for pictures and tests of the painting: every state of the Lane screen with realistic content."""

from dataclasses import replace

from ui.window.bar import Lamp, Top
from workstation.desk.card import About, Act, Card, Chip, Row, Say

NOW = 1_795_240_921_000
"""2026-11-21 14:02:01 at the port."""
SINCE = NOW - 7_000

_OK = (
    Row("vehicle", "ok", "琼A·12345", (Say("sample.booked"),)),
    Row("declaration", "ok", "6401 2026 1 000000123"),
    Row("container", "ok", "MSKU 038325 0"),
    Row("seal", "ok", "HN1234567", (Say("sample.sealed"),)),
    Row("weight", "ok", "24,310 kg", (Say("sample.weight"),)),
    Row("driver", "none", "", (Say("sample.no-driver"),)),
)
_ABOUT = About("MSKU 038325 0", "value-added", (
    ("label.enterprise", "海南**加工有限公司", (Say("sample.credit"),)),
    ("label.goods", "项号 1 / 3", (Say("sample.goods"),)),
    ("label.chain", "", (Say("sample.step1"), Say("sample.step2"), Say("sample.step3"))),
))
_CHIPS = (
    Chip("CNHXG-03-7KQ2/88", "琼C·30001", "parked", NOW - 190_000, ("seal",)),
    Chip("CNHXG-03-7KQ2/71", "琼D·77812", "inspecting", NOW - 900_000),
)
_LAST = ("release", "release", "not-customs", "release", "machine")


def acts(recommended: str, *off: str, **renamed: str) -> tuple[Act, ...]:
    """The six keys of the lane with one recommended, some not usable, some under another act."""
    keys = {"release": "F12", "inspect": "F6", "hold": "F7", "call": "F8", "park": "F9", "next": "F10"}
    named = [(renamed.get(name, name), key) for name, key in keys.items()]
    return tuple(Act(name, key, name not in off, name == recommended) for name, key in named)


_BASE = Card(
    "verdict", "CNHXG-03-7KQ2/101", "琼A·12345", SINCE, rows=_OK, about=_ABOUT, chips=_CHIPS, last_channels=_LAST, verdict=119,
)
_SEAL = Row("seal", "bad", "HN1234561", (Say("sample.typed-twice"), Say("sample.seal-note")), "HN1234567")
_INSTRUCTION = Row("instruction", "bad", "HK-2026-1188", (Say("sample.instruction-note"),))
_EMPTY_TRUCK = (
    Row("vehicle", "ok", "琼C·30001", (Say("sample.booked-empty"),)), Row("weight", "ok", "8,900 kg", (Say("sample.tare"),)),
    Row("declaration", "none", "", (Say("sample.not-needed"),)), Row("container", "none"), Row("driver", "none", "", (Say("sample.no-driver"),)),
)
_WAITING_ROWS = (_OK[0], _OK[2], Row("declaration", "open"), Row("seal", "open"), Row("weight", "open", "", (Say("sample.unsettled"),)), _OK[5])
_CLASH_ABOUT = replace(_ABOUT, lines=(*_ABOUT.lines[:2], ("label.chain-clash", "", (Say("sample.step1"), Say("sample.step2"), Say("clash.sample")))))
_GATE = {"rows": _OK[:4], "slip_number": "HXG03-261121-00123-K", "acts": (Act("present", "F12", False), Act("leave", "F10", True, True))}

CARDS: dict[str, Card] = {
    "free": Card(chips=_CHIPS, last_channels=_LAST, acts=acts("", "release", "inspect", "hold", "park", "next")),
    "waiting": replace(_BASE, state="waiting", waiting=("declaration", "seal", "weight"), rows=_WAITING_ROWS, verdict=None, acts=acts("park", "release")),
    "release": replace(_BASE, channel="release", reasons=(Say("sample.no-instruction"), Say("sample.papers"), Say("sample.seal-good")), acts=acts("release")),
    "not-customs": replace(_BASE, channel="not-customs", plate="琼C·30001", rows=_EMPTY_TRUCK, about=About(), chips=_CHIPS[1:],
                           reasons=(Say("sample.empty-truck"), Say("sample.no-goods"), Say("sample.other-channel")), acts=acts("leave", "release", next="leave")),
    "machine": replace(_BASE, channel="machine", reasons=(Say("sample.random"), Say("sample.to-machine")), acts=acts("inspect", "release")),
    "manual": replace(_BASE, channel="manual", rows=(*_OK[:3], _SEAL, *_OK[4:]), reasons=(Say("sample.seal-differs"),), about=_CLASH_ABOUT,
                      flips=(Say("sample.flip"),), acts=acts("inspect", "release"), durable=False),
    "hold": replace(_BASE, channel="hold", plate="琼B·6688K", rows=(replace(_OK[0], value="琼B·6688K"), *_OK[1:5], _INSTRUCTION),
                    reasons=(Say("sample.instruction"),), acts=acts("hold", "release")),
    "cannot-confirm": replace(_BASE, channel="cannot-confirm", rows=(*_OK[:5], Row("age", "unsure", "48 h", (Say("sample.limit"),))),
                              reasons=(Say("sample.old"),), acts=acts("confirm", "release", call="confirm")),
    "released": replace(_BASE, state="released", channel="release", slip_number="HXG03-261121-00123-K", slip_at=NOW + 2_000, unconfirmed=1,
                        acts=(Act("release", "F12", False), Act("reprint", "F3"), Act("void", "F4"), Act("call", "F8"), Act("park", "F9", False), Act("next", "F10", True, True))),
    "suspended": replace(_BASE, state="suspended", channel="hold", slip_number="HXG03-261121-00123-K", rows=(*_OK[:5], _INSTRUCTION),
                         reasons=(Say("sample.instruction"),), acts=(Act("release", "F12", False), Act("acknowledge", "F6", True, True), Act("call", "F8"))),
    "left": replace(_BASE, state="left", acts=acts("next", "release", "inspect", "hold", "park")),
    "gate-release": replace(_BASE, state="gate", channel="release", reasons=(Say("sample.slip-good"),), **_GATE),  # type: ignore[arg-type]  # fields by name
    "gate-hold": replace(_BASE, state="gate", channel="hold", reasons=(Say("sample.slip-used"),), **_GATE),  # type: ignore[arg-type]  # fields by name
    "gate-cannot-confirm": replace(_BASE, state="gate", channel="cannot-confirm", reasons=(Say("sample.slip-unknown"),), **_GATE),  # type: ignore[arg-type]  # fields by name
    "locked": Card("locked"),
    "stray": replace(_BASE, state="waiting", waiting=("declaration",), rows=_WAITING_ROWS, verdict=None, stray="6901234567892", acts=acts("park", "release")),
    "choices": replace(_BASE, state="waiting", waiting=("declaration",), rows=_WAITING_ROWS, verdict=None, acts=acts("park", "release"),
                       choices=(("seal", "HN1234567"), ("bill-of-lading", "HN1234567"), ("booking", "HN1234567"))),
}

_LAMPS = tuple(Lamp(name, "up") for name in ("扫描枪", "地磅", "打印机"))
TOP = Top("新海港", "03", "0231", "张**", NOW - 720_000, waiting=0, hub="up", lamps=_LAMPS, signed_in=True)


def top_for(name: str) -> Top:
    """The bar that goes with a card: old data and trouble where the state has them."""
    if name == "cannot-confirm":
        return replace(TOP, as_of=NOW - 48 * 3_600_000, stale=True, hub="away", waiting=1204, lamps=(Lamp("扫描枪", "down"), *_LAMPS[1:]))
    return replace(TOP, signed_in=False, officer="", name="") if name == "locked" else TOP
