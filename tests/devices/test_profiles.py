import pytest

from devices import profiles
from devices.diagnosis import SETUPS, Finding
from devices.profiles import SetUp
from devices.trouble import DeviceTrouble
from ui.listening import as_rows

GOOD = 'maker = "m"\nmodel = "n"\nkind = "scanner"\ndriver = "scanner-line"\nhint = { zh = "一", en = "one" }\n'
SETUP = '[[setup]]\nname = "suffix"\ntext = "123"\nsymbology = "code128"\nsource = "manual"\n[setup.words]\nzh = "后缀"\nen = "suffix"\n'


@pytest.mark.parametrize("name", profiles.names())
def test_every_profile_makes_its_driver(name):
    found = profiles.profile(name)
    assert found.make_driver().name == found.driver
    assert set(found.hint) == {"zh", "en"}
    assert found.source


def test_the_makers_of_the_fact_sheet_are_there():
    good = profiles.shelf().good
    assert {
        "honeywell-scanner", "datalogic-scanner", "cipherlab-scanner", "newland-scanner", "newland-old-scanner", "newland-engine", "zebra-ssi", "zebra-line",
        "opticon-scanner", "oem-engine-silent-end", "serial-scanner", "jt701-lock", "serial-lock-reader",
    } <= set(good)
    assert good["datalogic-scanner"].line.accepted == b"B"
    assert good["cipherlab-scanner"].line.accepted == b"#@////\r"
    # NAK makes a Honeywell send again, R makes a Datalogic deaf: nothing is sent for a refused code.
    assert all(one.line.rejected == b"" for one in good.values())


@pytest.mark.parametrize(("text", "line", "reason"), [
    ("maker = ", 1, "Invalid value"), ('maker = "m"', 1, "model"), (GOOD.replace("scanner-line", "nope"), 4, "nope"), (GOOD + "[config]\nframing = 'x'\n", 7, "framing"),
    (GOOD + "[line]\nbaud = '9600'\n", 7, "baud"), (GOOD + "\n# line\n[line]\nspeed = 9600\n", 9, "speed"), (GOOD + "[line]\nparity = 'odd'\n", 7, "parity"),
    (GOOD + "[line]\nwarm_up = -1.0\n", 7, "warm_up"), (GOOD + "[line]\naccepted_hex = '4'\n", 7, "accepted_hex"), (GOOD.replace('"scanner"', '"toaster"'), 3, "kind"),
    (GOOD.replace(', en = "one"', ""), 5, "hint"), (GOOD + "[usb]\nvid = ['0C2E']\n", 7, "vid"), (GOOD + "vids = []\n", 6, "vids"), (GOOD + "[usb]\nvids = []\n", 7, "vids"),
    (GOOD.replace("scanner-line", "genric") + "regex = 'x'\n", 4, "genric"), (GOOD.replace('"m"', '"m" # \u2028') + "[line]\nbaud = 1\n", 7, "baud"), (GOOD + "line = 3\n", 6, "line"),
    (GOOD + SETUP + SETUP.replace("code128", "runes"), 17, "symbology"), (GOOD + SETUP.replace('text = "123"\n', ""), 6, "text"), (GOOD + SETUP.replace('en = "suffix"\n', ""), 11, "words"),
    (GOOD + "setup = 3\n", 6, "setup"), ("x = " + "[" * 30_000, 1, "recursion"), ("\x00", 1, "Invalid statement"), ("a = 1\na = 2\n", 2, "overwrite"),
])
def test_wrong_profile_names_file_line_and_reason(tmp_path, text, line, reason):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DeviceTrouble) as wrong:
        profiles.read(path)
    assert (wrong.value.key, wrong.value.values["file"], wrong.value.values["line"]) == ("profile-wrong", "mine.toml", line)
    assert reason in str(wrong.value.values["reason"])


def test_no_text_and_too_much(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes((GOOD + "[config]\n# 编码\n").encode("gb18030"))
    with pytest.raises(DeviceTrouble, match="no UTF-8") as wrong:
        profiles.read(path)
    assert wrong.value.values["line"] == 7
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert profiles.read(path).model == "n", "an editor's byte order mark is no fault"
    path.write_text("#" * 100_000)
    with pytest.raises(DeviceTrouble, match="bytes"):
        profiles.read(path)


def test_a_wrong_profile_leaves_the_others_alone(tmp_path):
    (tmp_path / "broken.toml").write_text(GOOD + "[config]\nframing = 'x'\n", encoding="utf-8")
    (tmp_path / "mine.toml").write_text(GOOD + SETUP + "[config]\nencoding = 'gb18030'\n[line]\nbaud = 115200\naccepted_hex = '42'\nwarm_up = 0.5\n", encoding="utf-8")
    (tmp_path / "serial-scanner.toml").write_text(GOOD.replace('"n"', '"ours"'), encoding="utf-8")
    shelf = profiles.shelf(tmp_path)
    assert [(trouble.values["file"], trouble.values["line"]) for trouble in shelf.troubles] == [("broken.toml", 7)]
    assert set(profiles.shelf().good) <= set(shelf.good)
    assert shelf.good["serial-scanner"].model == "ours"
    mine = profiles.profile("mine", tmp_path)
    assert mine.setup == (SetUp("suffix", "123", "code128", {"zh": "后缀", "en": "suffix"}, "manual"),)
    assert (mine.line.baud, mine.line.accepted, mine.line.warm_up) == (115200, b"B", 0.5)
    (scan,) = mine.make_driver({"terminator": "LF"}).feed("集装箱\n".encode("gb18030"))
    assert (scan.text, scan.encoding) == ("集装箱", "gb18030")


def test_a_described_protocol_is_a_profile_too(tmp_path):
    text = profiles.located("serial-lock-reader").read_text(encoding="utf-8")
    (tmp_path / "gate.toml").write_text(text, encoding="utf-8")
    found = profiles.profile("gate", tmp_path)
    assert (found.kind, found.make_driver().name) == ("lock", "generic")
    (tmp_path / "gate.toml").write_text(text.replace("0003", "0004"), encoding="utf-8")
    with pytest.raises(DeviceTrouble) as wrong:
        profiles.profile("gate", tmp_path)
    assert (wrong.value.values["file"], wrong.value.values["reason"].split(",")[0]) == ("gate.toml", "the sample gives 0 frames")


@pytest.mark.parametrize("name", ["../devices", "no-such", ""])
def test_unknown_profile(name):
    with pytest.raises(DeviceTrouble, match="profile-unknown"):
        profiles.profile(name)


CODES = {
    "datalogic-scanner": {"aim-on": "\u00f3$P,CAIEN01,P\r"},
    "opticon-scanner": {"aim-on": "@MENU_OPTO@ZZ@RY@$1@ZZ@OTPO_UNEM@", "suffix-cr": "@MENU_OPTO@ZZ@RZ@1M@ZZ@OTPO_UNEM@"},
}


def test_only_codes_that_a_source_confirms_are_shown_and_the_others_name_a_page():
    good = profiles.shelf().good
    assert {name: {each.name: each.text for each in one.setup} for name, one in good.items() if one.setup} == CODES
    pages = {name: {each.name for each in one.manual} for name, one in good.items() if one.manual}
    assert pages == {"zebra-line": {"aim-on", "suffix-cr"}, "honeywell-scanner": {"aim-on", "suffix-cr"}, "newland-scanner": {"aim-on"}}
    for one in good.values():
        assert {each.name for each in (*one.setup, *one.manual)} <= set(SETUPS)
        assert not {each.name for each in one.setup} & {each.name for each in one.manual}
        assert all(each.source for each in (*one.setup, *one.manual))


@pytest.mark.parametrize(("name", "said"), [("datalogic-scanner", "F9"), ("zebra-line", "13-3"), ("newland-scanner", "@AIDENA1"), ("serial-scanner", "manual")])
def test_the_doctor_says_where_the_code_is(name, said):
    row = as_rows(Finding("find-aim-off", setup="aim-on"), "en", "port", profiles.profile(name))
    assert said in row["words"]
    assert bool(row["setup_code"]) == (name == "datalogic-scanner")
    assert (row["manual_page"] is not None) == (name in ("zebra-line", "newland-scanner"))
