"""What only looks like a document or a name of somebody, or is a thing of the port as well, is written and read like any other word."""

import pytest

from tests.yard import BOX, DRIVER, PAPERS, USCC, clean, rows

PEOPLE = ("封志", "贺灿", "申珍", "王伟", "于海")
TOLD = (("resident-id", DRIVER, 0), ("passport", "H64002026", 1), ("hkmo-permit", "M64000000", 1), ("tw-permit", "20261122", 2), ("tw-permit", "12345678", 2), ("passport", "1620000", 3), ("passport", "123456789", 3),
        ("passport", "HN1000005", 3), ("passport", "YT7700112", 3), ("passport", "EMC123456", 3), ("passport", "HN2000005", 3))


@pytest.fixture
def lane(yard):
    told = rows(person=[{"id": f"P{place}", "name": name, "birth": "1987-03-14", "nationality": "CHN", "resident": True, "list": "none"} for place, name in enumerate(PEOPLE)])
    told["document"] = [{"kind": kind, "number": number, "person": f"P{place}"} for kind, number, place in TOLD]
    told["parcel"] = [{"number": "YT7700112", "goods": "面霜", "uscc": USCC, "state": "released"}]
    told["leg"] = [{"number": "EMC123456", "declaration": PAPERS, "mode": "rail", "from": "CNYPG", "to": "CNHXG"}]
    one = yard(told)
    one.open("S1")
    one.lines(*clean(), {"scan": DRIVER})
    return one


def test_figures_and_numbers_of_things_are_no_documents(lane):
    for words in (
        "账册 H64002026000 第1项不符", "ledger H64002026001 is full", "M640000001234 is a bill", "M64000000123 too", "到 20261122 为止", "重 1620000 克", "差 12345678.5 千克", "净重 123456789.25", "parcel YT7700112 is wet",
        "EMC123456 came late",
    ):
        lane.act("call-open", sort="driver", words=words)
    for words in ("H64002026 asks", "M6400000012 asks", "permit 12345678", "saw 123456789.", "HN1000005"):
        assert (words, lane.refused(act="call-open", sort="driver", words=words)) == (words, "text-names-person")


def test_a_word_of_the_day_is_no_name_and_a_name_is_one(lane):
    for number in ("M64000000", "12345678"):
        lane.line(scan=number)
    for words in ("封志完好,关锁也好", "he can wait, from shenzhen"):
        lane.act("call-open", sort="driver", words=words)
    register = lane.desk.station.register
    assert [register.named(each) for each in ("属于海关监管", "司机于海要水", "于海关闭车门")] == [[], ["P4"], ["P4"]]
    assert [register.named(each) for each in ("封 志", "He is Can", "Shen Zhen asks", "HE-CAN-ZHEN", "王伟")] == [[], [], ["P2"], [], ["P3"]]



def test_a_seal_of_the_stock_is_a_seal_though_it_is_a_passport_too(lane):
    assert lane.refused(act="seal-stock", first="HN1000005", to="S1", reference="R-1") == "seal-is-document"
    lane.act("seal-stock", first="HN1000001", last="HN1000009", to="S1", reference="R-1")
    lane.act("call-open", sort="driver", words="HN1000005 is bent")
    lane.act("inspect", form="appearance")
    lane.act("seal-apply", seal="HN1000005", sort="customs", container=BOX)
    lane.line(seal="HN1000005", status="sealed")
    assert lane.refused(act="seal-apply", seal="HN2000005", sort="customs", container=BOX) == "seal-is-document"
