"""A port with travellers: persons with several documents, receipts of both quotas, guarantees; and a yard whose lane is a traveller desk."""

from dataclasses import replace
from datetime import date

from tests import yard as yards
from workstation import settings
from workstation.codes import made

NAME, NAME2 = "测试旅客甲", "测试旅客乙"
ID, ID2, CHILD = (made.make_resident_id("460105", born, order) for born, order in ((date(1980, 5, 6), 11), (date(1981, 5, 6), 13), (date(2012, 5, 6), 15)))
PERMIT, HOME, PASSPORT, CODE = "C12345678", "H12345678", "E12345678", "P46-0001"
ZONE = made.make_td3(PASSPORT, "CHN", "CESHI<<JIA", date(1980, 5, 6), date(2030, 1, 1))
DAY = date(2026, 11, 20)
RECEIPT, PICKED, DAILY, OTHERS, LATE, TWO = (made.make_receipt(DAY, serial) for serial in range(1, 7))
BAG, BAG_OTHER = made.make_pickup(DAY, 1), made.make_pickup(DAY, 2)
WATCH, CREAM, WHISKY = (made.make_gs1(f"69012345678{last}0") for last in (1, 2, 3))


def receipt(number, mode="guarantee", person="P1", **changed):
    usual = {"number": number, "person": person, "quota": "offshore", "mode": mode, "sold_at": "2026-11-20T02:00:00Z", "total": "58000.00", "state": "sold"}
    return usual | changed


def line(number, no=1, **changed):
    return {"receipt": number, "no": no, "category": "watch", "name": "手表", "gtin": WATCH, "quantity": 1, "price": "58000.00"} | changed


def guarantee(number, of, person="P1", state="open"):
    return {"number": number, "person": person, "receipt": of, "amount": "5800.00", "state": state}


def rows(**changed):
    usual = {"nationality": "CHN", "resident": True, "list": "none"}
    tables = {
        "person": [
            {"id": "P1", "name": NAME, "birth": "1980-05-06", **usual},
            {"id": "P2", "name": NAME2, "birth": "1981-05-06", **usual, "resident": False, "list": "focus"},
            {"id": "P3", "name": "测试旅客丙", "birth": "2012-05-06", **usual},
        ],
        "document": [
            {"kind": "resident-id", "number": ID, "person": "P1"},
            {"kind": "two-way-permit", "number": PERMIT, "person": "P1", "expires": "2025-01-01"},
            {"kind": "passport", "number": PASSPORT, "person": "P1", "expires": "2030-01-01"},
            {"kind": "personal", "number": CODE, "person": "P1"},
            {"kind": "hkmo-permit", "number": HOME, "person": "P2"},
            {"kind": "resident-id", "number": ID2, "person": "P2"},
            {"kind": "resident-id", "number": CHILD, "person": "P3"},
        ],
        "receipt": [
            receipt(RECEIPT, pickup=BAG),
            receipt(PICKED, "buy-and-pick-up", total="800.50"),
            receipt(DAILY, "on-site", quota="resident", total="320.50"),
            receipt(OTHERS, person="P2", pickup=BAG_OTHER),
            receipt(LATE, sold_at="2026-10-01T02:00:00Z", total="1000"),
            receipt(TWO, person="P2", total="900"),
        ],
        "receipt_line": [
            line(RECEIPT, serial="S1"),
            line(PICKED, category="cosmetics", name="面霜", gtin=CREAM, quantity=2, pieces=31),
            line(LATE, category="cosmetics", name="面霜", gtin=CREAM),
            line(OTHERS),
            line(TWO, name="面霜", gtin=CREAM, quantity=2),
            line(TWO, 2, name="威士忌", category="liquor", gtin=WHISKY, volume_ml=1600),
        ],
        "guarantee": [guarantee("DB1", RECEIPT), guarantee("DB2", OTHERS, "P2"), guarantee("DB3", LATE), guarantee("DB4", TWO, "P2")],
        "instruction": [],
    }
    return tables | changed


def desk(folder, tables=None):
    """A yard whose lane is a traveller desk."""
    yard = yards.Yard(folder, tables or rows())
    yard.close()
    settings.write(folder, replace(settings.read(folder), profile="traveller"))
    yard.open("S1")
    return yard


def serial(gtin, number):
    """A GS1 code of an item with its serial number."""
    return f"]Q3(01){gtin.zfill(14)}(21){number}"
