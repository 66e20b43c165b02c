"""What a key was pressed for: every act about whoever is in front says who that was on the screen, so that none reaches the next who came there while it was on its way."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ui.window import defaults

if TYPE_CHECKING:
    from ui.window.window import Window

WITH_VERDICT = {"release", "leave", "hold", "override"}
WITH_NUMBER = {"slip-confirm", "reprint", "void", "restore"}
NAMED = frozenset({"number", "passage", "text", "id", "person"})
"""Fields that say themselves what an act is about."""
TURNED = "front-turned"
"""How the desk refuses one whose passage is no longer in front."""


def front(window: "Window") -> str:
    """The passage the officer sees: of the form on the Inspect screen, else of the card; '' for a free lane."""
    inspect = window.pages.made("inspect") if window.at == "inspect" else None
    return (inspect and inspect.passage) or window.lane.card.front


def wish(window: "Window", name: str, values: Mapping[str, str], seen: str) -> dict[str, object]:
    """The line of an act that was asked for with `seen` in front."""
    asked: dict[str, object] = {"act": name, **defaults.meant(name, values, window.clock())}
    card = window.lane.card
    if "claim" in asked:
        asked["fact"], _, asked["value"] = str(asked.pop("claim")).partition("=")
    if name in WITH_VERDICT and card.verdict is not None:
        asked["verdict"] = card.verdict
    if name in WITH_NUMBER and window.at == "shift" and (number := window.shift.chosen()):
        asked["number"] = number
    # Whoever signs here can be asked why, where the draw named others; a script may leave it out, and it is written so.
    asked = {"reason": ""} | asked if name in ("sign", "cosign") else asked
    if name == "reveal":
        asked["person"] = window.person.person.get("person", "")
    if name == "seal-verify":
        return {each: value for each, value in asked.items() if each != "act"} | {"source": "typed", "front": seen}
    return bound(asked, seen)


def bound(asked: Mapping[str, Any], seen: str) -> dict[str, Any]:
    """A line with what was in front when it was asked for, where its act is done to that, as a typed weight is; a code finds its own truck."""
    from workstation.desk.acts import ACTS

    act = ACTS.get(str(asked.get("act", "")))
    takes = "weight" in asked or (act is not None and "front" in act.fields and NAMED.isdisjoint(asked))
    return dict(asked) | ({"front": seen} if takes else {})
