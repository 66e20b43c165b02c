"""The officer's acts in the order of a truck; each appends events and returns values."""

from workstation.desk.desk import Desk
from workstation.desk.station import Founding, Station, found
from workstation.desk.values import Outcome

__all__ = ["Desk", "Founding", "Outcome", "Station", "found"]
