"""A photo is kept when it opens whole, with an inspection and as the answer to a call; anything else is one line of words, and nothing is written."""

import os
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from tests.yard import PHOTO, Yard, clean, rows
from workstation.desk import photos
from workstation.inspection import evidence


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(wide, high, *more):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", zlib.compress(bytes(high * (3 * wide + 1)) if high < 99 else b"")) + chunk(b"IEND", b"")


def drawn(kind, **how):
    kept = BytesIO()
    Image.effect_noise((64, 48), 80).convert("RGB").save(kept, kind, **how)
    return kept.getvalue()


def page(many=1):
    kept = BytesIO()
    canvas = Canvas(kept)
    for _ in range(many):
        canvas.showPage()
    canvas.save()
    return kept.getvalue()


def second_gone(pdf):
    """The second page is named still, and is nothing."""
    begin = pdf.index(b"4 0 obj\n") + 8
    end = pdf.index(b"endobj", begin)
    assert b"/Type /Page\n" in pdf[begin:end]
    return pdf[:begin] + b"null".ljust(end - begin - 1) + b"\n" + pdf[end:]


def part(kind, content):
    return struct.pack(">I", len(content) + 8) + kind + content


HEIC = part(b"ftyp", b"heic\0\0\0\0") + part(b"meta", bytes(40)) + part(b"mdat", bytes(90))
SHOWN = {"photo.jpg": PHOTO, "slow.jpg": drawn("JPEG", progressive=True), "photo.png": drawn("PNG")}
KEPT = {"photo.webp": drawn("WEBP"), "photo.tif": drawn("TIFF"), "photo.heic": HEIC, "page.pdf": page(), "pages.pdf": page(3)}
BOMB = png(2, 2, chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(90_000_000))))
WRONG = {
    "half.jpg": (drawn("JPEG")[:-40], "photo-not-read"), "half-slow.jpg": (drawn("JPEG", progressive=True)[:-40], "photo-not-read"), "half.png": (drawn("PNG")[:-40], "photo-not-read"),
    "half.webp": (drawn("WEBP")[:-40], "photo-not-read"), "half.tif": (drawn("TIFF")[:-400], "photo-not-read"), "half.heic": (HEIC[:-1], "photo-not-read"),
    "sign.jpg": (b"\xff\xd8\xff photo", "photo-not-read"), "text.png": (BOMB, "photo-not-read"), "wide.png": (png(9500, 9500), "picture-too-large"), "huge.png": (png(60_000, 60_000), "picture-too-large"),
    "half.pdf": (page()[:60], "picture-not-read"), "second.pdf": (second_gone(page(3)), "picture-not-read"), "words.txt": (b"a photo", "evidence-type"), "none": (b"", "evidence-empty"), "long.jpg": (PHOTO + bytes(evidence.LARGEST), "evidence-large"),
}  # fmt: skip


@pytest.fixture(scope="module")
def yard(tmp_path_factory):
    made = Yard(tmp_path_factory.mktemp("photos") / "station", rows())
    made.lines(*clean(), {"act": "inspect", "form": "appearance"})
    yield made
    made.close()


def test_what_opens_whole_is_kept_and_what_does_not_is_one_line(yard, tmp_path, capfd):
    number = next(str(seq) for _, seq, kind in yard.act("call-open", sort="alarm", words="smoke")["events"] if kind == "call.opened")
    for name, content in {**SHOWN, **KEPT}.items():
        (tmp_path / name).write_bytes(content)
        yard.act("evidence", file=str(tmp_path / name), field="photo")
        answered = yard.line(act="call-answer", call=number, words="seen", file=str(tmp_path / name))["refused"]
        assert (answered is None) == (name in SHOWN), name
    before, files = yard.desk.station.journal.head().seq, len([*(yard.folder / "evidence").iterdir()])
    for name, (content, key) in WRONG.items():
        (tmp_path / name).write_bytes(content)
        refused = yard.line(act="evidence", file=str(tmp_path / name))["refused"]
        assert (refused["key"], "\n" in refused["words"], "{" in refused["words"]) == (key, False, False), name
        assert yard.line(act="call-answer", call=number, words="seen", file=str(tmp_path / name))["refused"]["key"] in (key, "photo-not-read"), name
    os.mkfifo(tmp_path / "pipe.jpg")
    assert [yard.refused(act="evidence", file=str(tmp_path / name)) for name in ("pipe.jpg", "", "nothing.jpg")] == ["evidence-not-read"] * 3
    assert (yard.desk.station.journal.head().seq, len([*(yard.folder / "evidence").iterdir()])) == (before, files)
    assert capfd.readouterr().err == "", "the library says nothing beside it"


def test_what_was_staged_beside_the_desk_is_kept_by_a_rename_and_nothing_else_of_it_stays(yard, tmp_path):
    place, kept = photos.place_of(yard.desk.station), lambda: {each.name: each.stat().st_ino for each in (yard.folder / "evidence").iterdir()}
    before = kept()
    names = {name: str(tmp_path / f"{name}.png") for name in ("good", "changed", "gone", "bad", "left", "lost")}
    for shade, name in enumerate(names):
        (tmp_path / f"{name}.png").write_bytes(png(8 + shade, 8))
    (tmp_path / "bad.png").write_bytes(png(8, 8)[:40])
    for name in names.values():
        photos.stage(name, place, only_photo=False)
    staged = {name: node for name, node in kept().items() if name not in before}
    assert (len(staged), all(name.endswith(".staged") for name in staged)) == (5, True), "five that open whole are sealed and on the disk; none is evidence yet"
    (tmp_path / "changed.png").write_bytes(png(31, 8))
    (tmp_path / "gone.png").unlink()
    yard.act("evidence", file=names["good"], field="photo")
    (fresh,) = {name: node for name, node in kept().items() if name not in before and "." not in name}.items()
    assert staged[f"{fresh[0]}.staged"] == fresh[1], "the file that was staged is the one that is kept"
    assert yard.refused(act="evidence", file=names["bad"]) == "photo-not-read"
    yard.act("evidence", file=names["changed"], field="photo")
    assert yard.refused(act="evidence", file=names["gone"]) == "evidence-not-read"
    photos.drop(names["left"], place, only_photo=False)
    # One that an earlier run left is swept; the desk then does it all by itself.
    evidence.sweep(place.folder)
    yard.act("evidence", file=names["lost"], field="photo")
    assert len(kept().keys() - before.keys()) == 3
    assert not [each for each in kept() if "staged" in each]
    hashes = [event.body["sha256"] for event in yard.desk.station.journal.events(kinds=("evidence.added",))]
    assert evidence.verify(place.folder, place.key, hashes) == evidence.Checked((), ())
    assert evidence.open_(place.folder, place.key, hashes[-1]) == (tmp_path / "lost.png").read_bytes()


def test_who_holds_a_truck_names_one_who_may_answer(yard):
    yard.open()
    yard.lines({"act": "next"}, *clean()[:1])
    hold = {"act": "hold", "reason": "wet cartons"}
    assert [yard.refused(**hold, owner=name) for name in ("whoever you like", "Z9", "U1", "auditor")] == ["call-owner-unknown", "call-owner-unknown", "call-owner-may-not", "call-owner-may-not"]
