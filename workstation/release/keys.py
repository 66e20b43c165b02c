"""`keys.pack`: the public keys of the port's stations and what was revoked, signed by the port root; not secret, needed by every check of a slip.

The file is two lines of text. The first is JSON in canonical form (RFC 8785: sorted names, no spaces), so that a person can read it; the second is the
root's Ed25519 signature over exactly the bytes of the first, in hex. The root's public key stands in the file: who reads it compares its fingerprint
with the one he was told (settings.toml, or the slip's foot).
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workstation.settings import parse_time, show_time
from workstation.words import Refused

KIND = "port-officer-keys"
VERSION = 1
MOST_AGE = 31 * 24 * 3600 * 1000
"""A key list older than a month (ms) says so in every answer; an assumption, see the shared decisions."""


@dataclass(frozen=True)
class StationKey:
    """One station's public key (32 bytes) and the time in which it may sign, UTC ms, both ends included."""

    station: str
    public: bytes
    valid_from: int
    valid_to: int

    @property
    def kid(self) -> bytes:
        """The first 8 bytes of SHA-256 of the raw public key."""
        return kid(self.public)


@dataclass(frozen=True)
class Revoked:
    """A slip's number or a key's id in hex, and since when it is revoked, UTC ms."""

    what: str
    at: int


@dataclass(frozen=True)
class KeyList:
    """A key list whose signature holds. `root` is the fingerprint of who signed it, `made_at` UTC ms."""

    root: str
    made_at: int
    stations: tuple[StationKey, ...]
    slips: tuple[Revoked, ...] = ()
    keys: tuple[Revoked, ...] = ()

    def find(self, kid: bytes) -> tuple[StationKey, ...]:
        """Every key with this id; eight bytes may stand for more than one, so all are tried."""
        return tuple(each for each in self.stations if each.kid == kid)

    def slip_revoked(self, number: str) -> bool:
        """Whether the list names this slip as revoked."""
        return any(each.what == number for each in self.slips)

    def key_revoked(self, kid: bytes) -> int | None:
        """Since when the key is revoked, UTC ms, or None."""
        return min((each.at for each in self.keys if each.what == kid.hex()), default=None)


def kid(public: bytes) -> bytes:
    """The 8-byte id of a public key: the first bytes of SHA-256 of its 32 raw bytes."""
    return hashlib.sha256(public).digest()[:8]


def fingerprint(public: bytes) -> str:
    """What people compare: the first 16 hex digits of SHA-256 of the raw public key."""
    return kid(public).hex()


def make(root: bytes, sign: Callable[[bytes], bytes], known: KeyList) -> bytes:
    """The bytes of a `keys.pack`: `root` is the root's raw public key, `sign` its signing function, `known.root` is not used."""
    content = {
        "kind": KIND,
        "version": VERSION,
        "root": root.hex(),
        "made_at": show_time(known.made_at),
        "stations": [
            {"station": each.station, "public": each.public.hex(), "valid_from": show_time(each.valid_from), "valid_to": show_time(each.valid_to)}
            for each in known.stations
        ],
        "revoked_slips": [{"number": each.what, "at": show_time(each.at)} for each in known.slips],
        "revoked_keys": [{"kid": each.what, "at": show_time(each.at)} for each in known.keys],
    }
    line = _canonical(content)
    return line + b"\n" + sign(line).hex().encode() + b"\n"


def read(path: Path, root: str) -> KeyList:
    """The key list of a file. `root` is the fingerprint (16 hex digits) or the public key (64) of the root that must have signed it."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Refused("keys-missing", path=path, reason=error.strerror) from error
    return parse(content, root, name=path.name)


def parse(content: bytes, root: str, name: str = "keys.pack") -> KeyList:
    """The key list in the bytes of a file; a wrong signature, root or shape is refused with the file's name."""
    line, _, rest = content.partition(b"\n")
    try:
        found = json.loads(line)
        if _canonical(found) != line or found["kind"] != KIND or found["version"] != VERSION:
            raise Refused("keys-wrong", path=name)
        public = bytes.fromhex(found["root"])
        if rest != _signature(rest).hex().encode() + b"\n" or not verifies(public, _signature(rest), line):
            raise Refused("keys-signature", path=name)
        if root.lower() not in (public.hex(), fingerprint(public)):
            raise Refused("keys-root", path=name, root=root[:16], found=fingerprint(public))
        return _list(found, fingerprint(public))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refused("keys-wrong", path=name) from error


def _list(found: Mapping[str, Any], root: str) -> KeyList:
    return KeyList(
        root=root,
        made_at=parse_time(found["made_at"]),
        stations=tuple(_station(each) for each in found["stations"]),
        slips=_revoked(found["revoked_slips"], "number"),
        keys=_revoked(found["revoked_keys"], "kid"),
    )


def _station(found: Mapping[str, str]) -> StationKey:
    public = bytes.fromhex(found["public"])
    if len(public) != 32:
        raise ValueError("an Ed25519 public key has 32 bytes")
    return StationKey(found["station"], public, parse_time(found["valid_from"]), parse_time(found["valid_to"]))


def _revoked(found: Sequence[Mapping[str, str]], name: str) -> tuple[Revoked, ...]:
    return tuple(Revoked(each[name], parse_time(each["at"])) for each in found)


def _canonical(content: object) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def _signature(rest: bytes) -> bytes:
    return bytes.fromhex(rest.decode("ascii").strip())


def verifies(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether an Ed25519 signature holds (RFC 8032)."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True
