"""Pinyin and initials of names, made once when a pack is built, because making them at import costs five times the insert."""

import unicodedata
from functools import lru_cache

_SURNAMES = {
    "单": "shan", "仇": "qiu", "解": "xie", "查": "zha", "朴": "piao", "盖": "ge", "区": "ou", "曾": "zeng", "任": "ren", "乐": "yue",
    "纪": "ji", "华": "hua", "尹": "yin", "宁": "ning", "翟": "zhai", "繁": "po", "折": "she", "黑": "he", "员": "yun", "隗": "wei",
    "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "澹台": "tan tai", "䶮": "yan", "冼": "xian", "覃": "qin", "符": "fu",
}
"""Characters that are read otherwise as a surname than elsewhere."""

_RARE = {"𠮷": "ji", "㛃": "jie", "𡐓": "kun", "𬱖": "di", "𬸚": "zhuo", "𫘝": "jue"}


def of_person(name: str) -> tuple[str, str]:
    """`(pinyin, initials)` of a person's name: surname readings first, then character by character (cached, a million names pass here)."""
    for length in (2, 1):
        surname = _SURNAMES.get(name[:length])
        if surname is not None and len(name) >= length:
            return _joined([*surname.split(), *_syllables(name[length:])])
    return _joined(_syllables(name))


def of_words(name: str) -> tuple[str, str]:
    """`(pinyin, initials)` of a firm's name, read as words (重庆 is chong qing)."""
    from pypinyin import lazy_pinyin

    return _joined([word for syllable in lazy_pinyin(name, errors=_unread) for word in syllable.lower().split()])


def _unread(text: str) -> str:
    return " ".join(_syllables(text))


def _syllables(text: str) -> list[str]:
    found: list[str] = []
    latin = ""
    for sign in unicodedata.normalize("NFKC", text):
        if sign.isascii() and sign.isalnum():
            latin += sign.lower()
            continue
        found += [latin] if latin else []
        latin = ""
        found += [_syllable(sign)] if sign.isalpha() else []
    return [*found, latin] if latin else found


@lru_cache(maxsize=65536)
def _syllable(sign: str) -> str:
    from pypinyin import lazy_pinyin

    return _RARE.get(sign) or str(lazy_pinyin(sign)[0]).lower()


def _joined(syllables: list[str]) -> tuple[str, str]:
    return " ".join(syllables), "".join(syllable[0] for syllable in syllables)
