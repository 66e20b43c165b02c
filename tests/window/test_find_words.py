"""Find says the register's closed words in the language of the window, and leaves everything else as it was told."""

import pytest

from ui.window.find import Find
from ui.window.theme import DARK, LIGHT, Look
from workstation.register import schema
from workstation.register.find import ENDS, Found
from workstation.words import catalogue

CASES = [
    ("plate", "truck", "货车", "truck"), ("plate", "tractor", "牵引车", "tractor"), ("declaration", "咖啡豆 released", "咖啡豆 已放行", "咖啡豆 released"),
    ("release-list", "filed", "可用", "may be used"), ("instruction", "琼A12345 hold", "琼A12345 暂不放行", "琼A12345 hold"),
    ("uscc", "hold", "hold", "hold"), ("plate", "", "", ""), ("declaration", "咖啡豆 truck", "咖啡豆 truck", "咖啡豆 truck"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "words", "zh", "en"), CASES)
def test_what_was_found_speaks_the_language_of_the_window(qtbot, kind, words, zh, en):
    find = Find()
    qtbot.addWidget(find)
    find.dress(Look(LIGHT, "zh"))
    find.edit.setText("x")
    find.show_found("x", [Found(kind, "V1", words)])
    for look, wanted in ((Look(LIGHT, "zh"), zh), (Look(DARK, "en"), en)):
        # What stands there already follows the language too.
        find.dress(look)
        assert find.list.item(0).text() == f"{look.say(f'kind.{kind}')}    V1    {wanted}"


def test_every_word_a_line_can_end_in_has_its_words():
    tables = schema.tables()
    told = {"plate": ("vehicle", "sort"), "declaration": ("consignment", "state"), "release-list": ("release_list", "state"), "instruction": ("instruction", "channel")}
    for kind, (table, name) in told.items():
        known = next(field for field in tables[table].fields if field.name == name).one_of
        assert set(ENDS[kind]) == set(known)
        assert all(f"found.{word}" in catalogue() for word in known)
