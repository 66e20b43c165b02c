"""`slip check TOKEN|FILE.pdf|FILE.png|-`: what the signature of a release slip says; needs the key list only, no sign-in."""

import argparse
from pathlib import Path
from typing import Any

from ui.command import lines
from workstation import settings
from workstation.release import keys, token
from workstation.release.token import Checked
from workstation.release.values import Slip
from workstation.settings import show_time
from workstation.words import Refused

_PICTURES = (".pdf", ".png", ".jpg", ".jpeg")


def arguments(parser: argparse.ArgumentParser) -> None:
    """`check WHAT [--keys FILE --root HEX]`."""
    parser.add_argument("act", choices=("check",), help="check: is this slip authentic")
    parser.add_argument("what", metavar="TOKEN|FILE.pdf|FILE.png|-", help="the text of the QR code, a file that shows it, or - for the text on stdin")
    parser.add_argument("--keys", metavar="FILE", help="another key list than the data folder's keys.pack; needs --root")
    parser.add_argument("--root", metavar="HEX", help="fingerprint (16 digits) or public key (64 digits) of the root that signed --keys")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """The answer as the contract gives it."""
    if (args.keys is None) != (args.root is None):
        raise Refused("usage", reason="--keys and --root go together")
    if args.keys is None:
        return answer(checked(args.what, settings.data_folder(args.data)))
    return answer(token.check(_text(args.what), keys.read(Path(args.keys), args.root), settings.now()))


def checked(what: str, folder: Path) -> Checked:
    """What the signature of a slip says by the key list of a data folder."""
    return token.check(_text(what), keys.read(folder / "keys.pack", settings.read(folder).root), settings.now())


def answer(checked: Checked, *, used: bool | None = None) -> dict[str, Any]:
    """A check as JSON; `used` is None without the station's own journal."""
    return {
        "authentic": checked.authentic,
        "reasons": list(checked.reasons),
        "root": checked.root,
        "slip": None if checked.slip is None else _slip(checked.slip, checked),
        "used": used,
        "expired": checked.expired,
        "revoked": checked.revoked,
    }


def _slip(slip: Slip, checked: Checked) -> dict[str, Any]:
    return {
        "number": slip.number,
        "station": slip.station,
        "port": slip.port,
        "lane": slip.lane,
        "passage": slip.passage,
        "vehicle": slip.vehicle,
        "trailer": slip.trailer or None,
        "containers": list(slip.containers),
        "seals": list(slip.seals),
        "declaration": next(iter(slip.declarations), None),
        "declarations": list(slip.declarations),
        "release_list": next(iter(slip.release_lists), None),
        "release_lists": list(slip.release_lists),
        "enterprise": slip.enterprise or None,
        "channel": slip.channel,
        "basis": slip.basis,
        "officers": list(slip.officers),
        "weight": slip.weight or None,
        "issued_at": show_time(slip.issued_at),
        "expires_at": show_time(slip.expires_at),
        "marks": list(slip.marks),
        "journal": {"seq": slip.head_seq, "hash": slip.head_hash} if slip.head_hash else None,
        "shortened": {each.field: {"count": each.count, "digest": each.digest.hex()} for each in checked.cuts},
    }


def _text(what: str) -> str:
    """The token: itself, from stdin without the line's end, or read from a file's picture; only a token begins with its prefix."""
    if what == "-":
        return lines.source().read(token.LONGEST + 2).decode("utf-8", "replace").removesuffix("\n").removesuffix("\r")
    if what.startswith(token.PREFIX):
        return what
    path = Path(what)
    if not path.suffix.lower().endswith(_PICTURES) and not _is_file(path):
        return what
    from workstation.paper import pictures

    try:
        return pictures.slip_token(path.read_bytes(), path.name)
    except OSError as error:
        raise Refused("slip-file-missing", name=what, reason=error.strerror) from error


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
