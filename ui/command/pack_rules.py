"""Rule packs on the command line: made by two signers, verified with every fault, loaded as a candidate, put in force by a second person."""

import argparse
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workstation import settings
from workstation.register import label as labels
from workstation.words import Refused, say

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from workstation.risk.pack import Label


def is_rules(directory: Path) -> bool:
    """Whether a builder's folder says that it is a rule pack."""
    from workstation.risk import pack

    try:
        return pack.kind_in((directory / labels.NAME).read_bytes()) == pack.KIND
    except OSError:
        return False


def make(args: argparse.Namespace, root: "Ed25519PrivateKey", place: Path) -> dict[str, Any]:
    """Signed by the root, the author and the approver, each with the key kept under his own secret, or read from a file."""
    from ui.command.station_access import secret_of
    from workstation.desk import ruling
    from workstation.risk import pack

    directory, folder = Path(args.directory), settings.data_folder(args.data)
    told = pack.parse((directory / labels.NAME).read_bytes(), settings.now())

    def sign(officer: str, named: str | None) -> Any:
        if named:
            return _read(Path(named)).sign
        return ruling.signer(folder, officer, secret_of(officer, own=officer == args.officer).encode()).sign

    signers = (root.sign, sign(told.author, args.author_key), sign(told.approver, args.approver_key))
    made = pack.make(directory, place, signers, settings.now())
    return {"file": args.out, **shown(made.label)}


def _read(path: Path) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise Refused("pack-key-wrong", file=path) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Refused("pack-key-wrong", file=path)
    return key


def verify(args: argparse.Namespace) -> dict[str, Any]:
    """Whose it is, and every fault with file, rule and reason."""
    from workstation.desk import ruling
    from workstation.risk import pack

    folder = settings.data_folder(args.data)
    found = ruling.check(pack.read(Path(args.file)), folder if (folder / "root.pub").exists() else None)
    lang = "en" if args.json else args.lang or "en"
    faults = [say("rule-wrong", lang, where=each.where, reason=each.reason) for each in found.faults]
    return {"authentic": found.authentic, "reasons": list(found.reasons), "faults": faults, **shown(found.pack.label)}


def load(args: argparse.Namespace, folder: Path, key: bytes, officer: str) -> dict[str, Any]:
    """Loaded as a candidate; the rules in force stay as they are."""
    from workstation.desk import ruling
    from workstation.desk.station import Station

    with closing(Station.open(folder, key, settings.now)) as station:
        return {"state": "candidate", **shown(ruling.load(station, Path(args.file), officer).label)}


def live(args: argparse.Namespace) -> dict[str, Any]:
    """In force from its first day on, by the officer signed in and a second one."""
    from ui.command.station_access import secret_of, unlocked
    from workstation.desk import ruling
    from workstation.desk.acts import ACTS, seconding
    from workstation.desk.lane import Lane
    from workstation.desk.station import Station

    folder, key, officer = unlocked(args, "rules-live")
    with closing(Station.open(folder, key, settings.now)) as station:
        lane = Lane(station, officer)
        seconding.note(lane, "rules-live")
        secret = secret_of(args.second, own=False) if args.second != officer else ""
        plan = ACTS["rules-live"].run(lane, {"version": str(args.version), "officer": args.second, "secret": secret})
        station.journal.append(plan.drafts, officer, after=lane.head)
        return next(_row(row) for row in ruling.listed(station) if row["version"] == args.version)


def listed(args: argparse.Namespace) -> list[dict[str, Any]]:
    """Every rule pack of the station."""
    from ui.command.station_access import unlocked
    from workstation.desk import ruling
    from workstation.desk.station import Station

    folder, key, _ = unlocked(args, "read-journal")
    with closing(Station.open(folder, key, settings.now)) as station:
        return [*map(_row, ruling.listed(station))]


def _row(row: dict[str, Any]) -> dict[str, Any]:
    """`at`, when it was loaded, as a time."""
    return {**row, "at": settings.show_time(row["at"])}


def enrol(args: argparse.Namespace) -> dict[str, Any]:
    """A key of the officer's own for signing rule packs."""
    from ui.command.station_access import secret_of, unlocked
    from workstation.desk import ruling
    from workstation.desk.station import Station
    from workstation.journal import vault

    folder, key, officer = unlocked(args, "sign-rules")
    secret = secret_of(args.id, own=args.id == officer)
    # He proves himself before a key is made in his name.
    vault.unlock(folder, args.id, secret, settings.now)
    with closing(Station.open(folder, key, settings.now)) as station:
        return {"officer": args.id, "file": ruling.enrol(station, args.id, secret.encode())}


def schema() -> dict[str, Any]:
    """The files of a rule pack, the facts its rules may name with their values, and the bounds of its figures."""
    from workstation.risk import CHANNELS, RISKS, bounds, pack, rulebook
    from workstation.risk.book import OPS

    facts = {name: list(fact.values) for name, fact in rulebook().facts.items()}
    held = {(group, name): bounds.of(group, name) for group, row in rulebook().limits.items() for name in row}
    figures = [{"figure": f"{group} {name}", "least": str(each.least), "most": str(each.most), "unit": each.unit} for (group, name), each in held.items() if each]
    return {"pack": pack.KIND, "files": list(pack.MAY), "channels": list(CHANNELS), "risks": list(RISKS), "operators": list(OPS), "facts": facts, "figures": figures}


def shown(label: "Label") -> dict[str, Any]:
    """A label as programs read it."""
    told = {"kind": "rules", "port": label.port, "version": label.version, "made_at": settings.show_time(label.made_at)}
    days = {"valid_from": label.period.first, "valid_to": label.period.last}
    return {**told, **days, "author": label.author, "approver": label.approver, "source": label.source, "files": dict(label.files)}
