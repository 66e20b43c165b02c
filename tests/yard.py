"""A real station in a folder, with officers, packs and one truck's rows, for the tests of the line, the desk, the passage and the rules."""

import atexit
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image

from workstation import settings
from workstation.codes import made
from workstation.desk import Desk, Founding, found
from workstation.desk.answer import answer
from workstation.desk.station import Station, root_key
from workstation.journal import Draft, Journal, vault
from workstation.register import packs
from workstation.views import VIEWS

NOW = settings.parse_time("2026-11-21T08:35:59Z")
HOUR = 3_600_000
DAY = date(2026, 11, 21)
OFFICERS = {"S1": "supervisor", "N1": "senior", "O1": "officer", "O2": "officer", "T1": "technician", "U1": "auditor", "M1": "administrator"}

PLATE, PLATE2, PLATE3, TRAILER = "琼A12345", "琼B67890", "琼C24680", "琼B1234挂"
PAPERS, PAPERS2, PAPERS3 = (made.make_declaration("6401", 2026, serial, "0") for serial in (1, 2, 3))
LIST = made.make_release_list("6401", 2026, 9)
BOX, BOX2, BOX3 = (made.make_container("MSK", serial) for serial in (38325, 38326, 38327))
SEAL, SEAL2, SEAL3 = "ML12345678", "ML22345678", "ML32345678"
BOOKING, BOOKING2 = made.make_booking(DAY, 1), made.make_booking(DAY, 2)
USCC, USCC2 = made.make_uscc("460105", "MA5T0001"), made.make_uscc("460105", "MA5T0002")
DRIVER, DRIVER2 = made.make_resident_id("460105", date(1980, 5, 6), 11), made.make_resident_id("460105", date(1981, 5, 6), 13)
_drawn = BytesIO()
Image.new("L", (8, 8), 90).save(_drawn, "JPEG")
PHOTO = _drawn.getvalue()


class Clock:
    """A clock that moves one millisecond per look, and further when told."""

    def __init__(self, at=NOW):
        self.at = at

    def __call__(self):
        self.at += 1
        return self.at

    def wait(self, hours):
        self.at += int(hours * HOUR)


@contextmanager
def cheap_slots() -> Iterator[None]:
    """Key slots at a small cost: each slot says its own, so the same code opens them in a millisecond."""
    usual = dict(vault.COST)
    vault.COST.update(t=1, m=64)
    try:
        yield
    finally:
        vault.COST.update(usual)


def secret(officer):
    return f"{officer} has a long phrase"


def secrets():
    """The secrets as the environment of a command."""
    return {f"PORT_OFFICER_SECRET_{officer}": secret(officer) for officer in OFFICERS}


def build(folder, clock, lane="03", root=None):
    """A station with all officers; its data key."""
    with cheap_slots():
        found(folder, Founding("CNHXG", lane, "S1", secret("S1"), root=root), clock)
        key = vault.unlock(folder, "S1", secret("S1"), clock)
        journal = Journal.open(folder / "journal.db", key, VIEWS, clock)
        for officer, role in OFFICERS.items():
            if officer != "S1":
                vault.add_slot(folder, key, officer, secret(officer))
                journal.append([Draft("officer.added", officer, {"role": role})], "S1")
        journal.close()
    return key


@cache
def _template():
    """One station without packs for the whole run; every test works on its own copy."""
    folder = Path(tempfile.mkdtemp(prefix="yard-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    key = build(folder / "station", Clock(NOW - 12 * HOUR))
    journal = Journal.open(folder / "station" / "journal.db", key, VIEWS, Clock(NOW - 12 * HOUR))
    # The same draws in every run: one truck in five hundred would otherwise be picked.
    journal._connection.execute("UPDATE secret SET value = ? WHERE name = 'draw'", (b"the same draws in every test run",))
    journal.close()
    return folder / "station", key


def own_station():
    """The station that every yard is a copy of."""
    return settings.read(_template()[0]).station


def rows(**changed):
    """Tables of a port with one clean truck (`PLATE`, `PAPERS`, `BOX`, `SEAL`, `BOOKING`; 16200 kg); `changed` replaces whole tables."""
    slot = {"from": "2026-11-21T06:00:00Z", "to": "2026-11-21T14:00:00Z"}
    tables = {
        "enterprise": [{"uscc": uscc, "name": "海南顺达国际物流有限公司"} for uscc in (USCC, USCC2)],
        "credit": [{"uscc": USCC, "scale": "second-line", "class": "white", "valid_from": "2026-01-01"}],
        "consignment": [consignment()],
        "release_list": [],
        "vehicle": [{"plate": PLATE, "sort": "truck", "tare_kg": "9000"}],
        "container": [{"number": BOX, "papers": PAPERS, "tare_kg": "2200"}],
        "seal": [sealed(SEAL)],
        "booking": [{"number": BOOKING, "plate": PLATE, "goods": "customs", "papers": [PAPERS], "containers": [BOX], **slot}],
        "instruction": [],
    }
    return tables | changed


def consignment(number=PAPERS, **changed):
    usual = {"declaration": number, "uscc": USCC, "category": "zero-tariff", "state": "released", "gross_kg": "5000", "pieces": 120, "goods": "咖啡豆"}
    return usual | changed


def sealed(number, container=BOX, sort="carrier"):
    return {"number": number, "container": container, "sort": sort, "state": "applied"}


def booked(plate=PLATE, goods="customs", number=BOOKING, **changed):
    return {"number": number, "plate": plate, "goods": goods, "from": "2026-11-21T06:00:00Z", "to": "2026-11-21T14:00:00Z"} | changed


def instruction(channel="hold", kind="vehicle", target=PLATE, serial=1, **changed):
    told = {"number": made.make_instruction(2026, serial), "target_kind": kind, "target": target, "channel": channel, "text": "开箱查验"}
    return told | {"risk": "conceal", "issued_at": "2026-11-21T07:00:00Z", "state": "live"} | changed


def clean(status="sealed", weight="16200"):
    """The lines of the clean truck."""
    return [{"scan": PLATE}, {"scan": PAPERS}, {"scan": BOX}, {"seal": SEAL, "status": status, "container": BOX}, {"weight": weight}]


class Yard:
    """A station folder of a test's own; `desk` is the one in use."""

    def __init__(self, folder, tables=None, base=None, **label):
        """`base`: a closed yard to start as a copy of, with its packs."""
        shutil.copytree(base.folder if base else _template()[0], folder)
        self.folder, self.key, self.clock, self.version = folder, _template()[1], Clock(), base.version if base else 0
        self.desk = None
        if tables is not None:
            self.load(tables, **label)
        self.open()

    def __repr__(self):
        return f"Yard({self.folder.name})"

    def open(self, officer="O1"):
        """A desk as after a start; the one before is closed."""
        self.close()
        self.desk = Desk(Station.open(self.folder, self.key, self.clock), officer)
        return self.desk

    def close(self):
        if self.desk is not None:
            self.desk.close()
            self.desk = None

    def load(self, tables, kind="snapshot", at=None):
        """A pack of these rows, made at `at` (UTC ms), put in force as `pack import` does."""
        self.version += 1
        work = Path(tempfile.mkdtemp(dir=self.folder.parent))
        label = {"kind": kind, "port": "CNHXG", "version": self.version, "made_at": settings.show_time(at or self.clock.at)}
        label |= {"previous": self.version - 1} if kind == "delta" else {}
        (work / "pack.toml").write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in label.items()))
        own = settings.read(self.folder).station
        for table, several in tables.items():
            # A ledger that is not leased is this station's to spend, unless the test says otherwise.
            usual = {"home": own} if table == "ledger" else {}
            told = [row if row.get("leased") else usual | row for row in several]
            text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in told)
            (work / f"{table}.jsonl").write_text(text, encoding="utf-8")
        packs.make(work, work / "a.pack", root_key(self.folder), self.clock.at)
        journal = Journal.open(self.folder / "journal.db", self.key, VIEWS, self.clock)
        try:
            packs.load(self.folder, self.key, work / "a.pack", journal, "S1")
        finally:
            journal.close()
            shutil.rmtree(work)

    def delta(self, **tables):
        self.load(tables, "delta")

    def line(self, **asked):
        """One line of the contract; the answer as the contract shows it."""
        if "secret" not in asked and asked.get("act") in ("sign", "cosign", "handover", "override", "sign-in"):
            asked["secret"] = secret(asked.get("officer", self.desk.officer))
        return answer(1, self.desk.line(asked))

    def lines(self, *several):
        """Several lines; the last answer. None may be refused."""
        told = None
        for each in several:
            told = self.line(**each)
            assert told["refused"] is None, (each, told["refused"])
        return told

    def act(self, name, **fields):
        """An act that must not be refused."""
        return self.lines({"act": name, **fields})

    def refused(self, *, line=None, **asked):
        """The key of a refusal; the act must have written nothing."""
        before = self.desk.station.journal.head().seq
        told = self.line(**(line or asked))
        assert told["refused"], told
        written = [event.kind for event in self.desk.station.journal.events(after=before)]
        # A verdict of now may bring an instruction, and that its call.
        own = {"call.opened"} if "verdict.given" in written else set()
        assert set(written) <= {"verdict.given", "draw.committed", "draw.revealed"} | own, written
        return told["refused"]["key"]

    def channel(self):
        """The channel in force, '' while something is awaited."""
        return self.desk.stand.channel if self.desk.stand else ""

    def kinds(self, subject=None):
        return [event.kind for event in self.desk.station.journal.events(subject=subject)]

    def photo(self):
        path = self.folder.parent / "photo.jpg"
        path.write_bytes(PHOTO)
        return str(path)

    def fill(self, conclusion="normal", disposal="release", **fields):
        """Everything the form `appearance` asks, with a photo."""
        given = {"place": "2号查验区", "seal-state": "none", "packaging": "intact", "marks-match": "yes", "party": "agent", "party-signature": "signed"}
        given |= {"conclusion": conclusion, "disposal": disposal}
        if conclusion == "abnormal":
            given |= {"anomaly": "quantity", "risk": "conceal", "anomaly-text": "不符"}
        for name, value in (given | fields).items():
            self.act("set", field=name, value=value)
        self.act("evidence", file=self.photo(), field="photo")

    def looked_over(self, conclusion="normal", disposal="release", form="traveller", **fields):
        """An inspection of the traveller in front from opening to both signatures."""
        if form:
            self.act("inspect", form=form)
        given = {"place": "旅客台", "identity-match": "yes", "receipt-match": "yes", "within-trip": "yes", "for-others": "no", "found-pieces": "1", "goods-match": "yes"}
        given |= {"bag": "intact", "other-goods": "nothing", "present": "self", "traveller-signature": "signed", "conclusion": conclusion, "disposal": disposal}
        given |= {"anomaly": "quantity", "risk": "conceal", "anomaly-text": "不符"} if conclusion == "abnormal" else {}
        for name, value in (given | fields).items():
            self.act("set", field=name, value=value)
        self.act("evidence", file=self.photo(), field="photo")
        self.act("sign")
        return self.act("cosign", officer="O2" if self.desk.officer != "O2" else "N1")

    def inspected(self, conclusion="normal", disposal="release", *, why="", **fields):
        """An inspection of the truck in front from opening to both signatures; `why` of officers who were not drawn."""
        self.act("inspect", form="appearance")
        self.fill(conclusion, disposal, **fields)
        reason = {"reason": why} if why else {}
        self.act("sign", **reason)
        return self.act("cosign", officer="O2" if self.desk.officer != "O2" else "N1", **reason)
