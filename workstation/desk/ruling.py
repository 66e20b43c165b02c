"""Rule packs at the station: loaded and checked as candidates, put in force by a second person, and the keys of those who sign them."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workstation.desk import pack_tables
from workstation.desk.station import KEY_YEARS, KEYS, Station, publish
from workstation.journal import Draft, Moved
from workstation.register import load as loading
from workstation.register import packs as register_packs
from workstation.release import keys
from workstation.risk import Rulebook, faults, fields, live, pack, rulebook
from workstation.risk.days import day_of
from workstation.risk.pack import KIND, RulePack
from workstation.words import Refused, catalogue, read_words

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SIGNER = "RULES-"
"""A key of `keys.pack` whose name begins so signs rule packs, for the officer named after it, and nothing else."""


@dataclass(frozen=True)
class Checked:
    """`authentic`: signed by the port root, author and approver; None without a root. `faults`: everything against it."""

    pack: RulePack
    authentic: bool | None
    reasons: tuple[str, ...]
    faults: tuple[faults.Fault, ...]


def check(found: RulePack, folder: Path | None) -> Checked:
    """Whose a rule pack is, and what is wrong in it. `folder`: of the station whose root and key list are asked; None for none."""
    reasons = () if folder is None else tuple(refusal.key for refusal in unsigned(found, folder))
    return Checked(found, None if folder is None else not reasons, reasons, tuple(wrong(found)))


def wrong(found: RulePack) -> list[faults.Fault]:
    """Every fault of its rules and words; a file that cannot be read is one."""
    try:
        words = _words(found)
        spoken = faults.wordless(words)
        book = live.book_in(found.files, found.label.version)
        several = [*spoken, *faults.faults(book, rulebook(), found.label, {*words, *catalogue()}), *pack_tables.faults(book, found.label)]
        return [faults.Fault(fields.line(each.where), fields.line(each.reason)) for each in several]
    except Refused as refusal:
        return [faults.Fault(str(refusal.values.get("where", refusal.key)), str(refusal.values.get("reason", refusal)))]


def _words(found: RulePack) -> dict[str, dict[str, str]]:
    try:
        return read_words(found.files.get(pack.WORDS, ""))
    except (ValueError, RecursionError) as error:
        raise fields.wrong(pack.WORDS, str(error)) from error


@dataclass(frozen=True)
class Sound:
    """A rule pack in which nothing is wrong, and its rules. Whose it is, and whether it fits a station, is another question."""

    pack: RulePack
    book: Rulebook


def load(station: Station, file: Path, officer: str) -> RulePack:
    """Check a rule pack's file whole and keep it as a candidate. Refused names file, rule and reason; the rules in force stay as they are."""
    found = pack.read(file)
    welcome(station, found)
    keep(station, sound(found), file.name, officer)
    return found


def welcome(station: Station, found: RulePack) -> None:
    """Refused where a pack is not for this station, over or too old, or not signed as it says: at once, before its rules are looked at."""
    _check_fits(station, found)
    for refusal in unsigned(found, station.folder):
        raise refusal
    _check_enabled(station, found.label.author, found.label.approver)
    _check_newer(station, found.label.version)


def sound(found: RulePack) -> Sound:
    """Check the rules of a pack, which may take seconds and needs no station. Refused `rule-wrong`."""
    refuse(wrong(found))
    return Sound(found, live.book_in(found.files, found.label.version))


def keep(station: Station, checked: Sound, file: str, officer: str) -> None:
    """Keep a pack as a candidate. Refused as `welcome`."""
    welcome(station, checked.pack)
    book, found, told = checked.book, checked.pack, checked.pack.label
    body: dict[str, Any] = {
        "sort": KIND, "version": told.version, "file": file, "tables": {name: {"sha256": digest} for name, digest in told.files.items()},
        "digest": found.digest.hex(), "book": book.hash, "valid_from": told.period.first, "author": told.author, "approver": told.approver,
    }  # fmt: skip
    body |= {"valid_to": told.period.last} if told.period.last else {}
    kept = Draft("rules.kept", station.journal.station, {"book": book.hash, "version": book.version, "files": dict(book.files)})
    _append(station, [kept, Draft("pack.loaded", f"{told.port}/{KIND}/{told.version}", body)], officer, told.version)


def refuse(several: list[faults.Fault]) -> None:
    """Refused `rule-wrong` with the first fault, and how many more there are."""
    if several:
        more = f" (+{len(several) - 1})" if len(several) > 1 else ""
        raise Refused("rule-wrong", where=several[0].where, reason=several[0].reason + more)


def _append(station: Station, drafts: list[Draft], officer: str, version: int) -> None:
    while True:
        head = station.journal.head().seq
        _check_newer(station, version)
        try:
            station.journal.append(drafts, officer, after=head)
        except Moved:
            continue
        return


def _check_enabled(station: Station, author: str, approver: str) -> None:
    """Whoever may do nothing here any more signs no rules either, whatever day they are said to be made on; who never was an officer here signs by his key alone."""
    for part, officer in (("author", author), ("approver", approver)):
        if station.journal.read("SELECT 1 FROM officer WHERE id = ? AND coalesce(role, '') = ''", (officer,)):
            raise Refused("pack-signer-disabled", part=part, officer=officer)


def _check_newer(station: Station, version: int) -> None:
    newest = max((each.version for each in live.packs(station.journal)), default=0)
    if version <= newest:
        raise Refused("rules-version-old", version=version, newest=newest)


def _check_fits(station: Station, found: RulePack) -> None:
    told, port = found.label, station.settings.port
    if told.port != port:
        raise Refused("pack-port", wanted=port, found=told.port)
    loading.check_made(told.made_at, station.clock())
    today = day_of(station.clock())
    if told.period.last and told.period.last < today:
        raise Refused("rules-over", last=told.period.last, day=today)


def unsigned(found: RulePack, folder: Path) -> list[Refused]:
    """Whose signature does not hold: of the root, the author, the approver."""
    public = register_packs.root(folder)
    if not found.signed_by(0, public):
        return [Refused("pack-signature")]
    listed = keys.read(folder / KEYS, public.hex())
    missing: list[Refused] = []
    used: set[bytes] = set()
    for place, (part, officer) in enumerate((("author", found.label.author), ("approver", found.label.approver)), 1):
        fits = [each for each in listed.stations if each.station == SIGNER + officer and each.valid_from <= found.label.made_at <= each.valid_to]
        good = [each.public for each in fits if listed.key_revoked(each.kid) is None and found.signed_by(place, each.public)]
        if not good or used & {*good}:
            missing.append(Refused("pack-signer", part=part, officer=officer))
        used |= {*good}
    return missing


def approval(station: Station, version: int, officers: tuple[str, str]) -> list[Draft]:
    """`pack.approved`, and the switch when its day has come. `officers`: who is signed in and the second person, both proved.

    Refused `rules-live-already`, `rules-second-person`: the second is neither the author nor who loaded it; `pack-signer-disabled`: since it was loaded.
    """
    found, second = live.known(station.journal, version), officers[1]
    if found.approved:
        raise Refused("rules-live-already", version=version)
    if second in (found.author, found.importer):
        raise Refused("rules-second-person", officer=second, version=version)
    day = day_of(station.clock())
    if found.period.last and found.period.last < day:
        raise Refused("rules-over", last=found.period.last, day=day)
    _check_enabled(station, found.author, found.approver)
    body = {"sort": KIND, "version": version, "digest": found.digest, "valid_from": found.period.first, "cosigner": second}
    return [Draft("pack.approved", f"{station.settings.port}/{KIND}/{version}", body), *live.due(station.journal, day, found.digest)]


def listed(station: Station) -> list[dict[str, Any]]:
    """Every rule pack here, the newest first: `state` is live, approved (its day has not come, or a newer one counts) or candidate."""
    now = live.standing(station.journal)
    rows: list[dict[str, Any]] = []
    for each in live.packs(station.journal):
        state = "live" if (each.version, each.digest) == now else "approved" if each.approved else "candidate"
        told = {**asdict(each), "valid_from": each.period.first, "valid_to": each.period.last, "state": state, "approved": list(each.approved)}
        rows.append({name: value for name, value in told.items() if name != "period"})
    return rows


def enrol(station: Station, officer: str, secret: bytes) -> str:
    """A key of an officer's own for signing rule packs, kept under his secret, its public half in the key list of a trial root; the file's name."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

    station.role(officer)
    private, now = Ed25519PrivateKey.generate(), station.clock()
    own = keys.StationKey(SIGNER + officer, private.public_key().public_bytes_raw(), now - 1000, now + KEY_YEARS * 366 * 86_400_000)
    if not publish(station.folder, station.settings.root, now, stations=(own,)):
        raise Refused("no-root-key", path=station.folder)
    place = key_file(station.folder, officer)
    place.touch(mode=0o600)
    place.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(secret)))
    return place.name


def key_file(folder: Path, officer: str) -> Path:
    """Where his key lies."""
    return folder / f"rules-{officer}.pem"


def signer(folder: Path, officer: str, secret: bytes) -> "Ed25519PrivateKey":
    """An officer's key for rule packs, opened with his secret. Refused `rules-no-key`, `secret-wrong`."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        found = load_pem_private_key(key_file(folder, officer).read_bytes(), secret)
    except OSError as error:
        raise Refused("rules-no-key", officer=officer) from error
    except (ValueError, TypeError) as error:
        raise Refused("secret-wrong", officer=officer) from error
    if not isinstance(found, Ed25519PrivateKey):
        raise Refused("rules-no-key", officer=officer)
    return found

