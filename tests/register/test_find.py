"""Finding: two-character names, pinyin, initials, rare characters, parts of numbers; persons masked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from register_parts import BOX, PAPERS, USCC

from workstation.register import find, pinyin, schema
from workstation.words import catalogue


@pytest.fixture
def register(station, rows):
    station.load(station.pack(rows))
    register = station.register()
    yield register
    register.close()


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("张伟", ["P1", "P3"]),
        ("伟强", ["P3"]),
        ("张", ["P1", "P3"]),
        ("李䶮", ["P2"]),
        ("䶮", ["P2"]),
        ("𠮷", ["P4"]),
        ("𠮷𰻝", ["P4"]),
        ("𰻝", ["P4"]),
        ("zw", ["P1", "P3"]),
        ("zwq", ["P3"]),
        ("ZHANG wei", ["P1", "P3"]),
        ("zhangwei", ["P1", "P3"]),
        ("zhangw", ["P1", "P3"]),
        ("liy", ["P2"]),
        ("恒达", [USCC]),
        ("hengda", []),
        ("heng da", [USCC]),
        ("hkhd", [USCC]),
        ("琼A12345", ["琼A12345"]),
        ("琼A·12345", ["琼A12345"]),
        ("琼a123", ["琼A12345"]),
        ("345", ["琼A12345", "HN1234567", USCC]),
        ("12", []),
        ("hn 123-4567", ["HN1234567"]),
        ("0383", [BOX]),
        (PAPERS, [PAPERS]),
        (PAPERS[8:], [PAPERS]),
        ("", []),
        ("  ", []),
        ('"*(:^', []),
        ("NEAR(", []),
        ("王", []),
    ],
)
def test_what_is_found(register, words, values):
    found = [each.value for each in register.find(words)]
    if values and values[0] == "琼A12345" and len(values) > 1:
        assert set(found) <= set(values)
        assert found
    else:
        assert found == values


def test_persons_are_masked_and_others_say_what_they_are(register):
    found = {each.value: each for each in (*register.find("张伟"), *register.find(USCC), *register.find("琼A123"))}
    assert (found["P1"].kind, found["P1"].words) == ("person", "张* 1990")
    assert found["P3"].words == "张** 1971"
    assert (found[USCC].kind, found[USCC].words) == ("uscc", "海口恒达国际物流有限公司")
    assert (found["琼A12345"].kind, found["琼A12345"].words) == ("plate", "truck")


def test_an_equal_name_comes_before_longer_ones_and_twenty_are_enough(station):
    longer = [{"id": f"P{place:04d}", "name": "张伟强"} for place in range(100)]
    station.load(station.pack({"person": [*longer, {"id": "P9999", "name": "张伟"}]}))
    register = station.register()
    found = register.find("张伟")
    assert (len(found), found[0].value) == (20, "P9999")
    assert register.find("zw")[0].value == "P9999"
    assert len(register.find("张伟", 3)) == 3


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=80))
def test_anything_may_be_looked_for(words):
    for query in find._name_queries(words):
        assert query.count('"') == 2
    assert isinstance(find.spaced(words), str)
    pinyin.of_person(words)
    pinyin.of_words(words)


def test_any_words_get_an_answer(register):
    for words in ("a" * 5000, "\x00", "张\x00伟", "' OR 1=1 --", "％＿", "\u202e张伟", "1" * 100, "z" * 61, "\ud800", "1\ud800", "𠮷" * 70):
        assert len(register.find(words)) <= 20


def test_surnames_are_read_as_surnames():
    assert pinyin.of_person("单雄信") == ("shan xiong xin", "sxx")
    assert pinyin.of_person("尉迟恭") == ("yu chi gong", "ycg")
    assert pinyin.of_person("阿卜杜拉·买买提")[1] == "abdlmmt"
    assert pinyin.of_person("MARIA 张") == ("maria zhang", "mz")
    assert pinyin.of_words("重庆银行")[0] == "chong qing yin hang"


def test_two_characters_find_the_numbers_that_begin_so(register):
    plates = [found.value for found in register.find("琼A") if found.kind == "plate"]
    assert plates
    assert all(plate.startswith("琼A") for plate in plates)
    assert [found for found in register.find("琼Z") if found.kind == "plate"] == []


def test_every_table_that_is_found_by_says_what_it_is(station, rows):
    told = {
        "ship_call": [{"call": "VCCNHXG20260001", "imo": "9074729", "name": "海口", "port": "CNHXG", "arrives": "2026-11-21T10:00:00Z"}],
        "parcel": [{"number": "YT7700112233", "state": "released", "goods": "面霜"}],
    }
    station.load(station.pack(rows | told))
    register = station.register()
    assert [(each.kind, each.value, each.words) for each in register.find("VCCNHXG2026")] == [("ship_call", "VCCNHXG20260001", "海口 CNHXG")]
    assert [(each.kind, each.words) for each in register.find("YT7700112233")] == [("parcel", "面霜 released")]
    register.close()
    assert {name for name, table in schema.tables().items() if table.find} == set(find._TELLING)
    assert all(f"kind.{find._KINDS[sort]}" in catalogue() for sort in find._KINDS)


def test_whole_names_are_found_in_words_and_nothing_else(station, rows):
    names = {"N1": "欧阳锋雷", "N2": "李安", "N3": "JOHN SMITH", "N4": "买买提·吐尔逊", "N5": "Suharto", "N6": "𠮷野", "N7": "连山"}
    station.load(station.pack(rows | {"person": [*rows["person"], *({"id": name, "name": words} for name, words in names.items())]}))
    register = station.register()
    wanted = {
        "旅客张伟强可疑": {"P1", "P3"}, "张 伟 要水": {"P1"}, "欧阳来过": set(), "欧 阳锋雷": {"N1"}, "saw Ouyang Fenglei": {"N1"}, "OuyangFenglei?": {"N1"}, "li an asks": {"N2"}, "an Italian, lian": set(),
        "行李安全": {"N2"}, "Mr. John-Smith": {"N3"}, "smith": set(), "买买提吐尔逊": {"N4"}, "suharto": {"N5"}, "见𠮷野": {"N6"}, "": set(), '"OR) NEAR(*': set(), "琼A12345 MSKU0383250": set(),
    }
    assert {text: set(register.named(text)) for text in wanted} == wanted
    register.close()
