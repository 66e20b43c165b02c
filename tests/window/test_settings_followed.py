"""What is written into the settings beside an open window holds at its next quiet moment: a scanner added, one changed, one gone, printers and their offsets."""

from dataclasses import replace

from real_desk import at_the_desk

from devices.simulators import PtyScanner, Voice
from tests.yard import BOX, SEAL
from workstation import settings


def written(hands, **changes):
    settings.write(hands.yard.folder, replace(settings.read(hands.yard.folder), **changes))
    hands.opened.quiet()


def up(hands):
    return {state.link for state in hands.opened.gear.links.states() if state.words == "link-open"}


def test_links_and_printers_of_the_settings_take_effect_without_a_restart(qapp, qtbot, tmp_path):
    with PtyScanner(tmp_path / "dev", "one", Voice()) as one, PtyScanner(tmp_path / "dev", "two", Voice(prefix=b"\x02", suffix=b"\x03")) as two:
        first = {"name": "one", "address": str(one.path), "profile": "serial-scanner"}
        second = {"name": "two", "address": str(two.path), "driver": "scanner-line"}
        with at_the_desk(qapp, qtbot, tmp_path / "s", known={"links": (first,)}) as hands:
            hands.until(lambda: hands.opened.gear and up(hands) == {"one"})
            gear = hands.opened.gear
            kept = gear.links._links[0]
            written(hands, links=(second, first))
            hands.until(lambda: up(hands) == {"one", "two"})
            assert [state.link for state in gear.links.states()] == ["two", "one"]
            assert gear.links._links[1] is kept, "what did not change goes on"
            written(hands, links=(second | {"framing": "stx_etx", "enrolled": "2026-11-21T08:00:00Z"}, first))
            hands.until(lambda: gear.known.links[0].get("enrolled") and up(hands) == {"one", "two"})
            two.device.wait_opened(2)
            two.type(BOX)
            hands.until(lambda: hands.part("container"))
            offset = {"printer": "laser", "medium": "A5", "x": "1.5", "y": "-2"}
            written(hands, links=(first,), queue="laser", spare_queue="other", printers=({"name": "laser", "address": "queue:Q"},), offsets=(offset,))
            hands.until(lambda: gear.known.queue == "laser")
            assert gear.printing._printer("laser").offset == (1.5, -2.0)
            assert (gear.printing.spare, up(hands)) == ("other", {"one"})
            assert not two.device.opened()
            one.type(SEAL)
            hands.until(lambda: hands.part("seal"))


def test_a_file_that_cannot_be_read_is_said_once_and_changes_nothing(qapp, qtbot, tmp_path):
    with PtyScanner(tmp_path / "dev", "one", Voice()) as one:
        link = {"name": "one", "address": str(one.path), "profile": "serial-scanner"}
        with at_the_desk(qapp, qtbot, tmp_path / "s", known={"links": (link,)}) as hands:
            hands.until(lambda: hands.opened.gear and up(hands) == {"one"})
            path = hands.yard.folder / "settings.toml"
            good = path.read_text()
            path.write_text("links = 3\n" + good)
            hands.opened.quiet()
            hands.until(lambda: "settings.toml" in hands.window.notice.words())
            one.type(BOX)
            hands.until(lambda: hands.part("container"))
            path.write_text(good)
