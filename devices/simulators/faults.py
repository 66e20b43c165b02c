"""What goes wrong between a device and a port: one message as it was meant -> the pieces that reach the line (facts, section 7). Pure, repeatable by a seed."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from devices.trouble import DeviceTrouble


@dataclass(frozen=True)
class Broken:
    """A message on its way: the writes in their order; `unplugged`: the plug is pulled after the last of them."""

    writes: tuple[bytes, ...]
    unplugged: bool = False


Fault = Callable[[bytes, random.Random], Broken]


def named(given: object) -> tuple[str, ...]:
    """The faults of a step: one name or a list of names, none for "" and "none". Raises DeviceTrouble `line-wrong` (reason)."""
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, list | tuple) or any(name not in NAMES and name not in ("", "none") for name in names):
        raise DeviceTrouble("line-wrong", reason=f"fault is one or more of {', '.join(NAMES)}, or none")
    return tuple(name for name in names if name in NAMES)


def broken(message: bytes, names: tuple[str, ...], chance: random.Random) -> Broken:
    """The message with every fault of `names`, in the order of NAMES: first the bytes change, then the writes."""
    writes: tuple[bytes, ...] = (message,)
    unplugged = False
    for name in sorted(names, key=NAMES.index):
        if name in _FAULTS:
            pieces = [_FAULTS[name](write, chance) for write in writes if write]
            writes = tuple(write for piece in pieces for write in piece.writes)
            unplugged |= any(piece.unplugged for piece in pieces)
    return Broken(writes, unplugged)


def _noise(message: bytes, chance: random.Random) -> Broken:
    """Random bytes before and after."""
    return Broken((chance.randbytes(chance.randint(1, _NOISE)) + message + chance.randbytes(chance.randint(1, _NOISE)),))


def _flip(message: bytes, chance: random.Random) -> Broken:
    """One bit turned by a long cable beside a motor."""
    place = chance.randrange(len(message) * 8)
    turned = bytearray(message)
    turned[place // 8] ^= 1 << place % 8
    return Broken((bytes(turned),))


def _baud(message: bytes, chance: random.Random) -> Broken:
    """What a port set to the wrong speed makes of it: many bytes of few kinds."""
    return Broken((bytes(chance.choice(_WRONG_BAUD) for _ in range(2 * len(message))),))


def _parity(message: bytes, _: random.Random) -> Broken:
    """7E1 read as 8N1: bit 7 makes the number of ones even."""
    return Broken((bytes(byte & 0x7F | (byte & 0x7F).bit_count() % 2 << 7 for byte in message),))


def _suffix(message: bytes, _: random.Random) -> Broken:
    """The last byte, which ends the frame, is lost."""
    return Broken((message[:-1],))


def _bounce(message: bytes, _: random.Random) -> Broken:
    """A worn trigger: the same message twice within milliseconds."""
    return Broken((message, message))


def _split(message: bytes, chance: random.Random) -> Broken:
    """Several writes of random sizes."""
    cuts = sorted(chance.sample(range(1, len(message)), min(3, len(message) - 1)))
    return Broken(tuple(message[start:end] for start, end in zip([0, *cuts], [*cuts, len(message)], strict=True)))


def _unplug(message: bytes, _: random.Random) -> Broken:
    """The cable is pulled in the middle."""
    return Broken((message[: (len(message) + 1) // 2],), unplugged=True)


_FAULTS: Mapping[str, Fault] = {
    "noise": _noise, "flip": _flip, "baud": _baud, "parity": _parity, "suffix": _suffix, "bounce": _bounce, "split": _split, "unplug": _unplug,
}

MERGE, DEAF = "merge", "deaf"

NAMES = (*_FAULTS, MERGE, DEAF)
"""Every fault. The line does the last two: `merge` keeps messages back and writes several at once, as USB does; `deaf` loses what the host writes."""

_NOISE = 12
_WRONG_BAUD = bytes.fromhex("F8FE8000E0C0")
