"""The receipt says what the slip says, on one 80 mm strip of whole dots, and its codes read back from the dots the head burns."""

import io
import unicodedata
from dataclasses import replace

import pypdfium2
import pytest
from PIL import Image

from devices.printers import escpos
from tests.release.slips import CROWDED, PLAIN, WORST, signed
from ui.printers import Printer, receipt_for
from workstation.paper import pictures, receipt

ROOT = "0123456789abcdef"
THERMAL = Printer("T", "socket://localhost:9100", "escpos")


def words(pdf):
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(document[0].get_textpage().get_text_range().split())
    document.close()
    return unicodedata.normalize("NFKC", text)


def burnt(payload):
    """The receipt as the head burns it, put together from the bands."""
    rows, at = b"", 0
    while (at := payload.find(b"\x1dv0\x00", at)) >= 0:
        stride, high = int.from_bytes(payload[at + 4 : at + 6], "little"), int.from_bytes(payload[at + 6 : at + 8], "little")
        rows += payload[at + 8 : at + 8 + stride * high]
        at += 8 + stride * high
    picture = io.BytesIO()
    Image.frombytes("1", (stride * 8, len(rows) // stride), bytes(255 - byte for byte in rows)).save(picture, "PNG")
    return picture.getvalue()


@pytest.mark.parametrize("case", [PLAIN, WORST, CROWDED])
def test_codes_read_back_from_the_dots(case):
    token = signed(case)
    payload = receipt_for(THERMAL, receipt.pieces(case, token, root=ROOT))
    picture = burnt(payload)
    assert Image.open(io.BytesIO(picture)).width == escpos.WIDE
    assert set(pictures.read_codes(picture)) == {token, case.number}
    assert payload.startswith(b"\x1b@")
    assert payload.endswith(b"\x1dVB\x00")


def test_it_says_what_the_slip_says():
    told = words(receipt.pdf(receipt.pieces(WORST, signed(WORST), 2, ("void",), ROOT)))
    for part in (WORST.number, "琼A·D12345", "琼A·1234挂", "MSKU0383250", "HN12345678AB", "24,310.5kg", "H4605678", "补打1·Reprint1", "已作废·不得放行", "作废VOID", "演练TRIAL", ROOT, "a1b2c3d4e5f60718"):
        assert part in told, part
    assert "已放行" not in told


@pytest.mark.parametrize(("case", "said"), [(PLAIN, "已放行Released"), (replace(PLAIN, basis="emergency", emergency="琼关应急 3"), "应急放行Emergencyrelease"), (replace(PLAIN, basis="unfinished"), "查验未完·不得放行")])
def test_the_loudest_line(case, said):
    assert said in words(receipt.pdf(receipt.pieces(case, signed(case))))


def test_many_containers_say_how_many_there_are():
    told = words(receipt.pdf(receipt.pieces(CROWDED, signed(CROWDED))))
    assert "共60项" in told
    assert "共61项" in told


def test_a_confirmed_printer_gets_text_and_only_rare_words_as_pictures():
    told = receipt.pieces(PLAIN, signed(PLAIN), root=ROOT)
    payload = receipt_for(replace(THERMAL, chinese="text"), told)
    assert "已放行  Released".encode("gb18030") in payload
    assert PLAIN.enterprise_name.encode("gb18030") not in payload, "a character beyond GB 2312 goes as a picture"
    assert len(payload) < len(receipt_for(THERMAL, told)) * 0.6
    assert PLAIN.number in pictures.read_codes(burnt(payload))


def test_the_same_slip_gives_the_same_bytes():
    told = receipt.pieces(WORST, signed(WORST))
    assert receipt.pdf(told, "a") == receipt.pdf(told, "a")
