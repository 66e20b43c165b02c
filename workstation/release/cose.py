"""COSE_Sign1 with Ed25519 (RFC 9052, RFC 9053) in one exact form: every other encoding of the same content is not ours.

Why not the library `cwt` here: it wants the private key itself, while the station's key never leaves the journal (we get a signing function), and its
decoder takes a trailing byte and a leading tag. The tests hold both together: `cwt` reads every token made here.
"""

from collections.abc import Callable
from dataclasses import dataclass

Sign = Callable[[bytes], bytes]
"""Signs a message with the station's Ed25519 key and returns 64 bytes."""

KID_SIZE = 8
SIGNATURE_SIZE = 64

_ALG, _KID, _EDDSA = 1, 4, -8
_TAG = 18


class NotOurs(ValueError):  # noqa: N818 - an answer about a token, not an error of the program
    """The bytes are not a signed message in our exact form; the text is a reason key."""


@dataclass(frozen=True)
class Signed:
    """The parts of a message whose form is right; nothing in it is believed before the signature is."""

    kid: bytes
    payload: bytes
    signature: bytes

    def message(self) -> bytes:
        """The bytes under the signature (Sig_structure of RFC 9052, section 4.4, no external data)."""
        return _message(_header(self.kid), self.payload)


def seal(payload: bytes, kid: bytes, sign: Sign) -> bytes:
    """Sign a payload; the algorithm and the 8-byte key id stand in the protected header, so that another suite can come in."""
    signature = sign(_message(_header(kid), payload))
    if len(kid) != KID_SIZE or len(signature) != SIGNATURE_SIZE:
        raise ValueError("an 8-byte key id and a 64-byte signature")
    return _whole(Signed(kid, payload, signature))


def unseal(content: bytes) -> Signed:
    """The parts of a signed message; raises NotOurs unless its bytes equal their own canonical re-encoding."""
    import cbor2

    whole = load(content)
    if not isinstance(whole, cbor2.CBORTag) or whole.tag != _TAG or not isinstance(whole.value, (list, tuple)) or len(whole.value) != 4:
        raise NotOurs("slip-not-readable")
    protected, _, payload, signature = whole.value
    if not all(isinstance(part, bytes) for part in (protected, payload, signature)) or len(signature) != SIGNATURE_SIZE:
        raise NotOurs("slip-not-readable")
    header = load(protected)
    kid = header.get(_KID) if isinstance(header, dict) else None
    if not isinstance(kid, bytes) or len(kid) != KID_SIZE:
        raise NotOurs("slip-not-readable")
    found = Signed(kid, payload, signature)
    if _whole(found) != content:
        raise NotOurs("slip-not-canonical")
    return found


def load(content: bytes) -> object:
    """One CBOR value; raises NotOurs for anything the decoder stumbles over. Bytes after the value are found by re-encoding."""
    import cbor2

    try:
        return cbor2.loads(content)
    except (cbor2.CBORError, ValueError, TypeError, OverflowError, RecursionError, MemoryError) as error:
        raise NotOurs("slip-not-readable") from error


def dump(value: object) -> bytes:
    """Deterministic CBOR (RFC 8949, section 4.2.1; all our keys are one byte, where the older length-first order is the same)."""
    import cbor2

    return bytes(cbor2.dumps(value, canonical=True))


def _header(kid: bytes) -> bytes:
    return dump({_ALG: _EDDSA, _KID: kid})


def _message(protected: bytes, payload: bytes) -> bytes:
    return dump(["Signature1", protected, b"", payload])


def _whole(parts: Signed) -> bytes:
    import cbor2

    return dump(cbor2.CBORTag(_TAG, [_header(parts.kid), {}, parts.payload, parts.signature]))
