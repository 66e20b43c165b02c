"""A port with accounts: an enterprise with a ledger, declarations and release lists that name its lines, zero-tariff vehicles, value-added codes."""

from tests import yard as yards
from tests.yard import BOX, BOX2, BOX3, LIST, PAPERS, PLATE, PLATE2, USCC, USCC2, consignment, rows, sealed
from workstation.codes import made

LEDGER, LEASED = made.make_ledger("6401", 2026, 1), made.make_ledger("6401", 2026, 2)
LISTS = [LIST, *(made.make_release_list("6401", 2026, serial) for serial in (10, 11))]
CODE, OTHER_CODE, CHAIN = (made.make_va_confirmation("6401", 2026, serial, cumulative=serial == 3) for serial in (1, 2, 3))


def ledger_line(no, *, ledger=LEDGER, unit="千克", **figures):
    return {"ledger": ledger, "no": no, "name": f"货物{no}", "unit": unit, **figures}


def entry(line, sort, quantity, *, on, of):
    return {"ledger": LEDGER, "line": line, "sort": sort, "quantity": quantity, "reference": of, "on": on}


def release_list(number, **changed):
    usual = {"number": number, "uscc": USCC, "category": "zero-tariff", "state": "filed", "gross_kg": "5000", "goods": "咖啡豆"}
    return usual | {"valid_from": "2026-11-01", "valid_to": "2026-12-31", "ledger": LEDGER} | changed


def list_line(number, no=1, **changed):
    return {"list": number, "no": no, "name": "咖啡豆", "quantity": "400", "unit": "千克", "ledger_line": 1} | changed


def line(papers=PAPERS, no=1, **changed):
    return {"declaration": papers, "no": no, "commodity": "0901210000", "name": "咖啡豆", "quantity": "600", "unit": "千克", "ledger_line": 1} | changed


def tables(**changed):
    """The clean truck of the yard under a declaration of 600 kg of line 1, of which 1000 are in stock; three lists of 400 kg each, 5000.00 of guarantee."""
    usual = {
        "consignment": [consignment(ledger=LEDGER)],
        "line": [line(), line(no=2, name="样品", quantity="3", unit="个", ledger_line=2)],
        "ledger": [{"number": LEDGER, "uscc": USCC, "state": "open", "opened_on": "2026-01-01"}, {"number": LEASED, "uscc": USCC2, "state": "open", "leased": True}],
        "ledger_line": [
            ledger_line(0, unit="CNY", **{"in": "5000.00"}),
            ledger_line(1, **{"in": "2000", "used": "700", "out": "300"}),
            ledger_line(2, unit="个", **{"in": "10"}),
            ledger_line(1, ledger=LEASED, **{"in": "1000"}),
        ],
        "ledger_entry": [
            entry(1, "in", "500", on="2026-03-01", of="P-1"), entry(1, "used", "200", on="2026-06-30", of="P-2"), entry(1, "out", "300", on="2026-11-20", of="P-3"),
        ],
        "release_list": [release_list(number, guarantee="2000.00") for number in LISTS],
        "list_line": [list_line(number) for number in LISTS],
    }
    return rows(**usual) | changed


def truck_lines(papers=PAPERS, plate=PLATE, box=BOX):
    """The lines of the clean truck, under other papers where named."""
    return [{"scan": plate}, {"scan": papers}, {"scan": box}, {"seal": f"ML{box[4:]}0", "status": "sealed", "container": box}, {"weight": "16200"}]


def three_lists(**changed):
    """Three trucks, each with a list and a container of its own."""
    plates, boxes = (PLATE, PLATE2, yards.PLATE3), (BOX, BOX2, BOX3)
    bookings = [yards.booked(plate, number=made.make_booking(yards.DAY, 1 + place), papers=[number], containers=[box]) for place, (plate, number, box) in enumerate(zip(plates, LISTS, boxes, strict=True))]
    return tables(
        booking=bookings,
        vehicle=[{"plate": plate, "sort": "truck", "tare_kg": "9000"} for plate in plates],
        container=[{"number": box, "papers": number, "tare_kg": "2200"} for box, number in zip(boxes, LISTS, strict=True)],
        seal=[sealed(f"ML{box[4:]}0", box) for box in boxes],
        **changed,
    )


TRUCKS = [truck_lines(number, plate, box) for number, plate, box in zip(LISTS, (PLATE, PLATE2, yards.PLATE3), (BOX, BOX2, BOX3), strict=True)]
