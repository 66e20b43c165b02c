"""One station opened: its folder, stores, rules and clock; and how a station comes into being."""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from workstation import settings
from workstation.journal import Draft, Journal, Place, vault
from workstation.persons.documents import key_of
from workstation.register import packs
from workstation.register.store import Register
from workstation.release import keys
from workstation.risk import Rulebook, days, live, scorecard
from workstation.risk.officers import ROLES
from workstation.risk.scorecard import Scorecard
from workstation.settings import Clock, Settings
from workstation.views import VIEWS
from workstation.words import Choices, Refused

ROOT_KEY = "trial-root.pem"
ROOT_PUBLIC = "root.pub"
KEYS = "keys.pack"
KEY_YEARS = 5


@dataclass(frozen=True)
class Station:
    """Everything a desk works on. The journal belongs to the thread that opened it; the register is replaced when a newer one is there."""

    folder: Path
    key: bytes
    settings: Settings
    journal: Journal
    register: Register
    book: Rulebook
    clock: Clock
    scorecard: Scorecard | None = None

    @classmethod
    def open(cls, folder: Path, key: bytes, clock: Clock) -> "Station":
        """Open the stores of a data folder with its data key."""
        known = settings.read(folder)
        journal = Journal.open(folder / "journal.db", key, VIEWS, clock)
        packs.reconcile(folder, key, journal, "")
        book = live.rules(journal, clock())
        days.keep(journal, book, clock())
        return cls(folder, key, known, journal, Register.open(folder, key), book, clock, scorecard.in_force(journal, book))

    def ruled(self) -> "Station":
        """With the rules in force now."""
        now = self.clock()
        found = live.rules(self.journal, now)
        return replace(self, book=found if found.pack != self.book.pack else self.book.on(days.day_of(now)))

    def close(self) -> None:
        """Close both stores."""
        self.register.close()
        self.journal.close()

    def role(self, officer: str) -> str:
        """The role of an officer, or refused."""
        rows = self.journal.read("SELECT role FROM officer WHERE id = ?", (officer,))
        if not rows or not rows[0][0]:
            raise Refused("officer-unknown", officer=officer)
        return str(rows[0][0])

    def emergency(self) -> str:
        """The order number of the emergency mode in force, or ''."""
        rows = self.journal.read("SELECT ordered, until FROM emergency")
        return str(rows[0][0]) if rows and rows[0][0] and rows[0][1] > self.clock() else ""

    def pseudonym(self, *words: str) -> str:
        """A keyed name for a person, so that the journal never knows who it is: `p:` + 24 hex of HMAC-SHA-256 under the data key."""
        mine = hmac.digest(self.key, b"pseudonym 1", "sha256")
        return "p:" + hmac.digest(mine, "|".join(words).encode(), "sha256").hex()[:24]

    def person_of(self, kind: str, value: str) -> tuple[str, str]:
        """Pseudonym and register id ('' when the register does not know the document)."""
        row = self.register.get("document", *key_of(kind, value))
        person = str(row["person"]) if row else ""
        return (self.pseudonym("person", person) if person else self.pseudonym(*key_of(kind, value))), person

    def persons_under_instruction(self) -> Mapping[str, str]:
        """Pseudonym -> register id of every person a live instruction names."""
        rows = self.register.where("instruction", "target_kind", "person", 100_000)
        return {self.pseudonym("person", row["target"]): row["target"] for row in rows if row["state"] == "live"}


@dataclass(frozen=True)
class Founding:
    """What a new station is made of; `root` is the folder of another trial station whose port root it shares."""

    port: str
    lane: str
    officer: str
    secret: str
    role: str = "supervisor"
    root: Path | None = None


def found(folder: Path, founding: Founding, clock: Clock) -> Settings:
    """Make a station: key slots, trial root, journal, first officer, key pack, settings. Nothing is left behind when it is refused."""
    _check(founding)
    if (folder / "settings.toml").exists():
        raise Refused("station-exists", folder=folder)
    vault.check_officer(founding.officer)
    vault.check_secret(founding.secret)
    root = _root(founding.root)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Refused("folder-not-usable", folder=folder, reason=error.strerror or error) from error
    _keep_root(folder, root)
    key = vault.create(folder, founding.officer, founding.secret)
    public = root.public_key().public_bytes_raw()
    fingerprint = keys.fingerprint(public)
    place = Place(founding.port, founding.lane, fingerprint, founding.officer)
    journal = Journal.create(folder / "journal.db", key, VIEWS, clock, place)
    journal.append([Draft("officer.added", founding.officer, {"role": founding.role})], founding.officer)
    known = Settings(founding.port, founding.lane, journal.station, fingerprint)
    own = keys.StationKey(journal.station, journal.public_key, clock(), clock() + KEY_YEARS * 366 * 86_400_000)
    journal.close()
    (folder / "evidence").mkdir(exist_ok=True)
    (folder / "logs").mkdir(exist_ok=True)
    publish(folder, fingerprint, clock(), stations=(own,))
    if founding.root is not None:
        _join(folder, founding.root, (own, fingerprint, clock()))
    settings.write(folder, known)
    return known


def _check(founding: Founding) -> None:
    if not re.fullmatch(r"[A-Z]{2}[A-Z2-9]{3}", founding.port, re.ASCII):
        raise Refused("port-wrong", port=founding.port)
    if not re.fullmatch(r"\d{2}", founding.lane, re.ASCII):
        raise Refused("lane-wrong", lane=founding.lane)
    if founding.role not in ROLES:
        raise Refused("role-wrong", role=founding.role, roles=Choices(ROLES, "role."))


def _root(shared: Path | None) -> Ed25519PrivateKey:
    if shared is None:
        return Ed25519PrivateKey.generate()
    return root_key(shared)


def root_key(folder: Path) -> Ed25519PrivateKey:
    """The trial root's private key of a data folder; a real port keeps its root elsewhere, and then this is refused."""
    path = folder / ROOT_KEY
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError) as error:
        raise Refused("no-root-key", path=path) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Refused("no-root-key", path=path)
    return key


def _keep_root(folder: Path, root: Ed25519PrivateKey) -> None:
    """The trial root lies unencrypted beside the stores: it signs packs of trials, never anything an officer relies on."""
    pem = root.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / ROOT_KEY
    path.touch(mode=0o600)
    path.write_bytes(pem)
    (folder / ROOT_PUBLIC).write_text(root.public_key().public_bytes_raw().hex() + "\n", encoding="ascii")


def publish(folder: Path, root: str, now: int, stations: tuple[keys.StationKey, ...] = (), voided: tuple[str, ...] = ()) -> bool:
    """Write `keys.pack` anew with more stations or revoked slips; False where the root's key is not here, which is the rule in real ports."""
    path = folder / KEYS
    try:
        signer = root_key(folder)
    except Refused:
        return False
    known = keys.read(path, root) if path.exists() else keys.KeyList(root, now, ())
    fresh = tuple(each for each in stations if all(each.public != other.public for other in known.stations))
    slips = tuple(keys.Revoked(number, now) for number in voided if not known.slip_revoked(number))
    merged = keys.KeyList(root, now, known.stations + fresh, known.slips + slips, known.keys)
    new = path.with_suffix(".new")
    new.write_bytes(keys.make(signer.public_key().public_bytes_raw(), signer.sign, merged))
    new.replace(path)
    return True


def _join(folder: Path, other: Path, own: tuple[keys.StationKey, str, int]) -> None:
    """Two trial stations of one root know each other's keys."""
    key, root, now = own
    theirs = keys.read(other / KEYS, root)
    publish(folder, root, now, stations=theirs.stations, voided=tuple(each.what for each in theirs.slips))
    publish(other, root, now, stations=(key,))
