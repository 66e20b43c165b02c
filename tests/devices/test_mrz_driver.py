import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.drivers.mrz import MOST, Mrz
from devices.link import LinkSettings
from devices.readings import Document
from devices.simulators import PtyDevice
from devices.simulators.mrz import FRAMINGS, SPECIMENS, Speech, encode
from devices.trouble import DeviceTrouble
from tests.devices.streams import CUTS, cut, fed
from tests.devices.wire import SECONDS, Wire
from ui.command import decode

TD3, TD1 = SPECIMENS["TD3"], SPECIMENS["TD1"]
# The RTE block of a two-line document, byte by byte: its length and BCC are ours, the rest is the maker's.
RTE = b"\x01`\x00OU\x020\r" + TD3[0].encode() + b"\r" + TD3[1].encode() + b"\r\x03"
ONES = st.sampled_from([encode(list(lines), framing) for lines in SPECIMENS.values() for framing in FRAMINGS])
NOISE = st.one_of(st.binary(max_size=60), st.sampled_from([TD3[1].encode() + b"\r\n", b"\x02", b"\x01OU\x02", b"P<UTO\r", b"\x00\xff"]))
STREAMS = st.lists(st.one_of(ONES, NOISE), max_size=8).map(b"".join)
CONFIGS = st.sampled_from([{}, *({"framing": framing} for framing in FRAMINGS), {"framing": "rte", "bcc": "xor"}])


@pytest.mark.parametrize("form", SPECIMENS)
@pytest.mark.parametrize("framing", FRAMINGS)
def test_every_format_in_every_framing(form, framing):
    stream = encode(list(SPECIMENS[form]), framing)
    for config in ({}, {"framing": framing}):
        (zone,), counters = fed(Mrz(config), [stream])
        assert zone.fields() == {"format": form, "lines": list(SPECIMENS[form]), "raw_hex": "\n".join(SPECIMENS[form]).encode().hex()}
        assert zone.reading() == Document("\n".join(SPECIMENS[form]))
        assert (counters.ok, counters.rejected) == (1, 0)


def test_the_frames_of_the_makers_byte_for_byte():
    desko = b"\x02" + b"\r".join(line.encode() for line in TD1) + b"\r\x03"
    assert encode(list(TD1), "desko") == desko
    assert encode(list(TD3), "rte")[:-1] == RTE
    assert fed(Mrz(), [b"\x1c", desko, b"\x1d"])[0][0].lines == TD1
    padded = RTE.replace(b"\r\x03", b"___\r\x03") + b"?"
    assert fed(Mrz(), [padded])[0][0].lines == fed(Mrz({"framing": "rte"}), [padded])[0][0].lines == TD3


@pytest.mark.parametrize(("config", "bcc", "found"), [
    ("none", 0x00, 1), ("none", 0x0D, 1), ("xor", encode(list(TD3), "rte")[-1], 1), ("xor", 0x00, 0),
    ("xor-all", encode(list(TD3), "rte")[-1] ^ 1, 1), ("xor-all", encode(list(TD3), "rte")[-1], 0),
])
def test_the_bcc_rule_is_a_setting(config, bcc, found):
    assert len(fed(Mrz({"framing": "rte", "bcc": config}), [RTE + bytes([bcc])])[0]) == found


@pytest.mark.parametrize("glued", [b"".join(line.encode() for line in lines) + b"\r" for lines in SPECIMENS.values()])
def test_lines_glued_together_and_a_last_line_without_end(glued):
    assert len(fed(Mrz(), [glued])[0]) == 1
    assert len(fed(Mrz(), [glued[:-1]])[0]) == 1


@settings(deadline=None, max_examples=120)
@given(stream=STREAMS, cuts=CUTS, config=CONFIGS)
def test_any_split_gives_the_same_documents_and_counts(stream, cuts, config):
    whole = fed(Mrz(config), [stream])
    assert fed(Mrz(config), cut(stream, cuts)) == whole
    assert fed(Mrz(config), [bytes([byte]) for byte in stream]) == whole


@settings(deadline=None, max_examples=120)
@given(noise=STREAMS, framing=st.sampled_from(FRAMINGS), form=st.sampled_from(list(SPECIMENS)), automatic=st.booleans())
def test_a_document_after_a_silence_is_never_lost(noise, framing, form, automatic):
    reader = Mrz({} if automatic else {"framing": framing})
    fed(reader, [noise])
    assert [zone.lines for zone in fed(reader, [encode(list(SPECIMENS[form]), framing)])[0]] == [SPECIMENS[form]]


@settings(deadline=None, max_examples=100)
@given(noise=st.lists(st.binary(max_size=80), max_size=20), config=CONFIGS)
def test_noise_is_no_document(noise, config):
    assert fed(Mrz(config), noise)[0] == []


def test_half_a_document_is_never_joined_to_the_next():
    frames, counters = fed(Mrz(), [TD3[1].encode() + b"\r\n" + encode(list(TD3)) + TD3[0].encode() + b"\r\n"])
    assert [zone.lines for zone in frames] == [TD3]
    assert counters.rejected == 2
    reader = Mrz()
    assert fed(reader, [TD3[0].encode() + b"\r\n"])[0] == []
    assert fed(reader, [TD3[1].encode() + b"\r\n"])[0] == []
    assert fed(Mrz(), [encode([TD3[0], TD3[1].replace("<", "?").replace("8", "*")])])[1].rejected == 2


@pytest.mark.parametrize("form", SPECIMENS)
@pytest.mark.parametrize("framing", ["lines", "desko"])
def test_a_document_that_begins_again_is_read_from_its_new_beginning(form, framing):
    lines = SPECIMENS[form]
    for heard in range(1, len(lines)):
        half = b"".join(line.encode() + b"\r" for line in lines[:heard])
        frames, counters = fed(Mrz(), [half + encode(list(lines), framing)])
        assert ([zone.lines for zone in frames], counters.rejected) == ([lines], 1)


@pytest.mark.parametrize("sign", [b"?", b"*", b" ", b"_", b"\xbf", b".", b"#"])
@pytest.mark.parametrize("form", SPECIMENS)
@pytest.mark.parametrize("framing", FRAMINGS)
def test_a_character_that_was_not_read_stays_as_the_reader_sent_it(sign, form, framing):
    for line in range(len(SPECIMENS[form])):
        for place in (0, 3, 9, len(SPECIMENS[form][0]) - 1):
            lines = [each.encode() for each in SPECIMENS[form]]
            lines[line] = lines[line][:place] + sign + lines[line][place + 1 :]
            whole = bytes(encode(list(SPECIMENS[form]), framing))
            for right, read in zip(SPECIMENS[form], lines, strict=True):
                whole = whole.replace(right.encode(), read)
            for config in ({}, {"framing": framing}):
                assert [zone.raw for zone in fed(Mrz(config), [whole])[0]] == [b"\n".join(lines)], (line, place)
                assert fed(Mrz(config), [bytes([byte]) for byte in whole]) == fed(Mrz(config), [whole])


@pytest.mark.parametrize("lines", [
    ["PASSPORT READER TYPE A NOW CONNECTED AND OK 1", "PASSPORT READER TYPE A NOW CONNECTED AND OK 2"], [TD3[0], "?" * 44], [TD3[0].replace("R", "?"), TD3[1].replace("8", "*")],
    ["P" + "?" * 43, TD3[1]], ["A" * 20 + " " + "B" * 15, "C" * 20 + " " + "D" * 15],
])
def test_lines_of_the_right_length_are_not_yet_a_document(lines):
    assert fed(Mrz(), [encode(lines)])[0] == []


def test_the_officer_sees_the_lines_and_which_check_cannot_hold():
    spoilt = [TD3[0], TD3[1].replace("740812", "74?812")]
    document = decode.answer("mrz", json.dumps({"chunks_hex": [encode(spoilt, "desko").hex()]}))["documents"][0]
    assert (document["lines"], document["checks_ok"], document["failed_checks"]) == (spoilt, False, ["birth_date", "composite"])
    name = [TD3[0].replace("ANNA", "AN*A"), TD3[1]]
    document = decode.answer("mrz", json.dumps({"chunks_hex": [encode(name, "rte").hex()]}))["documents"][0]
    assert (document["lines"], document["checks_ok"], document["failed_checks"]) == (name, False, [])


def test_a_name_that_ends_like_the_mark_of_an_rte_keeps_its_next_line():
    top = "P<UTO" + "ERIKSSON<<ANNA<MARIA".ljust(37, "<") + "OU"
    assert fed(Mrz(), [encode([top, TD3[1]])])[0][0].lines == (top, TD3[1])


def test_wrong_settings_are_named():
    for wrong in ({"framing": "cute"}, {"bcc": "crc"}, {"length": 1}):
        with pytest.raises(DeviceTrouble, match=next(iter(wrong))):
            Mrz(wrong)


def test_random_bytes_stay_small():
    junk = random.Random(5).randbytes(300_000)
    for config in ({}, {"framing": "desko"}, {"framing": "rte"}):
        reader = Mrz(config)
        for start in range(0, len(junk), 4096):
            reader.feed(junk[start : start + 4096])
        assert len(reader.discard()) <= 2 * MOST


def test_nothing_of_a_document_shows_in_words_or_lamps(tmp_path):
    (zone,), _ = fed(Mrz(), [encode(list(TD3))])
    assert "ERIKSSON" not in f"{zone!r} {zone.reading()!r} {zone}"
    sent = encode(list(TD3))
    with PtyDevice(tmp_path, "reader") as reader, Wire(str(reader.path), "mrz", LinkSettings(name="mrz")) as wire:
        wire.state("open")
        reader.send(sent + b"P<UTO")
        assert wire.frames.get(timeout=SECONDS).frame.lines == TD3
        reader.unplug()
        lost = wire.state("lost")
        assert (lost.last_hex, lost.half_hex, lost.reads) == ("", "", ())
        assert len(sent) <= wire.link.state.hidden <= len(sent) + 5
        assert b"UTO".hex() not in str(wire.link.state)


def test_decode_adds_what_the_lines_say():
    lines = {"chunks_hex": [encode(list(TD3)).hex(), encode(list(TD1), "desko").hex()]}
    passport, card = decode.answer("mrz", json.dumps(lines))["documents"]
    assert {name: passport[name] for name in ("format", "document_number", "nationality", "birth_date", "sex", "surname", "given_names", "checks_ok")} == {
        "format": "TD3", "document_number": "L898902C3", "nationality": "UTO", "birth_date": "1974-08-12", "sex": "F",
        "surname": "ERIKSSON", "given_names": "ANNA MARIA", "checks_ok": True,
    }
    assert (passport["expiry_date"], passport["failed_checks"], card["format"], card["document_number"]) == ("2012-04-15", [], "TD1", "D23145890")
    spoilt = {"chunks_hex": [encode([TD3[0], TD3[1].replace("740812", "740813")]).hex()]}
    assert decode.answer("mrz", json.dumps(spoilt))["documents"][0]["failed_checks"] == ["birth_date", "composite"]


def test_the_simulated_reader():
    assert fed(Mrz(), [Speech().say({"document": "MRV-B", "framing": "rte"})])[0][0].format == "MRV-B"
    assert fed(Mrz(), [Speech().say({"lines": list(TD1)})])[0][0].lines == TD1
    for wrong in ({}, {"document": "TD9"}, {"lines": []}, {"lines": [1]}, {"document": "TD3", "framing": "x"}):
        with pytest.raises(DeviceTrouble, match="line-wrong"):
            Speech().say(wrong)
