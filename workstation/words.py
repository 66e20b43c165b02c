"""Keys inside, words at the edge: refusals and troubles carry a key; this is the one place where keys become words."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

import resources

LANGUAGES = ("zh", "en")


class Refused(Exception):  # noqa: N818 - a refusal is an answer to the officer, not an error of the program
    """The officer asked for something that is not allowed or not possible; `key` says which, `values` fill its words."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = {name: covered(value) if isinstance(value, str) else value for name, value in values.items()}

    def __str__(self) -> str:
        return f"{self.key}: {say(self.key, 'en', **self.values)}"


_CARD = re.compile(r"(?<![0-9])[1-9](?:[ -]?[0-9]){5}[ -]?(?:19|20)(?:[ -]?[0-9]){9}[ -]?[0-9Xx](?![0-9])", re.ASCII)
"""An identity card, or a card of its form: area, day of birth, order, check (GB 11643); grouped or not."""


def covered(text: str) -> str:
    """A text with every identity card in it masked but its last four, where the check digit holds: what is refused is told on screens and in pipes."""
    return _CARD.sub(_covered, text)


_PASSPORT = re.compile(r"(?<![0-9A-Z])[A-Z]{1,2}[0-9]{6,9}(?![0-9A-Z])", re.ASCII | re.IGNORECASE)
"""The form of ordinary passports and permits, which have no check digit of their own (ICAO Doc 9303-3); many seals and bookings have it too."""


def guarded(text: str) -> str:
    """The same, and everything that has the form of a passport: for a text that is told before any register can be asked whose number it is."""
    return _PASSPORT.sub(lambda found: "*" * (len(found[0]) - 4) + found[0][-4:], covered(text))


def _covered(found: re.Match[str]) -> str:
    from stdnum.iso7064 import mod_11_2

    plain = re.sub("[ -]", "", found[0]).upper()
    return "*" * (len(plain) - 4) + plain[-4:] if mod_11_2.is_valid(plain) else found[0]


class Trouble(Refused):
    """A device, disk or hub does not do its part; shown as a lamp with words, never as a lost scan."""


class Choices:
    """Keys of which one is to be given, as a value of a refusal: a script needs the key and a person the word, so `key (words)` each.

    `start`: how the keys of their words begin; `told`: words of their own, `{key: {"zh", "en"}}`.
    """

    def __init__(self, keys: Iterable[str], start: str = "", told: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self.keys, self.start, self.told = tuple(keys), start, told or {}

    def __str__(self) -> str:
        return ", ".join(self.keys)

    def said(self, lang: str) -> str:
        """In a language; a key without words, or whose words are the key again, stands alone."""
        form, between = ("{key}({words})", "、") if lang == "zh" else ("{key} ({words})", ", ")
        return between.join(form.format(key=key, words=words) if (words := self._words(key, lang)) and words.casefold() != key.replace("-", " ") else key for key in self.keys)

    def _words(self, key: str, lang: str) -> str:
        if key in self.told:
            return self.told[key].get(lang, "")
        return say(self.start + key, lang) if self.start and knows(self.start + key) else ""


def shapes(*names: str) -> Choices:
    """What a field may be: `text`, `number`, `yes` …"""
    return Choices(names, "shape.")


KEYED = {"act": "act.", "field": "named.", "channel": "channel.", "role": "role.", "quota": "quota.", "mode": "mode.", "stands": "guarantee.", "things": "thing.", "stop": "stop.", "why": "", "direction": "account.direction.", "limited": "category.", "closing": "call.code.", "closings": "call.code.", "proofs": "call.takes.", "stays": "stay.", "awaited": "part.", "part": "part.", "kind": "kind.", "pressed_for": "front.was.", "there_now": "front."}
"""Values that are themselves the last part of a key, `act.release`, and how such keys begin: said in words wherever there are any; several stand behind `, `."""
_edition = 0
_learned: dict[str, dict[str, str]] = {}
"""Words that came with the rules in force; they stand over the catalogue's."""


def learn(found: dict[str, dict[str, str]]) -> None:
    """Take the words of the rules in force instead of those before."""
    global _learned, _edition  # noqa: PLW0603 - words are the one place where keys become words, for every thread
    _edition += found != _learned
    _learned = found


def edition() -> int:
    """Goes up when the rules bring other words: what was painted with those before is painted anew."""
    return _edition


def knows(key: str) -> bool:
    """Whether there are words for a key."""
    return key in _learned or key in catalogue()


def value_key(fact: str, value: str) -> str:
    """The key of the words of a fact's value: its own where the same value of another fact means something else, '' where there are none."""
    return next((key for key in (f"value.{fact}.{value}", f"value.{value}") if knows(key)), "")


_LINE = re.compile(r'^(?:"([^"\\\n]+)"|([\w-]+)) = \{ zh = "([^"\\\n]*)", en = "([^"\\\n]*)" \}$', re.MULTILINE)
_MEANT = re.compile(r"^[^#\s]", re.MULTILINE)


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Every key with its words: `{key: {"zh": …, "en": …}}`, merged from `resources/locale/*.toml` (keys are unique across files)."""
    merged: dict[str, dict[str, str]] = {}
    for path in sorted((resources.folder / "locale").glob("*.toml")):
        merged.update(read_words(path.read_text(encoding="utf-8")))
    return merged


def read_words(text: str) -> dict[str, dict[str, str]]:
    """One file of words. The usual line is matched, which takes a tenth of the time of reading TOML; a file with any other line is read as TOML."""
    found = _LINE.findall(text)
    if len(found) == len(_MEANT.findall(text)):
        return {quoted or bare: {"zh": zh, "en": en} for quoted, bare, zh, en in found}
    import tomllib

    return tomllib.loads(text)


GIVEN = {"line-field": ("name",), "line-field-long": ("name",), "line-field-unknown": ("line", "known"), "act-field-missing": ("field",), "act-field-unknown": ("known",), "text-names-person": ("field",), "call-field-unknown": ("known",)}
"""Refusals, and which of their values are names of fields of a line: one, or several behind `, `; said as the key, which is typed, with its word."""


def say(key: str, lang: str = "zh", **values: object) -> str:
    """The words of a key in a language; a key without words is shown as itself, so nothing is ever silent."""
    words = (_learned.get(key) or catalogue().get(key, {})).get(lang, key)
    if key in PHRASED and lang != "en":
        values = {**values, "reason": phrase(str(values.get("reason", "")), lang)}
    for name in GIVEN.get(key, ()):
        values = {**values, name: Choices(str(values.get(name, "")).split(", "), "given.")}
    for name, value in values.items():
        words = words.replace("{" + name + "}", _filled(name, value, lang))
    return words


def _filled(name: str, value: object, lang: str) -> str:
    if isinstance(value, Choices):
        return value.said(lang)
    return _meant(KEYED[name], str(value), lang) if name in KEYED else str(value)


PHRASED = ("usage", "rule-wrong", "scorecard-wrong", "pack-label-wrong", "advice.silent")
"""Refusals whose `reason` is an English line with values in it: another language finds it by its form (`resources/locale/faults.toml`)."""
_PARTS = ("reason", "because", "told", "when")
"""Values of such a line that are such lines themselves."""


def phrase(line: str, lang: str) -> str:
    """A line that says what is wrong in a file, in another language; one of no known form stays as it is."""
    for form, key in _forms() if lang != "en" else ():
        if found := form.fullmatch(line):
            values = {name: phrase(value, lang) if name in _PARTS else value for name, value in found.groupdict().items()}
            return say(key, lang, **values)
    return line


@cache
def _forms() -> list[tuple[re.Pattern[str], str]]:
    """The English forms of `fault.` as patterns, those that say most themselves first."""
    told = {key: words["en"] for key, words in catalogue().items() if key.startswith("fault.")}
    plain = sorted(told, key=lambda key: -len(_PLACE.sub("", told[key])))
    # A place in braces becomes a group of that name; everything else is meant as it stands.
    return [(re.compile(re.sub(r"\\\{([a-z_]+)\\\}", r"(?P<\1>.*?)", re.escape(told[key])), re.DOTALL), key) for key in plain]


_PLACE = re.compile(r"\{[a-z_]+\}")
_CLAUSES = re.compile("[,:;\u00b7(\uff0c\uff1a\uff1b\uff08\u2260]")


def bare(key: str, lang: str = "zh") -> str:
    """What a key says of nothing in particular: its own bare words, else its first clause without a value, else its first clause with the values left out."""
    if f"bare.{key}" in catalogue():
        return say(f"bare.{key}", lang)
    if not _PLACE.search(say(key, lang)):
        return say(key, lang)
    clauses = [each.strip() for each in _CLAUSES.split(say(key, lang))]
    whole = next((each for each in clauses if each and not _PLACE.search(each)), "")
    return whole or " ".join(_PLACE.sub(" ", clauses[0]).split())


def tidy(text: str) -> str:
    """A line without the empty parts that values left between its middle dots."""
    return " · ".join(filter(None, (" ".join(part.split()) for part in text.split("·"))))


def _meant(start: str, value: str, lang: str) -> str:
    each = [say(start + key, lang) if knows(start + key) else key for key in value.split(", ")]
    return ("、" if lang == "zh" else ", ").join(each)
