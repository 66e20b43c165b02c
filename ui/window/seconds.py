"""The moment at which a sheet comes to the fields of the second officer: the desk keeps it beside his signature."""

from typing import Any

from ui.bridge import ACT, Bridge


def asked(bridge: Bridge, name: str) -> None:
    """Tell the desk that the second officer of this act is asked from now on; before the act itself."""

    def note(desk: Any) -> None:
        from workstation.desk.acts import seconding

        if name in seconding.ACTS:
            seconding.note(desk.lane, name)

    bridge.read(note, lambda _: None, rank=ACT)
