"""The data key is unwrapped by an officer's own secret and never lies anywhere in clear; wrong tries slow down and lock."""

import base64
import json
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

import pytest
from journal_parts import VIEWS, Ticking, everything, grown

from workstation.journal import Journal, Place, backup, vault
from workstation.words import Refused, Trouble

PHRASE = "correct horse battery"
BADGE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Slots of one officer, made once: (folder's slots.json, key)."""
    folder = tmp_path_factory.mktemp("vault")
    key = vault.create(folder, "0001", PHRASE)
    return (folder / "slots.json").read_bytes(), key


@pytest.fixture
def folder(tmp_path, made):
    (tmp_path / "slots.json").write_bytes(made[0])
    return tmp_path


def test_each_officer_unwraps_the_same_key_with_his_own_secret(folder, made, clock):
    vault.add_slot(folder, made[1], "0002", vault.badge_and_pin(f"HNB1:{BADGE}", "4711"))
    assert vault.officers(folder) == ("0001", "0002")
    assert vault.unlock(folder, "0001", PHRASE, clock) == made[1]
    assert vault.unlock(folder, "0001", f" {PHRASE}\n", clock) == made[1]
    assert vault.unlock(folder, "0002", f"{BADGE.lower()}:4711", clock) == made[1]
    with pytest.raises(Refused, match="secret-wrong"):
        vault.unlock(folder, "0002", f"{BADGE}:4712", clock)


@pytest.mark.parametrize("secret", [PHRASE[:-1], PHRASE.upper(), "", "\0", "x" * 100_000])
def test_a_wrong_secret_is_refused_in_one_line_without_the_secret(folder, clock, secret):
    with pytest.raises(Refused) as refusal:
        vault.unlock(folder, "0001", secret, clock)
    assert str(refusal.value) == "secret-wrong: wrong secret for officer 0001"


def test_an_unknown_officer_takes_as_long_as_a_wrong_secret(folder, clock):
    took = {}
    for officer in ("0001", "0666", "0666", "0001"):
        begun = time.perf_counter()
        with pytest.raises(Refused) as refusal:
            vault.unlock(folder, officer, "wrong wrong wrong", clock)
        took.setdefault(refusal.value.key, []).append(time.perf_counter() - begun)
    assert min(took["officer-unknown"]) > 0.4 * min(took["secret-wrong"])
    assert "0666" not in (folder / "slots.json").read_text()


def wrong(folder, clock):
    with pytest.raises(Refused) as refusal:
        vault.unlock(folder, "0001", "wrong wrong wrong", clock)
    return refusal.value.key, refusal.value.values.get("seconds")


def test_wrong_tries_slow_down_then_lock_until_added_again(folder, made):
    clock = Ticking()
    assert [wrong(folder, clock) for _ in range(5)] == [("secret-wrong", None)] * 5
    for turn in range(7):
        assert wrong(folder, clock) == ("slot-waiting", 30 << turn)
        with pytest.raises(Refused, match="slot-waiting"):
            vault.unlock(folder, "0001", PHRASE, clock)
        clock.now += (30 << turn) * 1000
        assert wrong(folder, clock) == ("secret-wrong", None)
    clock.now += 10**10
    with pytest.raises(Refused, match="slot-locked"):
        vault.unlock(folder, "0001", PHRASE, clock)
    vault.add_slot(folder, made[1], "0001", "another pass phrase")
    assert vault.unlock(folder, "0001", "another pass phrase", clock) == made[1]


def test_the_right_secret_forgets_the_wrong_ones(folder, clock, made):
    for _ in range(4):
        wrong(folder, clock)
    assert vault.unlock(folder, "0001", PHRASE, clock) == made[1]
    assert json.loads((folder / "slots.json").read_text())["tries"] == {}


def test_tries_at_the_same_time_are_all_counted(folder, clock):
    with ThreadPoolExecutor(4) as many:
        answers = list(many.map(lambda _: wrong(folder, clock)[0], range(8)))
    assert answers.count("secret-wrong") == 5
    assert answers.count("slot-waiting") == 3


@pytest.mark.parametrize(
    ("secret", "key"),
    [
        ("ninechars", "secret-weak"),
        ("         x", "secret-weak"),
        ("", "secret-weak"),
        (BADGE, "secret-needs-pin"),
        (f"{BADGE}:123", "secret-needs-pin"),
        ("0123456789abcdef" * 2, "secret-needs-pin"),
        ("HNB1:" + "0123456789abcdef" * 2, "secret-needs-pin"),
    ],
)
def test_a_weak_secret_makes_no_slot(tmp_path, secret, key):
    with pytest.raises(Refused, match=key):
        vault.create(tmp_path / "new", "0001", secret)
    assert not (tmp_path / "new").exists()


def test_strong_secrets_fit():
    for secret in ("tenletters", "十个字的口令也可以用了", f"{BADGE}:1234", "0123456789ABCDEF" * 2 + "12345"):
        vault.check_secret(secret)
    with pytest.raises(Refused, match="badge-not-readable"):
        vault.badge_and_pin("ABC", "1234")


@pytest.mark.parametrize("officer", ["", "../x", "a b", "关员", "x" * 65, "a=b"])
def test_an_officers_id_is_plain(officer):
    with pytest.raises(Refused, match="officer-name"):
        vault.check_officer(officer)


def test_slots_are_neither_overwritten_nor_all_dropped(folder, made, clock):
    with pytest.raises(Refused, match="slots-exist"):
        vault.create(folder, "0001", PHRASE)
    with pytest.raises(Refused, match="slot-last"):
        vault.drop_slot(folder, "0001")
    with pytest.raises(Refused, match="officer-unknown"):
        vault.drop_slot(folder, "0002")
    with pytest.raises(ValueError, match="not the data key"):
        vault.add_slot(folder, bytes(32), "0002", PHRASE)
    vault.add_slot(folder, made[1], "0002", "another pass phrase")
    vault.drop_slot(folder, "0001")
    with pytest.raises(Refused, match="officer-unknown"):
        vault.unlock(folder, "0001", PHRASE, clock)


def test_a_slot_is_bound_to_its_officer(folder, made, clock):
    whole = json.loads(made[0])
    whole["slots"]["0002"] = whole["slots"]["0001"]
    (folder / "slots.json").write_text(json.dumps(whole))
    with pytest.raises(Refused, match="secret-wrong"):
        vault.unlock(folder, "0002", PHRASE, clock)


@pytest.mark.parametrize(
    "stored",
    [None, b"", b"{", b"[]", b"\xff", b'{"slots": {"0001": {}}, "tries": {}, "check": ""}', b'{"slots": 3, "tries": {}, "check": ""}', b'{"slots": {}, "tries": {}}'],
)
def test_damaged_slots_are_trouble_with_the_way_out(folder, clock, stored):
    (folder / "backups").mkdir()
    (folder / "backups" / "journal-20261121T083559Z-118.slots.json").write_bytes(b"{}")
    (folder / "slots.json").unlink()
    if stored is not None:
        (folder / "slots.json").write_bytes(stored)
    with pytest.raises(Trouble, match=r"copy backups/journal-20261121T083559Z-118\.slots\.json back as slots\.json"):
        vault.unlock(folder, "0001", PHRASE, clock)


def test_a_slot_cannot_ask_for_all_memory(folder, made, clock):
    whole = json.loads(made[0])
    whole["slots"]["0001"]["m"] = 2**31
    (folder / "slots.json").write_text(json.dumps(whole))
    with pytest.raises(Trouble, match="slots-damaged"):
        vault.unlock(folder, "0001", PHRASE, clock)


def forms(secret):
    """A secret as it might lie about."""
    return (secret, secret.hex().encode(), secret.hex().upper().encode(), base64.b64encode(secret), base64.urlsafe_b64encode(secret), base64.b32encode(secret))


def test_no_key_lies_in_clear_anywhere(folder, made, clock):
    key = made[1]
    journal = Journal.create(folder / "journal.db", key, VIEWS, clock, Place("CNHXG", "03", "ab" * 8, "0001"))
    grown(journal, 30)
    backup.make(folder, key, clock)
    vault.add_slot(folder, key, "0002", "another pass phrase")
    secrets = [key, journal.secret("key"), journal.secret("draw")]
    while_open = everything(folder)
    journal.close()
    for place, content in [*while_open.items(), *everything(folder).items()]:
        assert not any(form in content for secret in secrets for form in forms(secret)), place
        assert PHRASE.encode() not in content
        assert not (place.suffix == ".db" and b"SQLite format" in content)


def test_no_key_stands_in_an_error(folder, made, clock):
    key = made[1]
    (folder / "journal.db").write_bytes(b"x" * 5000)
    with pytest.raises(Trouble) as trouble:
        Journal.open(folder / "journal.db", key, VIEWS, clock)
    told = "".join(traceback.format_exception(trouble.value))
    assert key.hex() not in told
    assert str(trouble.value).count("\n") == 0


def test_a_right_secret_writes_nothing(folder, made, clock):
    before = (folder / "slots.json").stat()
    assert vault.unlock(folder, "0001", PHRASE, clock) == made[1]
    after = (folder / "slots.json").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_disk_that_takes_no_write_lets_the_right_secret_in_and_says_why_not(folder, made, clock):
    """A link to a device on which every write fails as on a full disk."""
    (folder / "slots.json.new").symlink_to("/dev/full")
    assert vault.unlock(folder, "0001", PHRASE, clock) == made[1]
    for officer in ("0001", "0666"):
        with pytest.raises(Trouble, match="slots-not-written"):
            vault.unlock(folder, officer, "wrong wrong wrong", clock)
        assert not (folder / "slots.json.new").is_symlink()
        (folder / "slots.json.new").symlink_to("/dev/full")
    (folder / "slots.json.new").unlink()
    assert sorted(place.name for place in folder.iterdir()) == ["slots.json", "slots.lock"]
