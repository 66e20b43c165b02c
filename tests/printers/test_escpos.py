"""ESC/POS bytes as python-escpos 3.1 sends them (its output, written down), pictures in bands, Chinese in its own mode, states in words."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from devices.printers import escpos
from devices.printers.escpos import Words
from devices.printers.label import Raster
from devices.trouble import DeviceTrouble

DOT = Raster(16, 3, b"\x80\x00\x00\x00\x00\x00")


def pictures(payload):
    """Every picture of a payload as (bytes a row, rows, bytes), and what stands between them."""
    found, rest, at = [], b"", 0
    while (start := payload.find(b"\x1dv0\x00", at)) >= 0:
        stride, high = (int.from_bytes(payload[start + place : start + place + 2], "little") for place in (4, 6))
        found.append((stride, high, payload[start + 8 : start + 8 + stride * high]))
        rest += payload[at:start]
        at = start + 8 + stride * high
    return found, rest + payload[at:]


def test_a_picture_between_reset_and_cut():
    assert escpos.receipt([DOT]) == b"\x1b@" + b"\x1dv0\x00\x02\x00\x03\x00\x80\x00\x00\x00\x00\x00" + b"\x1bd\x03" + b"\x1dVB\x00"


@settings(deadline=None, max_examples=40)
@given(some.integers(1, 576), some.integers(1, 400), some.randoms())
def test_bands_hold_every_row_in_order(wide, high, chance):
    picture = Raster(wide, high, chance.randbytes(-(-wide // 8) * high))
    found, rest = pictures(escpos.receipt([picture]))
    assert b"".join(rows for _, _, rows in found) == picture.rows
    assert all(stride == picture.stride for stride, _, _ in found)
    assert rest == b"\x1b@\x1bd\x03\x1dVB\x00"


def test_a_picture_that_does_not_fit_is_refused():
    with pytest.raises(DeviceTrouble, match="receipt-too-wide"):
        escpos.receipt([Raster(577, 1, bytes(73))])
    with pytest.raises(ValueError, match="5 bytes"):
        Raster(16, 3, bytes(5))


@settings(deadline=None, max_examples=200)
@given(some.text(max_size=40))
def test_no_text_becomes_a_command(text):
    payload = escpos.receipt([Words(text), Words("")])
    lines = re.fullmatch(rb"\x1b@\x1b!\x00\x1bE\x00\x1c!\x00\x1c&(.*)\x1c\.\n\x1b!\x00\x1bE\x00\x1c!\x00\x1c&\x1c\.\n\x1bd\x03\x1dVB\x00", payload, re.DOTALL)
    assert lines
    assert not set(lines[1]) & set(range(0x20))
    shown = "".join(sign if sign.isprintable() else " " for sign in text)
    assert lines[1].decode("gb18030") == shown


@pytest.mark.parametrize(("text", "known"), [("海关 放行 HN1234567", True), ("海南𠮷祥", False), ("㐀", False), ("a\x1bb", False), ("，。", True)])
def test_only_what_every_such_font_has_is_trusted_to_text(text, known):
    assert escpos.in_font(text) is known


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("12121212", ()),
        ("1a323272", ("printer-paper-out", "printer-broken")),
        ("1a161212", ("printer-cover-open",)),
        ("1a121212", ("printer-offline",)),
        ("1a121a12", ("printer-knife",)),
        ("1212121e", ("printer-paper-low",)),
        ("", ("printer-silent",)),
        ("121212", ("printer-silent",)),
        ("ffffffff", ("printer-silent",)),
        ("41424344", ("printer-silent",)),
    ],
)
def test_status_in_words(answer, said):
    assert escpos.read_status(bytes.fromhex(answer)) == said


def test_questions():
    assert escpos.queries() == (b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x03", b"\x10\x04\x04")
