"""What makes events a chain of one station: its name from its key, and how each event holds on to the one before."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

FIRST = bytes(32)
"""The previous hash of the first event."""


def link(previous: bytes, stored: bytes) -> bytes:
    """The hash of an event: SHA-256 over the previous hash and the exact stored bytes."""
    return hashlib.sha256(previous + stored).digest()


def station_id(port: str, lane: str, public_key: bytes) -> str:
    """`CNHXG-03-7KQ2`: port, lane and four characters (base32) of the station's public key."""
    return f"{port}-{lane}-{base64.b32encode(public_key)[:4].decode()}"

RESTORED = "station.restored"
"""The one kind of event before which a chain may leave places out: those of a tail that a restore lost. Its body says which."""


def past_a_gap(kind: str, seq: int, body: Mapping[str, Any], last: int) -> bool:
    """Whether this is the event of a restore that names `last`, the place before it, and stands behind the last place it gives up."""
    return bool(kind == RESTORED and body["head"] == last and seq == body["witnessed"] + 1 > last)
