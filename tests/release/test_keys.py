import random

import pytest

from tests.release.slips import DAY, NOW, PLAIN, PUBLIC, ROOT, ROOT_KEY, STATION_KEY, key_list
from workstation.release import keys
from workstation.release.keys import KeyList, Revoked, StationKey
from workstation.words import Refused

LIST = KeyList(
    keys.fingerprint(ROOT),
    NOW,
    (StationKey(PLAIN.station, PUBLIC, NOW - DAY, NOW + DAY), StationKey("CNHXG-04-AAAA", ROOT, NOW, NOW + DAY)),
    (Revoked(PLAIN.number, NOW),),
    (Revoked(keys.kid(ROOT).hex(), NOW),),
)


@pytest.fixture
def pack(tmp_path):
    path = tmp_path / "keys.pack"
    path.write_bytes(keys.make(ROOT, ROOT_KEY.sign, LIST))
    return path


@pytest.mark.parametrize("root", [keys.fingerprint(ROOT), ROOT.hex(), ROOT.hex().upper()])
def test_a_signed_list_is_read_back(pack, root):
    found = keys.read(pack, root)
    assert found == LIST
    assert found.find(keys.kid(PUBLIC)) == LIST.stations[:1]
    assert found.find(bytes(8)) == ()
    assert found.slip_revoked(PLAIN.number)
    assert found.key_revoked(keys.kid(ROOT)) == NOW
    assert found.key_revoked(keys.kid(PUBLIC)) is None


def test_another_root_is_refused_with_both_fingerprints(pack):
    with pytest.raises(Refused, match=f"signed by root {keys.fingerprint(ROOT)}, but the root here is 00"):
        keys.read(pack, "00" * 8)


def test_a_list_signed_by_another_key_is_refused(pack):
    pack.write_bytes(keys.make(ROOT, STATION_KEY.sign, LIST))
    with pytest.raises(Refused, match="keys-signature"):
        keys.read(pack, keys.fingerprint(ROOT))


def test_no_changed_cut_or_added_byte_is_taken(pack):
    content = pack.read_bytes()
    chance = random.Random(1)
    places = [(place, bytes([content[place] ^ 1 << chance.randrange(8)])) for place in range(len(content))]
    changed = [content[:place] + other + content[place + 1 :] for place, other in places]
    cut = [content[:place] for place in range(0, len(content), 7)]
    for other in [*changed, *cut, content + b"\n", content + b"x", b" " + content, b"", b"\n", b"{}\n", b"[" * 100_000]:
        with pytest.raises(Refused, match="keys-"):
            keys.parse(other, keys.fingerprint(ROOT))


def test_a_signed_list_of_another_shape_is_refused():
    for line in (b"{}", b'{"kind":"port-officer-keys"}', b'{"kind":"port-officer-pack","version":1}', b"[]", b"null"):
        with pytest.raises(Refused, match="keys-wrong"):
            keys.parse(line + b"\n" + ROOT_KEY.sign(line).hex().encode() + b"\n", keys.fingerprint(ROOT))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(Refused, match=r"keys-missing.*none\.pack"):
        keys.read(tmp_path / "none.pack", keys.fingerprint(ROOT))


def test_the_list_of_the_tests_is_signed_by_its_root():
    assert key_list().root == keys.fingerprint(ROOT)
