import random
from dataclasses import replace

import cbor2
import pytest
from base45 import b45decode, b45encode
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cwt import COSEKey, VerifyError
from cwt import decode as cwt_decode
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.release.slips import CROWDED, DAY, NOW, PLAIN, PUBLIC, STATION_KEY, WORST, key_list, signed
from workstation.release import claims, cose, token
from workstation.release.keys import Revoked, StationKey
from workstation.release.values import BASES, CHANNELS, Slip
from workstation.words import Refused

KNOWN = key_list()


def check(text, now=NOW, known=KNOWN):
    return token.check(text, known, now)


def text_of(content):
    return "HN1:" + b45encode(content).decode()


def content_of(text):
    return b45decode(text.removeprefix("HN1:"))


def printed_only(slip):
    return replace(slip, enterprise_name="", goods="", pieces=None, emergency="", head_hash=slip.head_hash[:16])


def test_a_signed_slip_says_what_it_said():
    answer = check(signed(WORST))
    assert answer.authentic is True
    assert answer.slip == printed_only(WORST)
    assert (answer.expired, answer.revoked, answer.reasons) == (False, False, ("slip-trial",))
    assert answer.root == KNOWN.root
    assert token.covers(answer, WORST)
    assert not token.covers(answer, replace(WORST, seals=("HN12345678AB", "CN-9876543-Y")))


def test_long_lists_are_shortened_and_still_bound():
    answer = check(signed(CROWDED))
    assert answer.authentic is True
    assert answer.slip.containers == CROWDED.containers[:2]
    assert {each.field: each.count for each in answer.cuts} == {"containers": 60, "seals": 61, "declarations": 9}
    assert token.covers(answer, CROWDED)
    assert not token.covers(answer, replace(CROWDED, containers=(*CROWDED.containers[:-1], "MSKU9999999")))


def test_another_library_reads_it_as_a_cwt():
    later = replace(PLAIN, issued_at=1_700_000_000_000, expires_at=4_000_000_000_000)
    key = COSEKey.new({1: 1, -1: 6, -2: PUBLIC, 2: token.kid(PUBLIC), 3: -8})
    found = cwt_decode(content_of(signed(later)), key)
    assert (found[1], found[4], found[6]) == (PLAIN.station, 4_000_000_000, 1_700_000_000)
    with pytest.raises(VerifyError):
        cwt_decode(content_of(signed(replace(later, expires_at=1_700_000_001_000))), key)


@pytest.mark.parametrize("slip", [
    PLAIN,
    WORST,
    replace(WORST, declarations=("64012026I000000123", "64012026E000000124")),
    replace(WORST, release_lists=("HNFX202611000123",)),
    replace(WORST, passage="CNHXG-02-AAAA/99999", emergency="HK-EM-2026-0042", basis="emergency"),
    replace(WORST, seals=("A" * 22, "B" * 22)),
])
def test_two_containers_and_two_seals_fit_version_15_at_level_q(slip):
    from qrcode.constants import ERROR_CORRECT_Q
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_Q)
    code.add_data(signed(slip), optimize=0)
    code.make(fit=True)
    assert code.version <= 15


@pytest.mark.parametrize(("changes", "now", "authentic", "reason"), [
    ({}, PLAIN.expires_at + 1, True, "slip-expired"),
    ({}, NOW - DAY, True, "slip-not-yet"),
    ({"made_at": NOW - 32 * DAY}, NOW, True, "key-list-too-old"),
    ({"slips": (Revoked(PLAIN.number, NOW),)}, NOW, True, "slip-revoked"),
    ({"keys": (Revoked(token.kid(PUBLIC).hex(), NOW + DAY),)}, NOW, True, "slip-key-revoked"),
    ({"keys": (Revoked(token.kid(PUBLIC).hex(), NOW - DAY),)}, NOW, False, "slip-key-not-valid"),
    ({"stations": (StationKey(PLAIN.station, PUBLIC, NOW - DAY, NOW - 1),)}, NOW, False, "slip-key-not-valid"),
    ({"stations": (StationKey(PLAIN.station, PUBLIC, NOW + DAY, NOW + 2 * DAY),)}, NOW, False, "slip-key-not-valid"),
    ({"stations": (StationKey("CNHXG-04-AAAA", PUBLIC, NOW - DAY, NOW + DAY),)}, NOW, False, "slip-station-differs"),
    ({"stations": ()}, NOW, None, "slip-key-unknown"),
])
def test_every_trouble_is_its_own_answer(changes, now, authentic, reason):
    answer = check(signed(PLAIN), now, key_list(**changes))
    assert answer.authentic is authentic
    assert reason in answer.reasons
    assert answer.slip == printed_only(PLAIN)
    assert answer.expired is (reason == "slip-expired")
    assert answer.revoked is (reason in ("slip-revoked", "slip-key-revoked") or bool(changes.get("keys")))


def test_a_slip_signed_by_another_key_under_our_key_id_is_forged():
    other = Ed25519PrivateKey.generate()
    answer = check(token.sign(PLAIN, other.sign, token.kid(PUBLIC)))
    assert (answer.authentic, answer.reasons) == (False, ("slip-signature-wrong",))


def test_an_unfinished_inspection_is_no_release():
    assert "slip-unfinished" in check(signed(replace(PLAIN, basis="unfinished"))).reasons
    assert "slip-unfinished" in check(signed(replace(PLAIN, marks=("unfinished",)))).reasons


@pytest.mark.parametrize("wrong", [{"number": "HXG04-261121-00123-6"}, {"number": "x"}, {"channel": "green"}, {"station": "CNHXG"}])
def test_a_slip_that_cannot_be_said_is_a_bug_when_signed(wrong):
    with pytest.raises((ValueError, IndexError, Refused)):
        signed(replace(PLAIN, **wrong))


LETTERS = some.text("ABCXYZ0123456789-. 琼挂港𠮷", min_size=1, max_size=20)


@settings(deadline=None, max_examples=200)
@given(
    vehicle=LETTERS, weight=some.from_regex(r"[0-9]{1,6}(\.[0-9]{1,3})?", fullmatch=True), seals=some.lists(LETTERS, max_size=5).map(tuple),
    containers=some.lists(LETTERS, max_size=5).map(tuple), channel=some.sampled_from(CHANNELS), basis=some.sampled_from(BASES),
    head_seq=some.integers(0, 2**53 - 1), enterprise=some.text("0A9Z", max_size=19), passage=LETTERS,
)
def test_any_slip_comes_back(**fields):
    slip = replace(PLAIN, **fields)
    found, cuts = claims.read(claims.write(slip))
    assert found == printed_only(replace(slip, containers=slip.containers[:2], seals=slip.seals[:2]))
    assert len(cuts) == (len(slip.containers) > 2) + (len(slip.seals) > 2)
    assert Slip.of(slip.as_map()) == slip


@settings(deadline=None, max_examples=300)
@given(some.one_of(some.text(), some.text().map("HN1:".__add__), some.binary(max_size=300).map(text_of)))
def test_any_text_gets_an_answer(text):
    assert check(text).authentic in (False, None)


def other_forms(content):
    """The same message in encodings that a lenient reader would take for equal."""
    tag, array, (header, _, payload, signature) = content[:1], content[1:2], cbor2.loads(content).value
    head, tail = b"\x4d" + header, b"\x58\x40" + signature
    body = cbor2.dumps(payload)
    yield content[1:]
    yield b"\xd8\x3d" + content
    yield b"\xd9\xd9\xf7" + content
    yield b"\xd8\x12" + content[1:]
    yield b"\xc2" + content[1:]
    yield tag + b"\x9f" + content[2:] + b"\xff"
    yield tag + b"\x98\x04" + content[2:]
    yield tag + array + b"\x58" + head + b"\xa0" + body + tail
    yield tag + array + head + b"\xbf\xff" + body + tail
    yield tag + array + head + b"\xa1\x01\x27" + body + tail
    yield tag + array + head + b"\xf6" + body + tail
    yield tag + array + head + b"\xa0" + b"\x59" + len(payload).to_bytes(2, "big") + payload + tail
    yield tag + array + head + b"\xa0\x5f" + body + b"\xff" + tail
    yield tag + array + head + b"\xa0" + body + b"\x59\x00\x40" + signature
    yield tag + array + b"\x4d\xa2\x04\x48" + header[5:] + b"\x01\x27" + b"\xa0" + body + tail
    yield tag + array + b"\x4e\xa2\x01\x38\x07" + header[3:] + b"\xa0" + body + tail
    yield tag + array + head + b"\xa0" + body + b"\x58\x40" + signature[:32] + plus_order(signature[32:])


def plus_order(scalar):
    """The same scalar modulo the group's order, which a careless verifier takes too."""
    order = 2**252 + 27742317777372353535851937790883648493
    return (int.from_bytes(scalar, "little") + order).to_bytes(32, "little")


def mutants(text, chance):
    """Endlessly: flipped bits, tails, cuts, tags, re-encodings and spellings of one token."""
    content = content_of(text)
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
    forms = list(other_forms(content))
    while True:
        place, spot = chance.randrange(len(content)), chance.randrange(4, len(text))
        yield text_of(content[:place] + bytes([content[place] ^ 1 << chance.randrange(8)]) + content[place + 1 :])
        yield text_of(content + chance.randbytes(chance.randint(1, 4)))
        yield text_of(content[:place])
        yield text_of(chance.randbytes(chance.randint(1, 3)) + content)
        yield text_of(content[:place] + chance.randbytes(2) + content[place:])
        yield text_of(chance.choice(forms))
        yield text[:spot] + chance.choice([each for each in alphabet if each != text[spot]]) + text[spot + 1 :]
        yield text[:spot] + chance.choice(alphabet) + text[spot:]
        yield text[: spot - 1]
        lowered = text[:spot] + text[spot:].lower()
        yield lowered if lowered != text else text.lower()
        yield text + chance.choice(("\n", " ", "\r\n", "\0", "=", "::", "HN1:"))
        yield chance.choice((" ", "HN1:", "\ufeff", "hn1:", "HN2:", "HC1:")) + text.removeprefix("HN1:")


def test_none_of_ten_thousand_mutated_tokens_is_accepted():
    chance = random.Random(20261121)
    tokens = [signed(PLAIN), signed(WORST), signed(CROWDED)]
    endless = [mutants(text, chance) for text in tokens]
    tried = 0
    while tried < 10_000:
        mutant = next(endless[tried % 3])
        tried += 1
        if mutant not in tokens:
            answer = check(mutant)
            assert answer.authentic is not True, mutant
            assert answer.reasons, mutant
    assert all(check(text).authentic is True for text in tokens)


def test_the_station_itself_cannot_sign_a_second_form():
    payload = claims.write(PLAIN)
    plain = cbor2.loads(payload)
    unsorted = cbor2.dumps(dict(reversed(plain.items())))
    others = [
        unsorted,
        payload + b"\x00",
        b"\xbf" + payload[1:] + b"\xff",
        b"\xb8" + bytes([len(plain)]) + payload[1:],
        cose.dump({**plain, 4: float(plain[4])}),
        cose.dump({**plain, -10: True}),
        cose.dump({**plain, -14: [118.0, plain[-14][1]]}),
        cose.dump({**plain, -14: [True, plain[-14][1]]}),
        cose.dump({**plain, -5: ["MSKU0383250"]}),
        cose.dump({**plain, -5: [b"\x00" + plain[-5][0]]}),
        cose.dump({**plain, -5: []}),
        cose.dump({**plain, -5: [*plain[-5], *plain[-5], 2, bytes(8)]}),
        cose.dump({**plain, -9: "914600006200251612"}),
        cose.dump({**plain, -3: ""}),
        cose.dump({**plain, -2: f"{PLAIN.station}/101"}),
        cose.dump({**plain, -15: 0}),
        cose.dump({**plain, -15: 4}),
        cose.dump({**plain, -99: 1}),
        cose.dump({**plain, -1: -5}),
        cose.dump({**plain, 6: 2**60}),
        cose.dump({**plain, 1: "CNHXG"}),
        cose.dump([plain]),
        cose.dump({key: value for key, value in plain.items() if key != 1}),
    ]
    for other in others:
        answer = check(text_of(cose.seal(other, token.kid(PUBLIC), STATION_KEY.sign)))
        assert answer.authentic is False, other
        assert answer.reasons[0] in ("slip-not-canonical", "slip-not-readable")
    assert check(text_of(cose.seal(payload, token.kid(PUBLIC), STATION_KEY.sign))).authentic is True
