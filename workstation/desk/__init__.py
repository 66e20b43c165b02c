"""The officer's acts in the order of a truck; each appends events and returns values.

The names below are looked up when they are first used (PEP 562): the window paints cards before it needs stores and keys.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workstation.desk.desk import Desk
    from workstation.desk.station import Founding, Station, found
    from workstation.desk.values import Outcome

__all__ = ["Desk", "Founding", "Outcome", "Station", "found"]

_WHERE = {"Desk": "desk", "Founding": "station", "Outcome": "values", "Station": "station", "found": "station"}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"workstation.desk.{_WHERE[name]}"), name)
