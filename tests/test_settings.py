"""The settings file: written and read back the same; every wrong value is named with its reason."""

import tomllib

import pytest

from ui import entries, listening
from ui.links import Links
from workstation import settings
from workstation.settings import Settings
from workstation.words import Refused

GOOD = 'port = "CNHXG"\nlane = "03"\nstation = "CNHXG-03-7KQ2"\nroot = "00112233aabbccdd"\n'
LINK = '[[links]]\naddress = "/dev/ttyUSB0"\ndriver = "scanner-line"\n'


def test_settings_round_trip(tmp_path):
    known = Settings("CNHXG", "03", "CNHXG-03-7KQ2", "00", queue='a "queue" \\ here', mute=True, lock_minutes=3, links=({"name": "s", "address": "x", "driver": "scanner-line"},), printers=({"name": "L", "address": "queue:L"},), offsets=({"printer": "L", "medium": "A5", "x": "-0.5", "y": "0"},))
    settings.write(tmp_path, known)
    assert settings.read(tmp_path) == known


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "port"),
        (GOOD + "colour = 1\n", "colour"),
        (GOOD + "mute = 1\n", "mute"),
        (GOOD + 'slip = "never"\n', "slip"),
        (GOOD + 'lock_minutes = "5"\n', "lock_minutes"),
        (GOOD + "lock_minutes = true\n", "lock_minutes"),
        (GOOD + "lock_minutes = -1\n", "lock_minutes"),
        (GOOD + "links = 3\n", "links"),
        (GOOD + "links = [3]\n", "links 1"),
        (GOOD + '[[printers]]\nname = "L"\n', "printers 1 address"),
        (GOOD + "printers = 1\n", "printers"),
        (GOOD + '[[offsets]]\nprinter = "L"\nmedium = "A5"\nx = "0"\n', "offsets 1 y"),
        (GOOD + "[broken", "settings.toml"),
        (GOOD.replace("CNHXG", "\xff"), "settings.toml"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path, text, named):
    (tmp_path / "settings.toml").write_bytes(text.encode("latin-1"))
    with pytest.raises(Refused) as refusal:
        settings.read(tmp_path)
    assert refusal.value.key == "settings-wrong"
    assert refusal.value.values["name"] == named


def test_whole_numbers_of_a_link_become_text(tmp_path):
    (tmp_path / "settings.toml").write_text(GOOD + LINK + "baud = 115200\n", encoding="utf-8")
    assert settings.read(tmp_path).links == ({"address": "/dev/ttyUSB0", "driver": "scanner-line", "baud": "115200"},)


@pytest.mark.parametrize(("wrong", "name", "reason"), [
    ('[[links]]\nname = "bad"\naddress = "x"\ndriver = "xk3190"\nbaud = 1.5\n', "settings.toml [[links]] 2 (bad) baud", "text, a whole number, true or false"),
    ('[[links]]\naddress = "x"\ndriver = "xk3190"\nidle = [1]\n', "settings.toml [[links]] 2 (x) idle", "text, a whole number, true or false"),
    ('[[links]]\naddress = "x"\n', "settings.toml [[links]] 2 (x) driver", "missing: driver or profile"),
    ('[[links]]\ndriver = "xk3190"\n', "settings.toml [[links]] 2 (links 2) address", "missing: address"),
])
def test_one_wrong_link_leaves_the_others_and_the_station(tmp_path, wrong, name, reason):
    (tmp_path / "settings.toml").write_text(GOOD + LINK + wrong + LINK.replace("USB0", "USB1"), encoding="utf-8")
    known = settings.read(tmp_path)
    assert [each["address"] for each in (known.links[0], known.links[2])] == ["/dev/ttyUSB0", "/dev/ttyUSB1"]
    first, bad, last = Links(known.links, lambda *_: None, lambda _: None).states()
    assert (first.state, last.state) == ("opening", "opening")
    assert (bad.state, bad.words, bad.values) == ("lost", "settings-wrong", {"name": name, "reason": reason})
    for use in (lambda entry: entries.filled(entry, None), listening.settings_of):
        with pytest.raises(Refused) as refusal:
            use(known.links[1])
        assert refusal.value.values == {"name": name, "reason": reason}
    settings.write(tmp_path, known)
    assert settings.WRONG not in {key for entry in tomllib.loads((tmp_path / "settings.toml").read_text(encoding="utf-8"))["links"] for key in entry}


@pytest.mark.parametrize(("spelled", "meant"), [("true", True), ("false", False), ('"1"', True), ('"0"', False), ('"true"', True)])
def test_true_and_false_of_a_link_are_those_of_toml(tmp_path, spelled, meant):
    (tmp_path / "settings.toml").write_text(GOOD + LINK + f"idle_terminates = {spelled}\nconfig_require_aim = true\n", encoding="utf-8")
    (entry,) = settings.read(tmp_path).links
    assert entries.told(entry) == {"idle_terminates": meant, "require_aim": True}
    (state,) = Links((entry,), lambda *_: None, lambda _: None).states()
    assert state.state == "opening"
    settings.write(tmp_path, settings.read(tmp_path))
    assert entries.told(settings.read(tmp_path).links[0]) == {"idle_terminates": meant, "require_aim": True}


def test_a_link_names_a_driver_or_a_profile(tmp_path):
    (tmp_path / "settings.toml").write_text(GOOD + LINK.replace("driver", "profile"), encoding="utf-8")
    assert settings.read(tmp_path).links == ({"address": "/dev/ttyUSB0", "profile": "scanner-line"},)


def test_no_file_says_how_to_begin(tmp_path):
    with pytest.raises(Refused, match="no-station"):
        settings.read(tmp_path)


@pytest.mark.parametrize("text", ["yesterday", "2026-11-21", "2026-11-21T08:35:59", "2026-13-01T00:00:00Z"])
def test_a_time_without_zone_or_sense_is_refused(text):
    with pytest.raises(Refused, match="time-not-readable"):
        settings.parse_time(text)


def test_times_are_utc_outside_and_shanghai_inside():
    moment = settings.parse_time("2026-11-21T16:30:00Z")
    assert settings.show_time(moment) == "2026-11-21T16:30:00Z"
    assert settings.local_time(moment).isoformat() == "2026-11-22T00:30:00+08:00"
