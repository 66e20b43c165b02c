"""Makes codes with their check characters, for synthetic ports, tests and our own formats (see `ours`)."""

from datetime import date

from workstation.codes import checks


def make_container(owner: str, serial: int, category: str = "U") -> str:
    """`make_container("MSK", 38325)` -> `MSKU0383250` (ISO 6346: three letters, U, J or Z, six digits, check)."""
    return _ended(f"{owner}{category}{serial:06d}", checks.container)


def make_uscc(region: str, organisation: str, authority: str = "91") -> str:
    """Unified social credit code (GB 32100-2015) of a region (6 digits) and 8 characters of an organisation code without its check."""
    return _ended(f"{authority}{region}{organisation}{checks.organisation(organisation)}", checks.credit)


def make_resident_id(area: str, birth: date, order: int) -> str:
    """Resident ID (GB 11643): area of 6 digits, order 0-999, odd for a man. Area 810000, 820000 or 830000 makes a residence permit."""
    return _ended(f"{area}{birth:%Y%m%d}{order:03d}", checks.citizen)


def make_pr_card(province: str, nationality: str, birth: date, order: int) -> str:
    """Permanent residence card of 2023: 9, province (2 digits), nationality (ISO 3166 numeric), birth date, order, check."""
    return _ended(f"9{province}{nationality}{birth:%Y%m%d}{order:03d}", checks.citizen)


def make_declaration(office: str, year: int, serial: int, flag: str = "1") -> str:
    """18-character declaration number: customs office (4), year, flag (0 export, 1 import, I or E list), serial of nine digits."""
    return f"{office}{year:04d}{flag}{serial:09d}"


def make_booking(day: date, serial: int) -> str:
    """Booking of our own format: `BK`, date YYMMDD, six digits, check: `BK261121000123X`."""
    return _ended(f"BK{day:%y%m%d}{serial:06d}", checks.own)


def make_release_list(office: str, year: int, serial: int) -> str:
    """Release list of our own format: `FX`, customs office (4), year, nine digits, check."""
    return _ended(f"FX{office}{year:04d}{serial:09d}", checks.own)


def make_receipt(day: date, serial: int) -> str:
    """Duty-free receipt of our own format: `DF`, date YYMMDD, eight digits, check."""
    return _ended(f"DF{day:%y%m%d}{serial:08d}", checks.own)


def make_pickup(day: date, serial: int) -> str:
    """Code of a sealed bag of bought goods, our own format: `DP`, date YYMMDD, eight digits, check."""
    return _ended(f"DP{day:%y%m%d}{serial:08d}", checks.own)


def make_va_confirmation(office: str, year: int, serial: int, *, cumulative: bool = False) -> str:
    """Value-added confirmation code of our own format: `VA` (or `VC`, cumulative), customs office (4), year, eight digits, check."""
    return _ended(f"{'VC' if cumulative else 'VA'}{office}{year:04d}{serial:08d}", checks.own)


def make_instruction(year: int, serial: int, letters: str = "HK") -> str:
    """Control instruction: two letters, year, four to six digits; no check: `HK-2026-1188`."""
    return f"{letters}-{year:04d}-{serial:04d}"


def make_ledger(office: str, year: int, serial: int, letter: str = "H") -> str:
    """E-ledger number of 12 characters without a check: letter, customs office (4), year, three digits: `H64012026001`."""
    return f"{letter}{office}{year:04d}{serial:03d}"


def make_lock(serial: int) -> str:
    """Customs e-lock of our own format: `LK` and ten digits."""
    return f"LK{serial:010d}"


def make_gs1(body: str) -> str:
    """Digits with the GS1 check digit added: 7, 11, 12 or 13 digits give a GTIN (12 also a GLN), 17 an SSCC."""
    return _ended(body, checks.goods)


def make_epc(company: str, item: str, serial: int) -> str:
    """SGTIN-96 as 24 hex digits (GS1 EPC TDS 1.13): company 6-12 digits, indicator and item filling up to 13 digits, filter 0."""
    partition = 12 - len(company)
    bits = (40, 37, 34, 30, 27, 24, 20)[partition]
    packed = (0x30 << 6 | partition) << bits | int(company)
    packed = (packed << (44 - bits) | int(item)) << 38 | serial
    return f"{packed:024X}"


def make_imo(number: int) -> str:
    """IMO ship number of seven digits from its first six."""
    return _ended(f"{number:06d}", checks.ship)


def make_air_waybill(airline: str, serial: int) -> str:
    """Air waybill of 11 digits: airline prefix (3), serial (7), check."""
    return f"{airline}{serial:07d}{checks.waybill(f'{serial:07d}')}"


def make_td3(number: str, country: str, names: str, birth: date, expiry: date) -> str:
    """Passport MRZ of two lines of 44 joined by a line feed (ICAO 9303-4); `names` as `SURNAME<<GIVEN`, sex not told."""
    top = f"P<{country}{names}".ljust(44, "<")[:44]
    parts = [number.ljust(9, "<"), f"{birth:%y%m%d}", f"{expiry:%y%m%d}", "<" * 14]
    number, born, ends, optional = (part + checks.document(part) for part in parts)
    composite = checks.document(number + born + ends + optional)
    return f"{top}\n{number}{country.ljust(3, '<')}{born}<{ends}{optional}{composite}"


def make_personal(code: str, signature: str = "") -> str:
    """Personal code as carried by its QR, our own format: `HNP1:CODE` or `HNP1:CODE:SIGNATURE`."""
    return f"HNP1:{code}:{signature}" if signature else f"HNP1:{code}"


def make_badge(officer: str, secret: str) -> str:
    """An officer's badge, our own format: `HNB1:OFFICER:SECRET`."""
    return f"HNB1:{officer}:{secret}"


def make_command(name: str, mac: str) -> str:
    """A command code of a printed sheet, our own format: `HNC1:NAME:MAC`."""
    return f"HNC1:{name}:{mac}"


def _ended(body: str, check: checks.Check) -> str:
    return body + check(body)
