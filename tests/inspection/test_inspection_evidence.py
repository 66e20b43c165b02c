"""Evidence: encrypted, nameless, bound by hash; every changed byte is found."""

import hashlib
import resource
import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workstation.inspection import evidence
from workstation.words import Refused, Trouble

KEY = bytes(range(32))
PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4 + b"\xff\xd9"


def stored(folder):
    (path,) = list(folder.iterdir())
    return path


def test_it_comes_back_byte_for_byte(tmp_path):
    folder = tmp_path / "evidence"
    kept = evidence.keep(folder, KEY, PHOTO)
    assert (kept.sha256, kept.size, kept.mime) == (hashlib.sha256(PHOTO).hexdigest(), len(PHOTO), "image/jpeg")
    assert evidence.open_(folder, KEY, kept.sha256) == PHOTO
    assert evidence.verify(folder, KEY, [kept.sha256]) == evidence.Checked((), ())


def test_the_file_says_nothing(tmp_path):
    kept = evidence.keep(tmp_path / "e", KEY, PHOTO)
    path = stored(tmp_path / "e")
    assert kept.sha256 not in path.name
    assert PHOTO[:16] not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_same_content_is_kept_once(tmp_path):
    evidence.keep(tmp_path, KEY, PHOTO)
    before = stored(tmp_path).read_bytes()
    evidence.keep(tmp_path, KEY, PHOTO)
    assert stored(tmp_path).read_bytes() == before


@settings(max_examples=150, deadline=None)
@given(place=st.integers(0, len(PHOTO) + 31), bit=st.integers(0, 7))
def test_every_changed_bit_is_found_and_keeping_again_mends(tmp_path_factory, place, bit):
    folder = tmp_path_factory.mktemp("evidence")
    kept = evidence.keep(folder, KEY, PHOTO)
    path = stored(folder)
    whole = bytearray(path.read_bytes())
    whole[place] ^= 1 << bit
    path.write_bytes(whole)
    assert evidence.verify(folder, KEY, [kept.sha256]).damaged == (kept.sha256,)
    with pytest.raises(Refused, match="evidence-damaged"):
        evidence.open_(folder, KEY, kept.sha256)
    evidence.keep(folder, KEY, PHOTO)
    assert evidence.open_(folder, KEY, kept.sha256) == PHOTO


@pytest.mark.parametrize("cut", [0, 3, 4, 20, -1])
def test_a_cut_file_is_found(tmp_path, cut):
    kept = evidence.keep(tmp_path, KEY, PHOTO)
    path = stored(tmp_path)
    path.write_bytes(path.read_bytes()[:cut])
    assert evidence.verify(tmp_path, KEY, [kept.sha256]).damaged == (kept.sha256,)


def test_a_swapped_file_is_found(tmp_path):
    first = evidence.keep(tmp_path, KEY, PHOTO)
    path = stored(tmp_path)
    second = evidence.keep(tmp_path, KEY, PHOTO + b"x")
    other = next(each for each in tmp_path.iterdir() if each != path)
    path.write_bytes(other.read_bytes())
    assert evidence.verify(tmp_path, KEY, [first.sha256, second.sha256]).damaged == (first.sha256,)


def test_other_content_under_the_right_name_is_found_even_from_who_has_the_key(tmp_path):
    kept = evidence.keep(tmp_path, KEY, PHOTO)
    path = stored(tmp_path)
    path.write_bytes(b"HNE1" + evidence._seal(path.name, KEY, PHOTO + b"x"))
    assert evidence.verify(tmp_path, KEY, [kept.sha256]).damaged == (kept.sha256,)


def test_a_missing_file_and_a_wrong_key_are_told(tmp_path):
    kept = evidence.keep(tmp_path, KEY, PHOTO)
    other = hashlib.sha256(b"never kept").hexdigest()
    assert evidence.verify(tmp_path, KEY, [kept.sha256, other]).missing == (other,)
    assert evidence.verify(tmp_path, bytes(32), [kept.sha256]).missing == (kept.sha256,)
    assert evidence.verify(tmp_path / "nowhere", KEY, [kept.sha256]).missing == (kept.sha256,)
    with pytest.raises(Refused, match="evidence-missing"):
        evidence.open_(tmp_path, KEY, other)


@pytest.mark.parametrize(
    ("content", "key"),
    [(b"", "evidence-empty"), (b"MZ\x90\x00", "evidence-type"), (b"\xff\xd8", "evidence-type"), (PHOTO[:3] + bytes(evidence.LARGEST), "evidence-large")],
)
def test_what_is_no_evidence_is_refused_and_nothing_is_written(tmp_path, content, key):
    with pytest.raises(Refused) as refused:
        evidence.keep(tmp_path / "e", KEY, content)
    assert refused.value.key == key
    assert "{" not in str(refused.value)
    assert not (tmp_path / "e").exists()


@pytest.mark.parametrize(
    ("start", "mime"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"%PDF-1.7", "application/pdf"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"II*\x00", "image/tiff"),
        (b"MM\x00*", "image/tiff"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
    ],
)
def test_the_type_is_told_by_the_first_bytes(start, mime):
    assert evidence.sort(start + b"rest") == mime


def test_a_folder_that_cannot_be_written_is_trouble(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Trouble, match="evidence-disk"):
        evidence.keep(tmp_path / "file" / "evidence", KEY, PHOTO)


def test_a_full_disk_is_trouble_and_leaves_nothing_half(tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, hard))
    try:
        with pytest.raises(Trouble, match="File too large"):
            evidence.keep(tmp_path, KEY, PHOTO)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_a_key_of_another_length_is_a_bug(tmp_path):
    with pytest.raises(ValueError, match="32 bytes"):
        evidence.keep(tmp_path, b"short", PHOTO)
