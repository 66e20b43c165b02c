"""The forms of the Devices screen: a device to add or change, one to take away, the side of one that was enrolled; asked in the sheet at the side."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from ui import tending
from ui.window.devices import keys
from workstation.desk.card import Say
from workstation.settings import show_time

if TYPE_CHECKING:
    from ui.window.devices.tender import Tender


class Forms(QObject):
    """Asks, checks beside the window, and gives the table to the tender to be written."""

    def __init__(self, tender: "Tender") -> None:
        super().__init__(tender)
        self._tender, self._window = tender, tender.window
        self._form: tuple[str, tuple[Any, ...]] = ("", ())
        self._window.pages.when("sheet", self._connect)

    def _connect(self, sheet: Any) -> None:
        sheet.answered.connect(self._answered)
        sheet.again.connect(self._again)

    def ask(self, name: str, known: Mapping[str, str]) -> None:
        """A device to add or change: ports and profiles are looked up first, beside the window."""
        tender = self._tender
        tender.aside.run(lambda: tending.shelf(tender.own), lambda found, said: tender.say(said) if found is None else self.sheet(name, (found, known)))

    def sheet(self, name: str, given: tuple[Any, ...]) -> None:
        """Open the sheet for one of the forms; `given`: ports and profiles, and the table as it is."""
        bench = self._tender.bench
        if name == "device-enrol-keep" and not (bench and bench.learned):
            return
        self._form = (name, given)
        look, at = self._window.look, bench.device.name if bench else ""
        if given:
            asked = keys.form(look, given[0], given[1])
        else:
            asked = keys.sure(look, at) if name == "device-remove" else keys.side(look, self._tender.entry().get("side", ""))
        self._window.sheet.ask(name, asked, about=at if name != "device-add" else "")

    def _again(self, name: str) -> None:
        """Another language: the same form in its words."""
        if name.startswith(keys.PREFIX) and self._form[0] == name:
            self.sheet(*self._form)

    def _answered(self, name: str, values: dict[str, str]) -> None:
        tender, bench = self._tender, self._tender.bench
        if name in ("device-add", "device-change"):
            change = name == "device-change" and bench is not None
            before, was = (tender.entry(), bench.device.name) if change and bench else ({}, "")
            tender.aside.run(lambda: tending.probed(tending.added(values, before), tender.own), lambda entry, said: self._probed(entry, said, was))
        elif name == "device-remove" and bench is not None:
            tender.remove(values["name"])
        elif name == "device-enrol-keep" and bench is not None and bench.learned is not None:
            at = show_time(self._window.clock())
            tender.write(tending.enrolled(tender.entry(), bench.learned, values["side"], at), bench.device.name)

    def _probed(self, entry: Any, said: Say | None, was: str) -> None:
        """A table of which no link can be made is not written."""
        if said is not None:
            self._window.sounds.play("refused")
            self._window.sheet.refused(said.key, said.values)
        else:
            self._tender.write(entry, was)
