"""The personal code of a QR: `HNP1:CODE:SIGNATURE`; the signature is Base45 of a COSE_Sign1 (EdDSA) by an issuer of the key list, with issue and expiry.

Our own format, because the real one is not public. Claims (deterministic CBOR, CWT keys of RFC 8392): 1 issuer, 4 expiry and 6 issue (seconds), -1 the code, which
must be the one written before the signature. An issuer is a key of `keys.pack` whose name begins with `PERSON-`; no lane's key can issue a person's code,
and no issuer's key can sign a slip. Unsigned, unreadable, forged, unknown key, key not valid, not yet and expired are different answers.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workstation.desk.station import KEY_YEARS, KEYS, Station, publish
from workstation.release import cose, keys
from workstation.release.cose import NotOurs, Sign
from workstation.release.token import AHEAD
from workstation.words import Refused

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ISSUER = "PERSON-"
SECRET = "personal-issuer"  # noqa: S105 - the name under which the trial issuer's key is kept, not the key
LONGEST = 2048

_CODE_SHAPE = re.compile(r"[0-9A-Z-]{4,64}")
_ISS, _EXP, _IAT, _CODE = 1, 4, 6, -1


@dataclass(frozen=True)
class Claims:
    """What a personal code says of itself; times in UTC ms, whole seconds."""

    issuer: str
    code: str
    issued_at: int
    expires_at: int


def sign(claims: Claims, sign: Sign, kid: bytes) -> str:
    """The text of a personal code's QR; `sign` is the issuer's signing function, `kid` the id of its public key."""
    from base45 import b45encode

    body = {_ISS: claims.issuer, _EXP: claims.expires_at // 1000, _IAT: claims.issued_at // 1000, _CODE: claims.code}
    return f"HNP1:{claims.code}:{str(b45encode(cose.seal(cose.dump(body), kid, sign)), 'ascii')}"


def check(code: str, signature: str, known: keys.KeyList, now: int) -> str:
    """`signed`; everything else is refused: `personal-unsigned`, `-unreadable`, `-forged`, `-key-unknown`, `-key-not-valid`, `-not-yet`, `-expired`."""
    if not signature:
        raise Refused("personal-unsigned")
    try:
        sealed = cose.unseal(_content(signature))
        claims = _claims(sealed.payload)
    except NotOurs as error:
        raise Refused("personal-unreadable") from error
    candidates = known.find(sealed.kid)
    if not candidates:
        raise Refused("personal-key-unknown")
    signer = next((each for each in candidates if keys.verifies(each.public, sealed.signature, sealed.message())), None)
    if signer is None or claims.code != code:
        raise Refused("personal-forged")
    _in_time(claims, signer, known, now)
    return "signed"


def issue(station: Station, code: str, hours: int) -> str:
    """A personal code of a trial issuer, whose key this station makes and its trial root vouches for. Refused `personal-code`, `no-root-key`."""
    if not _CODE_SHAPE.fullmatch(code) or not 1 <= hours <= KEY_YEARS * 8784:
        raise Refused("personal-code", code=code[:20])
    issuer, now = f"{ISSUER}{station.settings.port}", station.clock()
    private = _trial_key(station)
    public = private.public_key().public_bytes_raw()
    # A second early: keys.pack keeps whole seconds.
    own = keys.StationKey(issuer, public, now - 1000, now + KEY_YEARS * 366 * 86_400_000)
    if not publish(station.folder, station.settings.root, now, stations=(own,)):
        raise Refused("no-root-key", path=station.folder)
    return sign(Claims(issuer, code, now, now + hours * 3_600_000), private.sign, keys.kid(public))


def known_keys(station: Station) -> keys.KeyList:
    """The key list of this station."""
    return keys.read(station.folder / KEYS, station.settings.root)


def _trial_key(station: Station) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    kept = station.journal.secret(SECRET)
    if kept is None:
        kept = Ed25519PrivateKey.generate().private_bytes_raw()
        station.journal.keep_secret(SECRET, kept)
    return Ed25519PrivateKey.from_private_bytes(kept)


def _in_time(claims: Claims, signer: keys.StationKey, known: keys.KeyList, now: int) -> None:
    since = known.key_revoked(signer.kid)
    inside = signer.valid_from // 1000 * 1000 <= claims.issued_at <= signer.valid_to
    if not signer.station.startswith(ISSUER) or signer.station != claims.issuer or not inside or since is not None:
        raise Refused("personal-key-not-valid", issuer=claims.issuer[:40])
    if claims.issued_at > now + AHEAD:
        raise Refused("personal-not-yet")
    if now > claims.expires_at:
        from workstation.settings import local_time

        raise Refused("personal-expired", until=f"{local_time(claims.expires_at):%Y-%m-%d %H:%M}")


def _content(signature: str) -> bytes:
    from base45 import b45decode, b45encode

    if len(signature) > LONGEST:
        raise NotOurs("personal-unreadable")
    try:
        content = bytes(b45decode(signature))
    except ValueError as error:
        raise NotOurs("personal-unreadable") from error
    if str(b45encode(content), "ascii") != signature:
        raise NotOurs("personal-unreadable")
    return content


def _claims(payload: bytes) -> Claims:
    found = cose.load(payload)
    if not isinstance(found, dict) or set(found) != {_ISS, _EXP, _IAT, _CODE} or cose.dump(found) != payload:
        raise NotOurs("personal-unreadable")
    issuer, code, times = found[_ISS], found[_CODE], (found[_IAT], found[_EXP])
    if not isinstance(issuer, str) or not isinstance(code, str) or any(type(each) is not int or not 0 <= each < 2**33 for each in times):
        raise NotOurs("personal-unreadable")
    return Claims(issuer, code, times[0] * 1000, times[1] * 1000)
