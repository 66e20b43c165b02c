import pytest

from devices import profiles
from devices.trouble import DeviceTrouble

GOOD = 'maker = "m"\nmodel = "n"\nkind = "scanner"\ndriver = "scanner-line"\nhint = { zh = "一", en = "one" }\n'


@pytest.mark.parametrize("name", profiles.names())
def test_every_profile_makes_its_driver(name):
    found = profiles.profile(name)
    assert found.make_driver().name == found.driver
    assert found.link_settings("lane").name == "lane"
    assert set(found.hint) == {"zh", "en"}


@pytest.mark.parametrize(("text", "reason"), [
    ("maker = ", "Invalid value"), ('maker = "m"', "model"), (GOOD.replace("scanner-line", "nope"), "nope"), (GOOD + "[config]\nframing = 'x'\n", "framing"),
    (GOOD + "[line]\nbaud = '9600'\n", "baud"), (GOOD + "[line]\nspeed = 9600\n", "speed"),
])
def test_wrong_profile_names_file_and_reason(tmp_path, text, reason):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DeviceTrouble) as wrong:
        profiles.read(path)
    assert (wrong.value.key, wrong.value.values["file"]) == ("profile-wrong", "mine.toml")
    assert reason in str(wrong.value.values["reason"])


def test_unknown_profile():
    with pytest.raises(DeviceTrouble, match="profile-unknown"):
        profiles.profile("../devices")
