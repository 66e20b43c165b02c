"""Form files: ours read whole; a broken one is refused with file, place and reason."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import resources
from workstation.inspection import forms, lists, shape
from workstation.words import Refused, catalogue, say

FILES = sorted((resources.folder / "forms").glob("*.toml"))
GOOD = (resources.folder / "forms" / "container-open.toml").read_text(encoding="utf-8")


def test_the_four_forms_are_there():
    assert {"container-open", "machine-image", "appearance", "liquid-meter"} <= set(forms.all())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_form_file_reads(path):
    form = forms.read(path)
    assert form.id == path.stem
    assert form.source
    assert form.officers == 2
    for field in form.fields:
        assert field.zh
        assert field.en
    assert forms.find(form.id, form.version) == form


def test_every_list_says_its_source():
    for name, entries in lists.ours().told.items():
        assert entries, name
        assert len({each.id for each in entries}) == len(entries)
        for each in entries:
            assert each.source
            # What is remembered only is marked so, and nothing of that is called verified.
            assert each.verified == each.source.startswith("F") or not each.verified
    assert lists.ours().releases("release")
    assert not lists.ours().releases("detain")
    assert not lists.ours().releases("no such")


BROKEN = [
    ('field = "opened-boxes"\nof = "found-pieces"\nzh', 'field = "opened-boxes"\nzh', "check opened-of-found", "needs min or of"),
    ('of = "found-pieces"\nmin', 'of = "method"\nmin', "check opened-at-all", "no field with a number"),
    ('is = ["thorough", "sampling"]', 'is = ["thorough", "glance"]', "check opened-at-all when", "none of"),
    ('id = "container-open"\n', "", "form id", "missing"),
    ('id = "container-open"\n', 'id = "Container Open"\n', "id", "no id"),
    ('version = "1"', "version = 1", "form version", "must be text"),
    ('valid_from = "2025-12-18"', 'valid_from = "2025-13-18"', "valid_from", "no day"),
    ("officers = 2", "officers = 0", "signatures.officers", "1 to 4"),
    ("officers = 2", "officers = true", "signatures officers", "must be an integer"),
    ('party = "optional"', 'party = "maybe"', "signatures.party", "none of"),
    ('zh = "人工开箱查验"', 'zh = " "', "zh", "empty"),
    ('zh = "人工开箱查验"', 'zh = "人工开箱查验"\ncolour = "red"', "form colour", "unknown name"),
    ('id = "method"\ntype = "choice"', 'id = "method"\ntype = "menu"', "field method type", "none of"),
    ('id = "method"\ntype = "choice"\nlist = "method"', 'id = "method"\ntype = "choice"', "field method", "either choices or list"),
    ('list = "method"', 'list = "methods"', "field method list", "none of"),
    ('id = "damage"', 'id = "sampled"', "field sampled", "twice"),
    ('{ field = "damage", is = ["yes"] }', '{ field = "damages", is = ["yes"] }', "field damage-cause when", "no other field"),
    ('{ field = "damage", is = ["yes"] }', '{ field = "damage", is = ["ja"] }', "field damage-cause when", "none of"),
    ('{ field = "damage", is = ["yes"] }', '{ field = "place", is = ["yes"] }', "field damage-cause when", "no list of answers"),
    ('{ field = "damage", is = ["yes"] }', '{ field = "damage", is = [] }', "field damage-cause when", "list texts"),
    ('min = "0"\nmax = "200000"', 'min = "9"\nmax = "2"', "field gross-weight", "min is above max"),
    ('max = "200000"', "max = 200000.0", "field gross-weight max", "must be text"),
    ('max = "200000"', 'max = "1e9999"', "field gross-weight max", "no decimal"),
    ('pattern = "[A-Za-z0-9][A-Za-z0-9 ,;/-]{0,99}"', 'pattern = "["', "field sample-number pattern", "unterminated"),
    ('prefill = "consignment.pieces"', 'prefill = "pieces"', "field declared-pieces prefill", "a fact like"),
    ('fill = "applied"', 'fill = "put on"', "field new-seal fill", "none of"),
    ('id = "place"\n', 'id = "place"\nmany = true\n', "field place many", "only for"),
    ('id = "conclusion"', 'id = "concluded"', "field anomaly when", "no other field"),
    ('id = "disposal"', 'id = "disposed"', "field disposal", "must be asked"),
    ('list = "disposal"', 'list = "method"', "field disposal", "must be asked"),
    ('id = "party-signature"', 'id = "party-signs"', "field refusal-reason when", "no other field"),
    ('id = "party"\n', 'id = "people"\n', "field party", "must be asked"),
    ('take = "found-pieces"', 'take = "method"', "computed pieces", "no field with a number"),
    ('percent = "0"', 'percent = "-1"', "computed pieces", "below 0"),
    ("[signatures]", "[signatures", "file", "Expected"),
]


@pytest.mark.parametrize(("old", "new", "place", "reason"), BROKEN, ids=[f"{place}: {reason}" for _, _, place, reason in BROKEN])
def test_a_broken_form_is_refused_with_file_place_and_reason(tmp_path, old, new, place, reason):
    assert old in GOOD
    path = tmp_path / "broken.toml"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        forms.all(tmp_path)
    assert refused.value.key == "form-wrong"
    assert refused.value.values["file"] == "broken.toml"
    assert refused.value.values["field"] == place
    assert reason in str(refused.value.values["reason"])
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a = " + b"[" * 5000, b"a = " + b"9" * 5000, b"", b"\x00", b"x" * (forms.LARGEST + 1)])
def test_what_is_no_form_at_all_is_refused(tmp_path, content):
    path = tmp_path / "strange.toml"
    path.write_bytes(content)
    with pytest.raises(Refused, match="form-wrong"):
        forms.read(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(Refused, match="No such file"):
        forms.read(tmp_path / "none.toml")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_value_in_a_form_file_is_read_or_refused(data):
    whole = tomllib.loads(GOOD)
    table, keys = whole, []
    while isinstance(table, (dict, list)) and table:
        if isinstance(table, dict):
            keys.append((table, data.draw(st.sampled_from(sorted(table)))))
        else:
            keys.append((table, data.draw(st.integers(0, len(table) - 1))))
        table = keys[-1][0][keys[-1][1]]
    holder, name = data.draw(st.sampled_from(keys))
    holder[name] = data.draw(st.sampled_from([None, "", "x", 0, -1, 1.5, True, [], {}, [1], [{}], {"id": "x"}]))
    assert _shaped(whole)


def _shaped(whole):
    """Read, or refused with a place and a reason; anything else raised is a bug."""
    try:
        return shape.form(whole, lists.ours()).id
    except shape.Wrong as wrong:
        return wrong.place and wrong.reason


def test_the_newest_valid_version_is_taken_and_the_old_one_is_still_found(tmp_path):
    newer = GOOD.replace('version = "1"', 'version = "2"').replace('valid_from = "2025-12-18"', 'valid_from = "2027-01-01"')
    (tmp_path / "container-open-2.toml").write_text(newer, encoding="utf-8")
    assert forms.all(tmp_path, on="2026-11-21")["container-open"].version == "1"
    assert forms.all(tmp_path, on="2027-01-01")["container-open"].version == "2"
    assert forms.find("container-open", "1", tmp_path).version == "1"
    with pytest.raises(Refused, match="form-unknown"):
        forms.find("container-open", "2")


def test_the_same_version_twice_is_refused(tmp_path):
    (tmp_path / "again.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(Refused, match="there twice"):
        forms.all(tmp_path)


def test_all_words_are_there_in_both_languages():
    folder = Path(forms.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    keys = set(re.findall(r'(?:Refused|Trouble)\(\s*"([a-z-]+)"', source)) | {"inspection-closed", "inspection-not-here", "evidence-damaged"}
    for key in keys:
        words = catalogue()[key]
        assert set(re.findall(r"{\w+}", words["zh"])) == set(re.findall(r"{\w+}", words["en"])), key
        assert say(key, "zh") != key
