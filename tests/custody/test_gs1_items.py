"""One piece, asset or unit by its GS1 label, one chain: whatever else the label says, however it was marked, and what of it cannot be."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import yard as yards
from tests.custody.journeys import MINUTE, Book
from tests.custody.test_custody_line import elsewhere
from workstation import codes
from workstation.codes import epc, made
from workstation.custody import shown

GS = "\x1d"
GTIN, OTHER = made.make_gs1("0950600013435"), made.make_gs1("0950600013436")
SSCC = made.make_gs1("10614141123456789")
ASSET = "0" + made.make_gs1("950600013435")
PIECE = f"(01){GTIN}(21)SN-0001"
LABELS = [
    (f"01{GTIN}1727123110LOT7{GS}21SN-0001", "]d2"), (f"{GS}01{GTIN}1727123110LOT7{GS}21SN-0001", "]d1"), (f"(01){GTIN}(21)SN-0001(3103)001750", None), (f"01{GTIN}21SN-0001", "]C1"),
]  # fmt: skip
"""The same piece: with lot and date, as some scanners mark a 2D code, printed with a weight behind, alone."""
OTHERS = [(f"(01){GTIN}(21)SN-00011", None), (f"(01){GTIN}(10)SN-0001", None), (f"(01){OTHER}(21)SN-0001", None), (f"(01){GTIN}(21)XSN-0001", None)]
"""Not the same: a longer serial number, a lot of that name, another article."""


@pytest.fixture(scope="module")
def yard(tmp_path_factory):
    one = yards.Yard(tmp_path_factory.mktemp("gs1") / "station", yards.rows())
    one.lines({"scan": yards.PLATE})
    for text, aim in (*LABELS, *OTHERS, (f"8003{ASSET}AB12", "]d2"), (f"(8003){ASSET}AB12(8200)x", None), (f"(8003){ASSET}AB13", None), (f"00{SSCC}{GS}37" + "12", "]d2")):
        one.clock.wait(0.1)
        one.line(scan=text, **({"aim": aim} if aim else {}))
    book = Book()
    for minutes, value in ((30, f"(01){GTIN}(10)L9(21)FAST-1"), (400, f"(01){GTIN}(21)SLOW-1")):
        for station, ago in (("CNYPG-01-TEST", minutes), ("CNHXG-07-TEST", 0)):
            book.write(station, one.clock.at - (600 + ago) * MINUTE, "code.scanned", "", {"sort": "gs1", "value": value, "checked": True, "source": "serial"})
    # What belongs to no truck has no subject.
    elsewhere(one, [replace(event, subject="") for event in book.events])
    yield one
    one.close()


def reads(yard, text):
    chain = yard.desk.custody(text)
    return chain.kind, chain.value, len(chain.steps)


@pytest.mark.parametrize("text", [*(text if not aim else f"{aim}{text}" for text, aim in LABELS), PIECE])
def test_a_piece_is_one_item_by_every_label_of_it(yard, text):
    assert reads(yard, text) == ("sgtin", PIECE, len(LABELS))


def test_the_chain_says_what_else_the_label_says(yard):
    whole = [shown.as_map(yard.desk.custody(PIECE), lang)["steps"] for lang in ("zh", "en")]
    assert [sum("lot LOT7" in step["words"] and "expires 2027-12-31" in step["words"] for step in whole[1]), sum("net 1.750 kg" in step["words"] for step in whole[1])] == [2, 1]
    assert "有效期至 2027-12-31 批号 LOT7" in whole[0][0]["words"]
    assert "12 pieces inside" in shown.as_map(yard.desk.custody(SSCC), "en")["steps"][0]["words"]


def test_what_is_not_the_same_piece_is_not_on_its_chain(yard):
    found = [reads(yard, text) for text, _ in OTHERS]
    assert [(kind, count) for kind, _, count in found] == [("sgtin", 1), ("gs1", 1), ("sgtin", 1), ("sgtin", 1)]


@pytest.mark.parametrize("text", [f"(8003){ASSET}AB12", f"8003{ASSET}AB12", f"]C18003{ASSET}AB12"])
def test_an_asset_is_one_item_also_typed_bare(yard, text):
    assert reads(yard, text) == ("grai", f"(8003){ASSET}AB12", 2)


def test_a_unit_is_found_by_its_number(yard):
    assert reads(yard, SSCC) == reads(yard, f"(00){SSCC}(37)7") == ("sscc", SSCC, 1)


@pytest.mark.parametrize(("serial", "found"), [("FAST-1", ["too-fast"]), ("SLOW-1", [])])
def test_a_piece_that_went_too_fast_is_found(yard, serial, found):
    chain = yard.desk.custody(f"(01){GTIN}(21){serial}")
    assert ([clash.what for clash in chain.clashes], len(chain.steps)) == (found, 2)


@pytest.mark.parametrize(("text", "reason"), [(f"8003{ASSET[:-1]}{(int(ASSET[-1]) + 1) % 10}AB", "check-digit"), (f"01{GTIN}17271332", "date"), ("ABCDEF12345678901", "syntax")])
def test_a_marked_label_that_cannot_be_is_no_seal_of_the_truck(yard, text, reason):
    assert ("gs1", reason) in [(each.kind, each.reason) for each in codes.recognise(text, "]C1").refused]
    told = yard.line(scan=text, aim="]C1")
    assert yard.desk.lane.in_front().seals == ()
    assert told["alarms"][0]["key"] == ("scan-misread" if reason == "check-digit" else "scan-label-wrong")


def test_a_tag_is_its_item_and_no_seal_of_the_truck_that_waits_for_one(yard):
    """Tag and printed label of one piece, unit and asset are one chain, whichever is asked for; in whatever way the tag says how long the company's number is."""
    told = [made.make_epc(GTIN[1:8], GTIN[0] + GTIN[8:13], 4711), "3174257BF4499602D2000000", "3374257BF40C0E4000001A85"]
    labels = [f"(01){GTIN}(21)4711", "(00)106141412345678908", "(8003)006141411234526789"]
    for tag, label in zip(told, labels, strict=True):
        answered = yard.line(scan=tag)
        assert (yard.desk.lane.in_front().seals, answered["passage"]["waiting"] != [], answered["alarms"]) == ((), True, [])
        yard.line(scan=label)
        found = {reads(yard, text) for text in (tag, label, epc.tags(epc.unit(tag)[1])[0])}
        assert [(kind, count) for kind, _, count in found] == [(epc.unit(tag)[0], 2)]


@given(st.sampled_from(["30", "31", "33"]), st.integers(0, 7), st.integers(0, 6), st.integers(0, 2**82 - 1))
def test_every_tag_of_an_item_is_among_those_it_may_bear(header, filters, partition, rest):
    tag = f"{int(header, 16) << 88 | filters << 85 | partition << 82 | (rest >> 24 << 24 if header == '31' else rest):024X}"
    _, value = epc.unit(tag)
    assert not value or tag in epc.tags(value)


@pytest.mark.parametrize("link", [f"https://id.gs1.org/01/{GTIN}/21/DL-1", f"HTTP://shop.example/a/01/{GTIN}/10/L1/21/DL-1?17=271231&x=1", f"]Q1https://id.gs1.org/01/{GTIN}/21/DL-1?linkType=all"])
def test_a_link_printed_on_a_piece_is_the_label_of_that_piece(yard, link):
    before = reads(yard, f"(01){GTIN}(21)DL-1")[2]
    assert yard.line(scan=link)["events"]
    assert reads(yard, link) == ("sgtin", f"(01){GTIN}(21)DL-1", before + 1)
