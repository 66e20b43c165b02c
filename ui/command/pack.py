"""Packs of data and of rules: import one into the station, make and sign one, verify one, show what may stand in it; put rules in force; a synthetic port."""

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.command import out, pack_rules
from workstation import settings
from workstation.words import Refused

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from workstation.journal import Journal
    from workstation.register.store import Register

TRIAL_ROOT = "trial-root.pem"
MOST_TRUCKS = 500_000
"""Beyond some six hundred thousand the plates of a synthetic port would repeat."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """`pack import|make|verify|schema|live|list|signer|synth`."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="import|make|verify|schema|live|list|signer|synth")
    loading = acts.add_parser("import", help="check a pack; data count at once, rules are a candidate until `live`")
    loading.add_argument("file", metavar="FILE")
    making = acts.add_parser("make", help="make a signed pack of pack.toml and TABLE.jsonl files, or of rule files")
    making.add_argument("directory", metavar="DIR")
    for part in ("author", "approver"):
        making.add_argument(f"--{part}-key", metavar="FILE", help=f"rules: Ed25519 private key (PEM) of the {part}; default: his own at this station")
    living = acts.add_parser("live", help="put a loaded rule pack in force, with a second person (PORT_OFFICER_SECRET_<ID>)")
    living.add_argument("version", type=int, metavar="VERSION")
    living.add_argument("--second", required=True, metavar="ID")
    acts.add_parser("list", help="rule packs of this station: candidate, approved, live")
    signing = acts.add_parser("signer", help="make an officer's own key for signing rule packs, kept under his secret")
    signing.add_argument("id", metavar="ID")
    verifying = acts.add_parser("verify", help="read a pack to its end and say whether it is authentic")
    verifying.add_argument("file", metavar="FILE")
    telling = acts.add_parser("schema", help="tables, fields, types, units, meanings")
    telling.add_argument("--kind", choices=("data", "rules"), default="data", help="of register data, or the files of a rule pack")
    synth = acts.add_parser("synth", help="make a signed pack of a synthetic port")
    synth.add_argument("--trucks", type=int, required=True, metavar="N")
    synth.add_argument("--scripts", metavar="FILE", help="one script per truck and parcel, as JSON lines")
    synth.add_argument("--seed", type=int, default=1, metavar="N")
    synth.add_argument("--port", metavar="LOCODE")
    synth.add_argument("--station", metavar="ID", help="the station that spends the ledgers and holds slices of them; default: that of the data folder")
    synth.add_argument("--version", type=int, default=1, metavar="N")
    synth.add_argument("--persons", type=int, default=0, metavar="N", help="at least so many persons")
    synth.add_argument("--parcels", type=int, default=0, metavar="N", help="so many parcels on a belt, with their scripts")
    synth.add_argument("--extra", type=int, default=0, metavar="N", help="so many item rows more")
    for writing in (making, synth):
        writing.add_argument("-o", dest="out", required=True, metavar="FILE")
        writing.add_argument("--key", metavar="FILE", help="Ed25519 private key (PEM); default: the station's trial root")
    for act in acts.choices.values():
        # The common options may stand behind the act too; there they say nothing unless given.
        for name in ("--data", "--lang", "--officer"):
            act.add_argument(name, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        act.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> Any:
    """The answer of the act as the contract names it."""
    acts = {"import": _import, "make": _make, "verify": _verify, "schema": _schema, "synth": _synth}
    rules = {"live": pack_rules.live, "list": pack_rules.listed, "signer": pack_rules.enrol}
    return (acts | rules)[args.act](args)


def _import(args: argparse.Namespace) -> dict[str, Any]:
    from ui.command.station_access import unlocked
    from workstation.journal import Journal
    from workstation.register import packs
    from workstation.register.store import Register
    from workstation.risk import pack
    from workstation.views import VIEWS

    folder, key, officer = unlocked(args, "import-pack")
    if pack.kind_of(Path(args.file)) == pack.KIND:
        return pack_rules.load(args, folder, key, officer)
    journal = Journal.open(folder / "journal.db", key, VIEWS, settings.now)
    try:
        loaded = packs.load(folder, key, Path(args.file), journal, officer)
        if "lease" in loaded.tables:
            _grant(Register.open(folder, key), journal, officer)
    finally:
        journal.close()
    return {"rows": loaded.rows, "seconds": loaded.seconds, "tables": dict(loaded.tables), "kind": loaded.kind, "version": loaded.version}


def _grant(register: "Register", journal: "Journal", officer: str) -> None:
    """Leases that the pack tells this station are written down at once, as a lane does when it sees the pack. The register is closed."""
    from workstation.accounts.books import Source
    from workstation.desk import accounts

    try:
        if drafts := accounts.slices(Source(register, journal, settings.now()), journal.station):
            journal.append(drafts, officer)
    finally:
        register.close()


def _make(args: argparse.Namespace) -> dict[str, Any]:
    from workstation.register import packs

    place, key = out.checked(args.out, "pack-not-made"), _signing_key(args)
    if pack_rules.is_rules(Path(args.directory)):
        return pack_rules.make(args, key, place)
    made = packs.make(Path(args.directory), place, key, settings.now())
    return {"file": args.out, "kind": made.kind, "version": made.version, "rows": made.rows, "tables": dict(made.tables)}


def _verify(args: argparse.Namespace) -> dict[str, Any]:
    from workstation.register import packs
    from workstation.risk import pack

    if pack.kind_of(Path(args.file)) == pack.KIND:
        return pack_rules.verify(args)
    folder = settings.data_folder(args.data)
    public = packs.root(folder) if (folder / "root.pub").exists() else None
    found = packs.verify(Path(args.file), public)
    label = found.label
    tables = {name: {"rows": part.rows, "as_of": settings.show_time(part.as_of), "sha256": part.sha256} for name, part in label.tables.items()}
    told = {"port": label.port, "kind": label.kind, "version": label.version, "previous": label.previous, "made_at": settings.show_time(label.made_at)}
    rows = sum(part.rows for part in label.tables.values())
    return {"authentic": found.authentic, "reasons": list(found.reasons), **told, "rows": rows, "tables": tables}


def _schema(args: argparse.Namespace) -> Any:
    from workstation.register import packs

    return pack_rules.schema() if args.kind == "rules" else packs.schema()


def _synth(args: argparse.Namespace) -> dict[str, Any]:
    from workstation.drill import synth
    from workstation.register import packs

    for name, least in (("trucks", 0), ("version", 1), ("persons", 0), ("extra", 0), ("parcels", 0)):
        if getattr(args, name) < least:
            raise Refused("synth-number", name=name, least=least)
    if args.trucks > MOST_TRUCKS:
        raise Refused("synth-trucks", trucks=args.trucks, most=MOST_TRUCKS)
    key = _signing_key(args)
    sizes = {"trucks": args.trucks, "persons": args.persons, "extra": args.extra, "parcels": args.parcels}
    port = synth.Port(now=settings.now(), seed=args.seed, code=args.port or _port(args), version=args.version, station=_station(args), **sizes)
    place, scripts = out.checked(args.out, "pack-not-made"), out.checked(args.scripts, "pack-not-made") if args.scripts else None
    try:
        with tempfile.TemporaryDirectory(prefix=".synth-", dir=place.parent) as work:
            synth.write(Path(work), port, scripts)
            made = packs.make(Path(work), place, key, port.now)
    except OSError as error:
        raise Refused("pack-not-made", file=args.out, reason=error.strerror or error) from error
    return {"file": args.out, "trucks": args.trucks, "parcels": args.parcels, "version": made.version, "rows": made.rows, "tables": dict(made.tables)}


def _port(args: argparse.Namespace) -> str:
    """The port of the station where there is one, else the port of the examples."""
    folder = settings.data_folder(args.data)
    return settings.read(folder).port if (folder / "settings.toml").exists() else "CNHXG"


def _station(args: argparse.Namespace) -> str:
    """Who keeps the ledgers and holds slices of them: the station named, else that of the data folder, else nobody."""
    folder = settings.data_folder(args.data)
    return args.station or (settings.read(folder).station if (folder / "settings.toml").exists() else "")


def _signing_key(args: argparse.Namespace) -> "Ed25519PrivateKey":
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    path = Path(args.key) if args.key else settings.data_folder(args.data) / TRIAL_ROOT
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError as error:
        raise Refused("pack-key-wrong" if args.key else "pack-needs-key", file=path) from error
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Refused("pack-key-wrong", file=path) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Refused("pack-key-wrong", file=path)
    return key
