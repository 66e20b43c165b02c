"""Finding by name, pinyin, initials, or part of a plate or number: the search indexes of a register, and what they answer."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import resources
from workstation import codes
from workstation.register import schema
from workstation.register.schema import Table
from workstation.words import say

ENDS = {
    "plate": ("truck", "tractor", "trailer"),
    "declaration": ("declared", "released", "amending", "cancelled"),
    "release-list": ("filed", "used", "withdrawn", "suspended"),
    "instruction": ("hold", "manual", "machine"),
}
"""Kind of what is found -> the words of the register's closed lists that its line ends in."""
SHORTEST_PART = 3
LONGEST = 60

_WORD = re.compile("[0-9a-z]+|[^\\W_]")
_KNOWN = (range(0x3400, 0x4DB6), range(0x4E00, 0x9FCD))
_COMMON = re.compile("[\u3400-\u4db5\u4e00-\u9fcc]{2,}")
_SYLLABLES = re.compile("[a-z]+(?: [a-z]+)+", re.ASCII)
_PART = re.compile(r"[^\W_]+")
_DIGIT = re.compile("[0-9]")


@dataclass(frozen=True)
class Found:
    """One answer: `kind` is a kind of code or `person`, `value` the code or register id, `words` what people read (a person masked)."""

    kind: str
    value: str
    words: str


def spaced(text: str) -> str:
    """A name as words for the index: every Chinese character one word, then the whole as one, so that an equal name is found before longer ones."""
    # Two quick ways for what nearly every name is: common characters only, or pinyin as the pack builder writes it.
    if _COMMON.fullmatch(text):
        return f"{' '.join(text)} {text}"
    if _SYLLABLES.fullmatch(text):
        return f"{text} {text.replace(' ', '')}"
    words = _words(text)
    return " ".join(words if len(words) < 2 else [*words, "".join(words)])


def masked(name: str) -> str:
    """A person's name as it is shown unasked: the first character, then stars."""
    return name[:1] + "*" * min(len(name) - 1, 3)


def create(connection: Any) -> None:
    """The empty search indexes: names by words and sound, numbers by three characters."""
    connection.execute("CREATE TABLE named (id INTEGER PRIMARY KEY, sort TEXT NOT NULL, value TEXT NOT NULL)")
    connection.execute("CREATE TABLE numbered (id INTEGER PRIMARY KEY, sort TEXT NOT NULL, value TEXT NOT NULL)")
    options = "content='', contentless_delete=1"
    connection.execute(f"CREATE VIRTUAL TABLE names USING fts5(words, pinyin, initials, {options}, tokenize='unicode61', prefix='1 2')")
    connection.execute(f"CREATE VIRTUAL TABLE numbers USING fts5(part, {options}, tokenize='trigram', detail='none')")


def build(connection: Any) -> None:
    """Fill the search indexes from the loaded tables, then index them by value for later deltas."""
    connection.create_function("spaced", 1, spaced, deterministic=True)
    for index in ("names", "numbers"):
        connection.execute(f"INSERT INTO {index}({index}, rank) VALUES ('hashsize', 67108864)")
    for table in schema.tables().values():
        if "words" in table.find:
            _build_names(connection, table)
        if "part" in table.find:
            _build_numbers(connection, table)
    for rows in ("named", "numbered"):
        connection.execute(f"CREATE UNIQUE INDEX {rows}_value ON {rows} (value, sort)")


def replace(connection: Any, table: Table, values: Sequence[str]) -> None:
    """Bring the search indexes up to date for changed or removed rows of one table, given by the head of their key."""
    connection.create_function("spaced", 1, spaced, deterministic=True)
    key = table.key[0]
    for rows, index, wanted in (("named", "names", "words"), ("numbered", "numbers", "part")):
        if wanted not in table.find:
            continue
        for value in dict.fromkeys(values):
            old = connection.execute(f"SELECT id FROM {rows} WHERE value = ? AND sort = ?", (value, table.name)).fetchone()
            stands = connection.execute(f'SELECT 1 FROM "{table.name}" WHERE "{key}" = ? LIMIT 1', (value,)).fetchone()
            if old is not None:
                connection.execute(f"DELETE FROM {index} WHERE rowid = ?", old)
            if stands is None:
                connection.execute(f"DELETE FROM {rows} WHERE value = ? AND sort = ?", (value, table.name))
                continue
            if old is None:
                old = (connection.execute(f"INSERT INTO {rows} (sort, value) VALUES (?, ?)", (table.name, value)).lastrowid,)
            connection.execute(f"{_fill(table, wanted)} AND r.id = ?", old)


def search(connection: Any, words: str, limit: int = 20) -> list[Found]:
    """At most `limit` answers: the equal number first, then equal names, then parts."""
    whole = words[: LONGEST * 2].encode("utf-8", "ignore").decode("utf-8")
    text = unicodedata.normalize("NFKC", whole)[:LONGEST].strip()
    found: dict[tuple[str, str], Found] = {}
    for sort, value, told in _hits(connection, text, limit):
        if (sort, value) not in found:
            found[sort, value] = Found(_KINDS[sort], value, _line(sort, told or ""))
        if len(found) == limit:
            break
    return list(found.values())


def within(connection: Any, text: str) -> list[str]:
    """Register ids of the persons whose whole name, or its pinyin, stands in a text: the same characters or words in a row, spaces and points aside. `ordinary` words are no names."""
    several, single = _names_in(codes.seen(text))
    found: dict[str, None] = {}
    for columns, asked in (("{words pinyin}", several), ("words", single)):
        for first in range(0, len(asked), _ASKED):
            part = dict(list(asked.items())[first : first + _ASKED])
            rows = connection.execute(_NAMED, (f"{columns} : ({' OR '.join(part.values())})",))
            found |= dict.fromkeys(name for name, *told in rows if part.keys() & {"".join(_words(each)) for each in told})
    return list(found)


@cache
def ordinary() -> frozenset[str]:
    """Words that are meant as the word although somebody may be called so (`ordinary.toml`): Chinese ones, and English ones in small letters as they are written."""
    return frozenset(_table()["zh"]) | frozenset(_table()["en"])


def document_words() -> list[str]:
    """Words after which figures are the number of somebody's document (`ordinary.toml`)."""
    return _table()["documents"]


@cache
def _table() -> dict[str, list[str]]:
    told = tomllib.loads((resources.folder / "tables" / "ordinary.toml").read_text(encoding="utf-8"))
    return {name: told[name] for name in ("zh", "en", "documents")}


def _names_in(text: str) -> tuple[dict[str, str], dict[str, str]]:
    """Everything in a text that could be a whole name -> how the index is asked for it: two to twelve Chinese characters in a row, two to five words of letters; and single words."""
    several: dict[str, str] = {}
    told = {*_HAN.findall(text)}
    for run, most in (*((run, 12) for run in told), *((run, 5) for run in {*_LATIN.findall(text)})):
        words = _words(run)
        cut = {place for place in range(1, len(words)) if words[place - 1] + words[place] in ordinary()}
        for size in range(2, min(most, len(words)) + 1):
            for start in range(len(words) - size + 1):
                part = words[start : start + size]
                whole, apart = "".join(part), " ".join(part)
                # 于海 in 属于海关 ends two words and is none.
                if {start, start + size} <= cut or (whole if run in told else apart) in ordinary():
                    continue
                # Put together they may be a syllable of thousands of names (li an, lian): there they stand apart as well.
                several[whole] = f'"{whole}"' if len(whole) > _SYLLABLE or not whole.isascii() else f'("{whole}" AND "{apart}")'
    alone = [word for run in _LATIN.findall(text) for word in _words(run) if word not in ordinary()]
    return several | {word: f'"{word}"' for word in alone if len(word) > _SYLLABLE}, {word: f'"{word}"' for word in alone if _ALONE <= len(word) <= _SYLLABLE}


def _hits(connection: Any, text: str, limit: int) -> Iterator[tuple[str, str, str]]:
    compact = "".join(_PART.findall(text)).upper()
    if _DIGIT.search(compact):
        yield from connection.execute(f"SELECT r.sort, r.value, {_TOLD} FROM numbered r WHERE r.value IN (?, ?)", (compact, text.upper()))
    for query in _name_queries(text):
        yield from connection.execute(
            f"SELECT r.sort, r.value, {_TOLD} FROM names f CROSS JOIN named r ON r.id = f.rowid WHERE names MATCH ? LIMIT ?", (query, limit)
        )
    if len(compact) >= SHORTEST_PART:
        parts = " AND ".join(f'"{compact[place : place + 3]}"' for place in range(len(compact) - 2))
        yield from connection.execute(
            f"SELECT r.sort, r.value, {_TOLD} FROM numbers f CROSS JOIN numbered r ON r.id = f.rowid"
            " WHERE numbers MATCH ? AND instr(replace(r.value, '-', ''), ?) LIMIT ?",
            (parts, compact, limit),
        )
    elif len(compact) == SHORTEST_PART - 1:
        # Too short for the index of parts: numbers that begin so (琼A).
        after = compact[:-1] + chr(ord(compact[-1]) + 1)
        yield from connection.execute(f"SELECT r.sort, r.value, {_TOLD} FROM numbered r WHERE r.value >= ? AND r.value < ? LIMIT ?", (compact, after, limit))


def _name_queries(text: str) -> Iterator[str]:
    words = _words(text)
    if not words:
        return
    columns = "{words pinyin initials}" if text.isascii() else "words"
    yield f'{columns} : "{"".join(words)}"'
    # The last word may be half typed; a Chinese character never is, and its prefix would be all names beginning so.
    yield f'{columns} : "{" ".join(words)}"' + (" *" if words[-1].isascii() else "")


def _build_names(connection: Any, table: Table) -> None:
    key, words = table.key[0], table.find["words"]
    connection.execute(f"INSERT INTO named (sort, value) SELECT ?, \"{key}\" FROM \"{table.name}\" WHERE \"{words}\" != ''", (table.name,))
    connection.execute(_fill(table, "words"))


def _build_numbers(connection: Any, table: Table) -> None:
    part = table.find["part"]
    connection.execute(f'INSERT INTO numbered (sort, value) SELECT DISTINCT ?, "{part}" FROM "{table.name}"', (table.name,))
    connection.execute(_fill(table, "part"))


def _fill(table: Table, wanted: str) -> str:
    if wanted == "part":
        return f"INSERT INTO numbers (rowid, part) SELECT r.id, replace(r.value, '-', '') FROM numbered r WHERE r.sort = '{table.name}'"
    names = [f't."{table.find[each]}"' if each in table.find else "''" for each in ("words", "pinyin", "initials")]
    return (
        f"INSERT INTO names (rowid, words, pinyin, initials) SELECT r.id, spaced({names[0]}), spaced({names[1]}), {names[2]}"
        f' FROM named r CROSS JOIN "{table.name}" t ON t."{table.key[0]}" = r.value WHERE r.sort = \'{table.name}\''
    )


def _words(text: str) -> list[str]:
    return [_indexable(word) for word in _WORD.findall(unicodedata.normalize("NFKC", text or "").lower())]


def _indexable(word: str) -> str:
    # The tokenizer knows the characters of Unicode 6.1 only: a newer one (𰻝) would split the name, so its code point stands for it.
    point = ord(word[0])
    if len(word) > 1 or point < 0x80 or any(point in known for known in _KNOWN):
        return word
    return f"u{point:x}"


def said(found: Found, lang: str) -> str:
    """The words of an answer, with the register's own word at its end (truck, released, hold) in a language."""
    head, _, last = found.words.rpartition(" ")
    return f"{head} {say(f'found.{last}', lang)}".strip() if last in ENDS.get(found.kind, ()) else found.words


def _line(sort: str, told: str) -> str:
    first, _, rest = told.partition(_BETWEEN)
    if sort == "person":
        return f"{masked(first)} {rest[:4]}".strip()
    return f"{first} {rest}".strip()


_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]+(?:[·• ]*[\u3400-\u9fff\U00020000-\U0003ffff]+)*")
_LATIN = re.compile(r"(?<![\dA-Za-z\u00c0-\u04ff])[A-Za-z\u00c0-\u04ff]+(?:[ '·-]+[A-Za-z\u00c0-\u04ff]+)*(?![\dA-Za-z\u00c0-\u04ff])")
_ASKED = 100
_ALONE, _SYLLABLE = 4, 6
"""Letters of a name of one word at least, and of the longest syllable of pinyin (zhuang)."""
_NAMED = "SELECT t.id, t.name, coalesce(t.pinyin, '') FROM names f CROSS JOIN named r ON r.id = f.rowid CROSS JOIN person t ON t.id = r.value WHERE names MATCH ? AND r.sort = 'person' LIMIT 10000"
_BETWEEN = "\x1f"
_TELLING: dict[str, tuple[str, ...]] = {
    "person": ("name", "birth"),
    "enterprise": ("name",),
    "consignment": ("goods", "state"),
    "release_list": ("goods", "state"),
    "vehicle": ("sort",),
    "container": ("papers",),
    "seal": ("container",),
    "booking": ("plate",),
    "instruction": ("target", "channel"),
    "parcel": ("goods", "state"),
    "ship_call": ("name", "port"),
}
"""Table with `find` -> what is told of its rows; every one of them stands here."""


def _telling(sort: str) -> str:
    texts = " || char(31) || ".join(f"coalesce(t.\"{name}\", '')" for name in _TELLING[sort])
    return f"WHEN '{sort}' THEN (SELECT {texts} FROM \"{sort}\" t WHERE t.\"{schema.tables()[sort].key[0]}\" = r.value LIMIT 1)"


_TOLD = f"CASE r.sort {' '.join(map(_telling, _TELLING))} END"
_KINDS = {sort: schema.tables()[sort].kind for sort in _TELLING}
