"""The claims of a slip token: a slip as a small CBOR map (CWT, RFC 8392) and back, in exactly one way.

Keys 1, 4 and 6 are the CWT claims iss (the station), exp and iat (seconds). The others are ours, one byte each:
-1 number (days since 2000-01-01 times 100000 plus the running number; port, lane and check character follow from the rest), -2 passage (its seq when
the station itself opened it), -3 vehicle, -4 trailer, -5 containers, -6 seals, -7 declarations, -8 release lists, -9 enterprise, -10 channel,
-11 basis, -12 officers, -13 weight, -14 [journal seq, first 8 bytes of its hash], -15 marks (bits). Empty claims are left out.

A text is packed: digits without a leading zero are an integer; what is spelt with `0-9 A-Z - .` alone is a byte string, the number 1 followed by base-38
digits; everything else is text. A list of more than two is its first two, its length and 8 bytes of SHA-256 over its sorted members joined by newlines.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from workstation.release import numbers
from workstation.release.cose import NotOurs, dump, load
from workstation.release.values import BASES, CHANNELS, MARKS, Slip
from workstation.words import Refused

SHOWN = 2
"""So many members of a list stand in a token."""

_ISS, _EXP, _IAT = 1, 4, 6
_NUMBER, _PASSAGE, _CHANNEL, _BASIS, _HEAD, _MARKS = -1, -2, -10, -11, -14, -15
_TEXTS = {-3: "vehicle", -4: "trailer", -9: "enterprise", -13: "weight"}
_LISTS = {-5: "containers", -6: "seals", -7: "declarations", -8: "release_lists", -12: "officers"}
_EPOCH = date(2000, 1, 1)
_LAST_SECOND = 253_402_300_800  # the end of the year 9999, past which no calendar of ours goes
_SPELT = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-."
_DIGITS = re.compile(r"[1-9][0-9]{0,18}", re.ASCII)
_STATION = re.compile(r"[A-Z]{2}[A-Z2-9]{3}-[0-9]{2}-[A-Z2-7]{4}", re.ASCII)


@dataclass(frozen=True)
class Cut:
    """A list the token shortened: the field of the slip, how many members it has, and 8 bytes of the digest of all of them."""

    field: str
    count: int
    digest: bytes

    def stands_for(self, members: Sequence[str]) -> bool:
        """Whether these are its members: all of them and no other, in any order."""
        return len(members) == self.count and digest(members) == self.digest


def digest(members: Sequence[str]) -> bytes:
    """Eight bytes that stand for a whole list, whatever its order."""
    return hashlib.sha256("\n".join(sorted(members)).encode()).digest()[:8]


def write(slip: Slip) -> bytes:
    """The claims of a slip, canonical CBOR; one that cannot be said in a token (wrong number, unknown channel or basis) is a bug and raises ValueError."""
    cuts = [Cut(name, len(getattr(slip, name)), digest(getattr(slip, name))) for name in _LISTS.values() if len(getattr(slip, name)) > SHOWN]
    return dump(_claims(slip, cuts))


def read(payload: bytes) -> tuple[Slip, tuple[Cut, ...]]:
    """The slip a token claims and the lists it shortened; raises NotOurs unless writing it again gives the same bytes."""
    claims = load(payload)
    if not isinstance(claims, dict):
        raise NotOurs("slip-not-readable")
    try:
        slip, cuts = _slip(claims)
        again = dump(_claims(slip, cuts))
    except NotOurs:
        raise
    except (LookupError, TypeError, ValueError, OverflowError, AttributeError, Refused) as error:
        raise NotOurs("slip-not-readable") from error
    if again != payload:
        raise NotOurs("slip-not-canonical")
    return slip, cuts


def _claims(slip: Slip, cuts: Sequence[Cut]) -> dict[int, Any]:
    cut = {each.field: each for each in cuts}
    found: dict[int, Any] = {
        _ISS: slip.station,
        _EXP: slip.expires_at // 1000,
        _IAT: slip.issued_at // 1000,
        _NUMBER: _pack_number(slip),
        _PASSAGE: _pack_passage(slip),
        _CHANNEL: CHANNELS.index(slip.channel) + 1,
        _BASIS: BASES.index(slip.basis) + 1,
    }
    found |= {key: pack(getattr(slip, name)) for key, name in _TEXTS.items() if getattr(slip, name)}
    found |= {key: _pack_list(getattr(slip, name), cut.get(name)) for key, name in _LISTS.items() if getattr(slip, name)}
    if slip.head_hash:
        found[_HEAD] = [slip.head_seq, bytes.fromhex(slip.head_hash[:16])]
    bits = sum(1 << place for place, mark in enumerate(MARKS) if mark in slip.marks)
    if bits:
        found[_MARKS] = bits
    return found


def _slip(claims: Mapping[int, Any]) -> tuple[Slip, tuple[Cut, ...]]:
    station = claims[_ISS]
    if not _STATION.fullmatch(station):
        raise NotOurs("slip-not-readable")
    packed: dict[str, Any] = {name: unpack(claims[key]) for key, name in _TEXTS.items() if key in claims}
    packed |= {name: tuple(map(unpack, claims[key][:SHOWN])) for key, name in _LISTS.items() if key in claims}
    if _HEAD in claims:
        seq, head = claims[_HEAD]
        packed |= {"head_seq": _whole(seq, 2**53), "head_hash": _eight(head).hex()}
    slip = Slip(
        number=_unpack_number(_whole(claims[_NUMBER], 2**32), station),
        station=station,
        passage=_unpack_passage(claims[_PASSAGE], station),
        channel=CHANNELS[_whole(claims[_CHANNEL] - 1, len(CHANNELS))],
        basis=BASES[_whole(claims[_BASIS] - 1, len(BASES))],
        issued_at=_whole(claims[_IAT], _LAST_SECOND) * 1000,
        expires_at=_whole(claims[_EXP], _LAST_SECOND) * 1000,
        marks=tuple(mark for place, mark in enumerate(MARKS) if claims.get(_MARKS, 0) >> place & 1),
        **packed,
    )
    return slip, tuple(_cuts(claims))


def _cuts(claims: Mapping[int, Any]) -> Iterator[Cut]:
    for key, name in _LISTS.items():
        if len(claims.get(key, ())) > SHOWN:
            *_, count, members = claims[key]
            if _whole(count, 2**32) <= SHOWN:
                raise NotOurs("slip-not-canonical")
            yield Cut(name, count, _eight(members))


def _whole(value: object, below: int) -> int:
    """A whole number as it must stand in a token: neither bool nor float, which Python takes for equal."""
    if type(value) is not int or not 0 <= value < below:
        raise NotOurs("slip-not-readable")
    return value


def _eight(value: object) -> bytes:
    if type(value) is not bytes or len(value) != 8:
        raise NotOurs("slip-not-readable")
    return value


def pack(text: str) -> int | bytes | str:
    """The shortest form of a text, by one fixed rule."""
    if _DIGITS.fullmatch(text):
        return int(text)
    if text and all(letter in _SPELT for letter in text):
        whole = 1
        for letter in text:
            whole = whole * len(_SPELT) + _SPELT.index(letter)
        return whole.to_bytes((whole.bit_length() + 7) // 8, "big")
    return text


def unpack(packed: int | bytes | str) -> str:
    """The text of a packed form; that it was the right form is found by packing again."""
    if isinstance(packed, bytes):
        letters, whole = [], int.from_bytes(packed, "big")
        while whole > 1:
            whole, place = divmod(whole, len(_SPELT))
            letters.append(_SPELT[place])
        return "".join(reversed(letters))
    return packed if isinstance(packed, str) else str(packed)


def _pack_list(members: Sequence[str], cut: Cut | None) -> list[Any]:
    shown = [pack(each) for each in members[:SHOWN]]
    return shown if cut is None else [*shown, cut.count, cut.digest]


def _pack_number(slip: Slip) -> int:
    number = numbers.parse(slip.number)
    if (number.port, number.lane) != (slip.port[2:], slip.lane):
        raise ValueError("a slip's number names its own port and lane")
    return (number.day - _EPOCH).days * 100_000 + number.running


def _unpack_number(packed: int, station: str) -> str:
    days, running = divmod(packed, 100_000)
    port, lane = station.split("-")[:2]
    return numbers.spell(numbers.Number(port[2:], lane, _EPOCH + timedelta(days=days), running))


def _pack_passage(slip: Slip) -> int | str:
    station, _, seq = slip.passage.rpartition("/")
    return int(seq) if station == slip.station and _DIGITS.fullmatch(seq) else slip.passage


def _unpack_passage(packed: int | str, station: str) -> str:
    return packed if isinstance(packed, str) else f"{station}/{packed}"
