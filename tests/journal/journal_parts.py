"""What the journal's tests share: a clock, two small views, events, and raw access past the triggers."""

import os
from contextlib import contextmanager

from workstation.journal import Draft, View, file

BEGIN = 1_795_250_159_000


class Ticking:
    """A clock that goes on by 1 ms with every look, unless it is set."""

    def __init__(self):
        self.now = BEGIN

    def __call__(self):
        self.now += 1
        return self.now


def keep_weight(write, event):
    sql = """INSERT INTO weight VALUES (?, ?, ?, ?, ?) ON CONFLICT(subject) DO UPDATE SET value = excluded.value, at = excluded.at,
      station = excluded.station, seq = excluded.seq WHERE (excluded.at, excluded.station, excluded.seq) > (weight.at, weight.station, weight.seq)"""
    write.execute(sql, (event.subject, event.body["value"], *event.stamp))


def keep_seal(write, event):
    if event.kind == "seal.verified":
        write.execute("INSERT OR IGNORE INTO seal VALUES (?, ?, ?)", (event.station, event.seq, event.body["seal"]))


WEIGHTS = View(
    "weights",
    1,
    "CREATE TABLE weight(subject TEXT PRIMARY KEY, value TEXT, at INT, station TEXT, seq INT); CREATE INDEX weight_value ON weight(value);",
    keep_weight,
    ("weight",),
    ("weight.read",),
)
SEALS = View("seals", 1, "CREATE TABLE seal(station TEXT, seq INT, seal TEXT, PRIMARY KEY(station, seq))", keep_seal, ("seal",))
VIEWS = (WEIGHTS, SEALS)


def weight(subject, value="24310"):
    return Draft("weight.read", subject, {"value": str(value), "unit": "kg", "source": "scale"})


def seal(subject, number):
    return Draft("seal.verified", subject, {"seal": number, "status": "sealed", "source": "barcode"})


def grown(journal, count):
    """The journal with more events: weights and seals of a few trucks."""
    for turn in range(count):
        subject = f"{journal.station}/{turn % 5}"
        journal.append([seal(subject, f"HN{turn:07}") if turn % 3 else weight(subject, 20_000 + turn)], "0001")
    return journal


def state(read):
    """Every row of both views, in a fixed order."""
    return [sorted(read(f"SELECT * FROM {name}")) for name in ("weight", "seal")]


@contextmanager
def raw(folder, key):
    """The file with its triggers away for a moment, as one with the data key and bad intent would write it."""
    connection = file.connect(folder / file.NAME, key)
    triggers = [name for name in file.TABLES if name.startswith("event_no_")]
    for name in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    yield connection
    for name in triggers:
        connection.execute(file.TABLES[name])
    connection.close()


def everything(folder):
    """Path -> bytes of every file below."""
    return {place: place.read_bytes() for place in folder.rglob("*") if place.is_file()}


def flipped(place, position, mask=1):
    """Change one byte of a file in place."""
    handle = os.open(place, os.O_RDWR)
    (byte,) = os.pread(handle, 1, position)
    os.pwrite(handle, bytes([byte ^ mask]), position)
    os.close(handle)
