"""The data key of a station: random, and wrapped once per officer under his own secret (`slots.json`); never on the disk in clear."""

import fcntl
import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from workstation.settings import Clock
from workstation.words import Refused, Trouble

NAME = "slots.json"
COST = {"t": 3, "m": 65536, "p": 1}
"""Argon2id (RFC 9106, 2021): passes, KiB, lanes; written into each slot, so that a later default does not lock anyone out."""
FREE_TRIES, LOCKED_AT, WAIT_MS = 5, 12, 30_000
"""After five wrong tries wait 30 s, doubling with each more; after twelve only an administrator helps, by adding the officer again."""
SHORTEST_PHRASE, SHORTEST_PIN = 10, 4

_BADGE = re.compile(r"(?:HNB1:)?([0-9A-F]{32}|[A-Z2-7]{26})(?:[ :#+-]?(\d*))?", re.IGNORECASE | re.ASCII)
_OFFICER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)


def create(folder: Path, officer: str, secret: str) -> bytes:
    """A new random data key (32 bytes) with its first slot. Refused `slots-exist`, or as `add_slot`."""
    check_officer(officer)
    check_secret(secret)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (folder / NAME).exists():
        raise Refused("slots-exist", folder=folder)
    key = secrets.token_bytes(32)
    _write(folder, {"v": 1, "check": _check_value(key), "slots": {}, "tries": {}})
    add_slot(folder, key, officer, secret)
    return key


def unlock(folder: Path, officer: str, secret: str, clock: Clock) -> bytes:
    """The data key, by an officer's secret (a pass phrase, or `badge_and_pin`).

    Refused `secret-wrong`, `officer-unknown` (takes as long), `slot-waiting` (seconds), `slot-locked`; Trouble `slots-damaged`, `slots-not-written`.
    """
    # Locked from the count to the answer: tries at the same time come one after the other, and each wrong one is counted before it is told.
    with _open(folder) as slots:
        slot, now = slots["slots"].get(officer), clock()
        if slot is not None:
            _check_wait(slots, officer, now)
        key = _unwrap(slot or _DUMMY, officer, secret)
        if key is None:
            if slot is not None:
                _count(slots, officer, now)
            # Written for an unknown officer too, so that both take the same time.
            _write(folder, slots)
            raise Refused("secret-wrong" if slot else "officer-unknown", officer=officer)
        # A right secret writes only where wrong ones came before it: signing in needs no room on the disk.
        if slots["tries"].pop(officer, None) is not None:
            _write(folder, slots)
    return key


def add_slot(folder: Path, key: bytes, officer: str, secret: str) -> None:
    """Let an officer in by his secret, in place of an earlier one; unlocks him too. Refused `secret-weak`, `secret-needs-pin`, `officer-name`."""
    check_officer(officer)
    check_secret(secret)
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    slot: dict[str, Any] = {"kdf": "argon2id", **COST, "salt": salt.hex(), "nonce": nonce.hex()}
    slot["wrapped"] = AESGCM(_derive(slot, secret)).encrypt(nonce, key, officer.encode()).hex()
    with _open(folder) as slots:
        if not hmac.compare_digest(slots["check"], _check_value(key)):
            raise ValueError("this is not the data key of these slots")
        slots["slots"][officer] = slot
        slots["tries"].pop(officer, None)
        _write(folder, slots)


def drop_slot(folder: Path, officer: str) -> None:
    """Take an officer's slot away. Refused `officer-unknown`, and `slot-last`: without any slot the data would be lost."""
    with _open(folder) as slots:
        if officer not in slots["slots"]:
            raise Refused("officer-unknown", officer=officer)
        if len(slots["slots"]) == 1:
            raise Refused("slot-last", officer=officer)
        del slots["slots"][officer]
        slots["tries"].pop(officer, None)
        _write(folder, slots)


def officers(folder: Path) -> tuple[str, ...]:
    """Who has a slot."""
    return tuple(sorted(_read(folder)["slots"]))


def check_officer(officer: str) -> None:
    """Refused (`officer-name`) unless the id can stand in events, file names and the names of environment variables."""
    if not _OFFICER.fullmatch(officer):
        raise Refused("officer-name", officer=officer)


def badge_and_pin(badge: str, pin: str) -> str:
    """One secret of a badge's secret (128 bit: 32 hex or 26 base32 characters, `HNB1:` before it or not) and a PIN."""
    found = _BADGE.fullmatch(badge.strip())
    if found is None or found[2]:
        raise Refused("badge-not-readable")
    return f"{found[1].upper()}:{pin.strip()}"


def check_secret(secret: str) -> None:
    """Refused unless it is a badge's secret with a PIN of four digits or more, or a pass phrase of ten characters or more."""
    badge = _BADGE.fullmatch(secret.strip())
    if badge and len(badge[2] or "") < SHORTEST_PIN:
        raise Refused("secret-needs-pin", digits=SHORTEST_PIN)
    if len(secret.strip()) < SHORTEST_PHRASE:
        raise Refused("secret-weak", length=SHORTEST_PHRASE)


def _check_wait(slots: dict[str, Any], officer: str, now: int) -> None:
    """Refuse a try that comes too soon, or after too many."""
    tried = slots["tries"].get(officer, _NO_TRIES)
    if tried["wrong"] >= LOCKED_AT:
        raise Refused("slot-locked", officer=officer)
    if now < tried["next"]:
        raise Refused("slot-waiting", officer=officer, seconds=-(-(tried["next"] - now) // 1000))


def _count(slots: dict[str, Any], officer: str, now: int) -> None:
    """Count a wrong try."""
    wrong = slots["tries"].get(officer, _NO_TRIES)["wrong"] + 1
    wait = WAIT_MS << (wrong - FREE_TRIES) if wrong >= FREE_TRIES else 0
    slots["tries"][officer] = {"wrong": wrong, "next": now + wait}


_NO_TRIES = {"wrong": 0, "next": 0}


def _derive(slot: dict[str, Any], secret: str) -> bytes:
    """The wrapping key. A badge's secret is read in capitals; spaces around a secret never count."""
    found = _BADGE.fullmatch(secret.strip())
    word = f"{found[1].upper()}:{found[2] or ''}" if found else secret.strip()
    return hash_secret_raw(word.encode(), bytes.fromhex(slot["salt"]), slot["t"], slot["m"], slot["p"], 32, Type.ID)


def _unwrap(slot: dict[str, Any], officer: str, secret: str) -> bytes | None:
    wrapping = AESGCM(_derive(slot, secret))
    try:
        return wrapping.decrypt(bytes.fromhex(slot["nonce"]), bytes.fromhex(slot["wrapped"]), officer.encode())
    except InvalidTag:
        return None


_DUMMY: dict[str, Any] = {**COST, "salt": "00" * 16, "nonce": "00" * 12, "wrapped": "00" * 48}


def _check_value(key: bytes) -> str:
    """Tells a wrong key from the right one; says nothing about a random 256-bit key."""
    return hmac.new(key, b"port-officer slots", hashlib.sha256).hexdigest()[:32]


@contextmanager
def _open(folder: Path) -> Iterator[dict[str, Any]]:
    """The slots, while no other process changes them."""
    if not (folder / NAME).exists():
        raise _damage(folder)
    with ExitStack() as held:
        place = _lock(folder / NAME.replace(".json", ".lock"))
        if place is not None:
            held.callback(os.close, place)
            fcntl.flock(place, fcntl.LOCK_EX)
        yield _read(folder)


def _lock(path: Path) -> int | None:
    """The lock's file; None where it is not there and cannot be made: then nobody can write the slots either."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC) if path.exists() else None


def _read(folder: Path) -> dict[str, Any]:
    """The slots, every one of the right form."""
    try:
        whole: dict[str, Any] = json.loads((folder / NAME).read_bytes())
        for slot in whole["slots"].values():
            sizes = [len(bytes.fromhex(slot[name])) for name in ("salt", "nonce", "wrapped")]
            if sizes != [16, 12, 48] or not all(type(slot[name]) is int and 0 < slot[name] <= most for name, most in _MOST.items()):
                raise _damage(folder)
        for tried in whole["tries"].values():
            int(tried["wrong"]), int(tried["next"])
        whole["check"].encode()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damage(folder) from error
    return whole


_MOST = {"t": 100, "m": 4_194_304, "p": 64}


def _damage(folder: Path) -> Trouble:
    copies = sorted((folder / "backups").glob("*.slots.json"))
    return Trouble("slots-damaged", file=NAME, backup=f"backups/{copies[-1].name}" if copies else "-")


def _write(folder: Path, slots: dict[str, Any]) -> None:
    """Whole or not at all, also after a power loss: without this file the data is lost. Trouble `slots-not-written`."""
    fresh = folder / (NAME + ".new")
    try:
        with open(fresh, "w", encoding="utf-8", opener=_private) as file:
            json.dump(slots, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(folder / NAME)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise Trouble("slots-not-written", file=NAME, reason=error.strerror or error) from error


_private: Callable[[str, int], int] = lambda path, flags: os.open(path, flags, 0o600)  # noqa: E731
