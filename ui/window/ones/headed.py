"""What stands in the head of an item's page: what it is, its number large, whether its way is whole, and the next item of the truck."""

from ui.window.ones.head import Headline
from ui.window.paint import Run
from ui.window.theme import LABEL, REASON, Look
from workstation import codes
from workstation.custody.chain import Chain
from workstation.custody.shown import KINDS
from workstation.words import catalogue

SHAPES = {"unbroken": ("tick", "ok"), "resealed": ("diamond", "ink"), "broken": ("octagon", "bad_words"), "unknown": ("dashed", "soft")}
"""State of a box -> its shape and colour."""


def headed(chain: Chain, items: tuple[str, ...], look: Look) -> Headline:
    """`items`: those of the truck, the one in front first."""
    kind = _kind(chain, look)
    soft, label = look.colour("soft"), look.font(LABEL)
    number = codes.group(KINDS.get(chain.kind, chain.kind), chain.value)
    line = (Run(f"{kind}   ", label, soft), Run(number, look.font(REASON - 4, bold=True), look.colour("ink")))
    following = Run("   " + look.say("custody.next", item=items[1]), label, soft) if len(items) > 1 else None
    return Headline(f"{kind} {chain.value}", (line,), _state(chain, look), spare=following)


def _kind(chain: Chain, look: Look) -> str:
    kind = "lock" if chain.lock else chain.kind
    key = next((key for key in (f"part.{kind}", f"kind.{kind}") if key in catalogue()), "")
    return look.say(key) if key else chain.kind


def _state(chain: Chain, look: Look) -> tuple[str, str, str]:
    """What is wrong, else how the box stands: shape, words, colour."""
    if chain.impossible:
        return "octagon", look.say("custody.impossible", count=len(chain.impossible)), "bad_words"
    if chain.gaps:
        return "dashed", look.say("custody.gaps", count=len(chain.gaps)), "ink"
    if chain.box:
        shape, token = SHAPES[chain.box]
        return shape, look.say("custody.box." + chain.box), token
    return ("tick", look.say("custody.clean"), "ink") if chain.steps else ("dashed", look.say("custody.never"), "ink")
