"""The slip's token: `HN1:` and Base45 of a CWT signed by the station; checked by anyone with the key list, offline."""

from collections.abc import Iterator
from dataclasses import dataclass

from workstation.release import claims, cose, keys
from workstation.release.claims import Cut
from workstation.release.cose import NotOurs, Sign
from workstation.release.values import TRIAL, UNFINISHED, Slip

PREFIX = "HN1:"
LONGEST = 1500
"""No token of ours is longer; anything longer is not read at all."""

AHEAD = 15 * 60 * 1000
"""Two stations' clocks may differ by so much (ms) before a slip counts as issued in the future; an assumption."""


@dataclass(frozen=True)
class Checked:
    """The answer about a token. `authentic`: True signed by a known key valid when issued, False not so, None the key is not known here.

    `slip` is what the token claims, without what is only printed; believe it only when `authentic` is True. `reasons` are keys, worst first; `root`
    is the fingerprint of the root whose key list was used; `cuts` are the lists the token shortened.
    """

    authentic: bool | None
    reasons: tuple[str, ...]
    root: str
    slip: Slip | None = None
    expired: bool = False
    revoked: bool = False
    cuts: tuple[Cut, ...] = ()


def kid(public: bytes) -> bytes:
    """The 8-byte key id a token carries, from the station's raw public key."""
    return keys.kid(public)


def sign(slip: Slip, sign: Sign, kid: bytes) -> str:
    """The token of a slip; `sign` is the journal's signing function, `kid` the id of its public key."""
    from base45 import b45encode

    return PREFIX + str(b45encode(cose.seal(claims.write(slip), kid, sign)), "ascii")


def check(text: str, known: keys.KeyList, now: int) -> Checked:
    """Check a token against the key list at a time (UTC ms); answers for any text, never raises."""
    try:
        signed = cose.unseal(_content(text))
        slip, cuts = claims.read(signed.payload)
    except NotOurs as reason:
        return Checked(authentic=False, reasons=(str(reason), *_age(known, now)), root=known.root)
    authentic, why = _authentic(signed, slip, known)
    expired = now > slip.expires_at
    key_revoked = known.key_revoked(signed.kid) is not None
    slip_revoked = known.slip_revoked(slip.number)
    told = (
        ("slip-expired", expired),
        ("slip-revoked", slip_revoked),
        ("slip-key-revoked", key_revoked),
        ("slip-not-yet", slip.issued_at > now + AHEAD),
        ("slip-unfinished", UNFINISHED in slip.marks or slip.basis == UNFINISHED),
        ("slip-trial", TRIAL in slip.marks),
    )
    reasons = (*why, *(key for key, holds in told if holds), *_age(known, now))
    return Checked(authentic, reasons, known.root, slip, expired, slip_revoked or key_revoked, cuts)


def covers(checked: Checked, slip: Slip) -> bool:
    """Whether a token says the same as a full slip from the journal, its shortened lists included."""
    return checked.slip is not None and claims.read(claims.write(slip)) == (checked.slip, checked.cuts)


def _content(text: str) -> bytes:
    from base45 import b45decode, b45encode

    if not text.startswith(PREFIX) or len(text) > LONGEST:
        raise NotOurs("slip-not-readable")
    coded = text.removeprefix(PREFIX)
    try:
        content = bytes(b45decode(coded))
    except ValueError as error:
        raise NotOurs("slip-not-readable") from error
    if str(b45encode(content), "ascii") != coded:
        raise NotOurs("slip-not-canonical")
    return content


def _authentic(signed: cose.Signed, slip: Slip, known: keys.KeyList) -> tuple[bool | None, tuple[str, ...]]:
    candidates = known.find(signed.kid)
    if not candidates:
        return None, ("slip-key-unknown",)
    signers = [each for each in candidates if keys.verifies(each.public, signed.signature, signed.message())]
    if not signers:
        return False, ("slip-signature-wrong",)
    why = tuple(_against(signers[0], slip, known))
    return not why, why


def _against(signer: keys.StationKey, slip: Slip, known: keys.KeyList) -> Iterator[str]:
    since = known.key_revoked(signer.kid)
    if signer.station != slip.station:
        yield "slip-station-differs"
    if not signer.valid_from // 1000 * 1000 <= slip.issued_at <= signer.valid_to or (since is not None and slip.issued_at >= since):
        yield "slip-key-not-valid"


def _age(known: keys.KeyList, now: int) -> tuple[str, ...]:
    return ("key-list-too-old",) if now - known.made_at > keys.MOST_AGE else ()
