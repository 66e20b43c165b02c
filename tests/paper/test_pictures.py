import random
from io import BytesIO
from statistics import NormalDist

import pytest
from PIL import Image, ImageChops, ImageFilter

from tests.release.slips import PLAIN, WORST, signed
from workstation.paper import pictures, slip
from workstation.words import Refused

TOKEN = signed(PLAIN)
PAGE = slip.pdf(PLAIN, TOKEN)


def picture(dpi=200):
    wide, high, rgb = pictures.page_image(PAGE, dpi)
    return Image.frombytes("RGB", (wide, high), rgb)


def saved(image, sort="PNG"):
    out = BytesIO()
    image.save(out, sort)
    return out.getvalue()


def test_a_page_becomes_pixels():
    wide, high, rgb = pictures.page_image(PAGE, 72)
    assert (wide, high, len(rgb)) == (420, 596, 420 * 596 * 3)


@pytest.mark.parametrize("sort", ["PNG", "JPEG"])
@pytest.mark.parametrize("turn", [0, 90, 180, 7])
def test_a_picture_of_a_slip_is_read(sort, turn):
    assert pictures.slip_token(saved(picture().rotate(turn, expand=True, fillcolor="white"), sort)) == TOKEN


@pytest.mark.parametrize(("blur", "grain", "turn"), [(0, 80, 12), (2, 0, 0)])
def test_a_photograph_of_a_slip_is_read(blur, grain, turn):
    photo = picture().rotate(turn, expand=True, fillcolor="grey").filter(ImageFilter.GaussianBlur(blur)).convert("L")
    assert pictures.slip_token(saved(ImageChops.add(photo, noise(photo.size, grain), offset=-128))) == TOKEN


def noise(size, grain, seed=12):
    """Grey with a normal deviation of so many shades, the same in every run: even bytes through the normal distribution."""
    spread = NormalDist(128, grain or 1)
    shades = [round(min(255, max(0, spread.inv_cdf((byte + 0.5) / 256)))) if grain else 128 for byte in range(256)]
    return Image.frombytes("L", size, random.Random(seed).randbytes(size[0] * size[1])).point(shades)


def test_of_several_codes_the_slip_is_taken():
    from qrcode.main import QRCode

    other = QRCode()
    other.add_data("https://example.org/HN1:NOT")
    sheet = picture()
    wide = Image.new("RGB", (sheet.width + 500, sheet.height), "white")
    wide.paste(other.make_image().get_image().convert("RGB").resize((400, 400)), (20, 50))
    wide.paste(sheet, (500, 0))
    found = pictures.read_codes(saved(wide))
    assert {TOKEN, "https://example.org/HN1:NOT", PLAIN.number} == set(found)
    assert pictures.slip_token(saved(wide)) == TOKEN


@pytest.mark.parametrize("content", [b"", b"text", b"%PDF-", b"%PDF-1.4 rubbish", PAGE[:500], b"\x89PNG\r\n\x1a\n", saved(picture(50))[:300], b"GIF89a\0\0"])
def test_what_is_no_page_or_picture_is_refused_by_name(content):
    with pytest.raises(Refused, match=r"picture-not-read: a\.pdf"):
        pictures.slip_token(content, "a.pdf")


def test_damaged_files_are_refused_or_read():
    chance = random.Random(3)
    for whole in (saved(picture(60)), saved(picture(60), "JPEG"), PAGE):
        for _ in range(25):
            damaged = bytearray(whole)
            for _ in range(20):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            try:
                assert isinstance(pictures.read_codes(bytes(damaged), "x"), tuple)
            except Refused as refusal:
                assert refusal.key.startswith("picture-")  # noqa: PT017 - being refused is one of the two right answers


def test_a_picture_without_a_slip_is_refused():
    with pytest.raises(Refused, match=r"picture-no-code: b\.png"):
        pictures.slip_token(saved(Image.new("RGB", (300, 300), "white")), "b.png")


def test_the_worst_slip_is_read_from_a_scan_at_200_dpi():
    token = signed(WORST)
    wide, high, rgb = pictures.page_image(slip.pdf(WORST, token, 2), 200)
    assert pictures.slip_token(saved(Image.frombytes("RGB", (wide, high), rgb), "JPEG")) == token
