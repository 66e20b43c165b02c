"""Which rules are in force: packs loaded as candidates, approved by a second person, and switched to by the clock, once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from workstation.journal import Draft, Event, Journal, Moved, View, Write, parse
from workstation.risk.book import Rulebook
from workstation.risk.days import day_of
from workstation.risk.pack import KIND, WORDS, Label
from workstation.risk.periods import Period
from workstation.risk.rules import book_of, rulebook
from workstation.words import Refused, learn, read_words

SWITCHED = "rules"
"""The subject of every switch, so that it is found without opening the journal."""

SCHEMA = """
CREATE TABLE rule_pack (
  station TEXT NOT NULL, seq INTEGER NOT NULL, version INTEGER NOT NULL, digest TEXT NOT NULL, book TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL,
  author TEXT NOT NULL, approver TEXT NOT NULL, importer TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (station, seq)) WITHOUT ROWID;
CREATE TABLE rule_approved (
  station TEXT NOT NULL, seq INTEGER NOT NULL, digest TEXT NOT NULL, officer TEXT NOT NULL, second TEXT NOT NULL, PRIMARY KEY (station, seq)) WITHOUT ROWID;
CREATE TABLE rule_switch (station TEXT NOT NULL, seq INTEGER NOT NULL, version INTEGER NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (station, seq)) WITHOUT ROWID;
"""


def fold(write: Write, event: Event) -> None:
    """Rule packs as they came, who approved them, and when the station switched; any order, any number of times."""
    body, place = event.body, (event.station, event.seq)
    if event.kind == "pack.loaded" and body["sort"] == KIND:
        row = (body["version"], body["digest"], body["book"], body["valid_from"], body.get("valid_to", ""), body["author"], body["approver"], event.officer, event.at)
        write.execute("INSERT OR IGNORE INTO rule_pack VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*place, *row))
    elif event.kind == "pack.approved":
        write.execute("INSERT OR IGNORE INTO rule_approved VALUES (?, ?, ?, ?, ?)", (*place, body["digest"], event.officer, body["cosigner"]))
    elif event.kind == "pack.switched":
        write.execute("INSERT OR IGNORE INTO rule_switch VALUES (?, ?, ?, ?)", (*place, body["version"], body["digest"]))


RULE_PACKS = View(
    name="rule-packs", version=1, schema=SCHEMA, fold=fold, tables=("rule_pack", "rule_approved", "rule_switch"),
    kinds=("pack.loaded", "pack.approved", "pack.switched"),
)  # fmt: skip


@dataclass(frozen=True)
class Known:
    """A rule pack of this station. `importer`: who loaded it; `approved`: the two who put it in force from `period.first` on, none for a candidate."""

    version: int
    digest: str
    book: str
    period: Period
    author: str
    approver: str
    importer: str
    at: int
    approved: tuple[str, ...] = ()


def packs(journal: Journal) -> list[Known]:
    """Every rule pack that was loaded here, the newest version first."""
    rows = journal.read(
        "SELECT version, digest, book, first, last, author, approver, importer, at, (SELECT min(seq) FROM rule_approved a WHERE a.digest = p.digest AND"
        " a.station = p.station) FROM rule_pack p WHERE station = ? ORDER BY version DESC, seq DESC",
        (journal.station,),
    )
    found = []
    for version, digest, book, first, last, author, approver, importer, at, seq in rows:
        who = journal.read("SELECT officer, second FROM rule_approved WHERE station = ? AND seq = ?", (journal.station, seq)) if seq else []
        found.append(Known(version, digest, book, Period(first, last), author, approver, importer, at, who[0] if who else ()))
    return found


def known(journal: Journal, version: int) -> Known:
    """One of them, or refused."""
    found = next((each for each in packs(journal) if each.version == version), None)
    if found is None:
        raise Refused("rules-unknown", version=version)
    return found


def standing(journal: Journal) -> tuple[int, str]:
    """(version, digest) of the pack the station switched to last; (0, '') = the program's own rules."""
    rows = journal.read("SELECT version, digest FROM rule_switch WHERE station = ? ORDER BY seq DESC LIMIT 1", (journal.station,))
    return (int(rows[0][0]), str(rows[0][1])) if rows else (0, "")


def label(pack: Known, port: str) -> Label:
    """What its label said."""
    return Label(port, pack.version, pack.at, pack.period, pack.author, pack.approver, "")


def book(journal: Journal, pack: Known) -> Rulebook:
    """Its rules, from the texts the journal keeps; refused when this program cannot read them."""
    rows = journal.read(
        "SELECT bytes FROM event WHERE station = ? AND seq = (SELECT min(seq) FROM rules_kept WHERE station = ? AND book = ?)", (journal.station, journal.station, pack.book)
    )
    return _kept(bytes(rows[0][0]), pack.version)


@lru_cache(maxsize=4)
def _kept(stored: bytes, version: int) -> Rulebook:
    """Read once: a pack of a thousand rules takes a tenth of a second, and is asked for at each sign-in and each run of the wind tunnel."""
    return book_in(parse(stored).body["files"], version)


def book_in(files: Mapping[str, str], version: int) -> Rulebook:
    """The rules of a pack's texts; files it does not bring, and tables newer than it, are the program's own."""
    own = rulebook().files
    found = book_of({**own, **files}, own)
    return replace(found, version=f"{KIND} {version}", pack=version)


def chosen(journal: Journal, day: str, also: str = "") -> tuple[Known | None, Rulebook]:
    """What counts on a day: of the packs approved for it the newest this program can read, else the program's own rules. `also`: a digest as if it were approved."""
    for pack in packs(journal):
        if (pack.approved or pack.digest == also) and pack.period.holds(day):
            try:
                return pack, book(journal, pack).on(day)
            except Refused:
                # Made for another program: what is older and whole counts on.
                continue
    return None, rulebook().on(day)


def due(journal: Journal, day: str, also: str = "") -> list[Draft]:
    """The one event that says the station goes by other rules from now on; nothing on most calls."""
    pack, found = chosen(journal, day, also)
    version, digest = (pack.version, pack.digest) if pack else (0, "")
    before = standing(journal)
    if (version, digest) == before:
        return []
    body = {"sort": KIND, "version": version, "digest": digest, "book": found.hash, "day": day, "before": before[0]}
    return [Draft("pack.switched", SWITCHED, body)]


def rules(journal: Journal, now: int) -> Rulebook:
    """The rules in force now (UTC ms), switched to by the clock; their words are known from here on."""
    day = day_of(now)
    while True:
        head = journal.head().seq
        try:
            journal.append(due(journal, day), "", after=head)
        except Moved:
            # Another process switched, or wrote something else.
            continue
        break
    _, found = chosen(journal, day)
    learn(words(journal) if found.pack else {})
    return found


def words(journal: Journal) -> dict[str, dict[str, str]]:
    """The words of every pack the station ever switched to; the newest wins, an old reason keeps its words."""
    switched = {int(version) for (version,) in journal.read("SELECT version FROM rule_switch WHERE station = ?", (journal.station,))}
    return _words(book(journal, pack) for pack in reversed(packs(journal)) if pack.version in switched)


def _words(books: Iterable[Rulebook]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for each in books:
        found |= read_words(each.files.get(WORDS, ""))
    return found
