"""The set-up codes that profiles ship are drawn as a scanner reads them."""

import pytest
import zxingcpp
from PIL import Image
from reportlab.graphics.barcode.code128 import Code128

from devices import profiles
from workstation.paper import codes

FNC3 = 96
"""Its value in code sets A and B (ISO/IEC 15417)."""
SHIPPED = [(name, code) for name in profiles.names() for code in profiles.profile(name).setup]


def test_some_profile_ships_one():
    assert ("datalogic-scanner", "aim-on") in {(name, code.name) for name, code in SHIPPED}


@pytest.mark.parametrize(("name", "code"), SHIPPED, ids=[f"{name}-{code.name}" for name, code in SHIPPED])
def test_a_shipped_set_up_code_is_read_back(name, code):
    boxes = codes.qr(code.text) if code.symbology == "qr" else [(x, 0, wide, 60) for x, wide in codes.code128(code.text)[1]]
    side = max(max(x + wide, y + high) for x, y, wide, high in boxes) + 20
    page = Image.new("L", (side * 3, side * 3), 255)
    for x, y, wide, high in boxes:
        page.paste(0, ((x + 10) * 3, (y + 10) * 3, (x + 10 + wide) * 3, (y + 10 + high) * 3))
    (found,) = zxingcpp.read_barcodes(page)
    # FNC3 is no data: a reader takes it as the order to set itself up.
    assert found.bytes == code.text.replace("\xf3", "").encode()
    assert "\xf3" not in code.text or FNC3 in _values(code.text)



def _values(text):
    """The symbol values of a Code 128, as the printing library lays them down."""
    drawn = Code128(text, quiet=0)
    drawn.validate()
    drawn.encode()
    return drawn.encoded
