"""ZPL and TSPL: whatever was scanned, one label comes out and the text on it is the text that was scanned."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from devices.printers import tspl, zpl
from devices.printers.label import LONGEST, Bars, Label, Picture, Raster, Rule, Square, Text
from devices.trouble import DeviceTrouble

ANY = some.text(min_size=1, max_size=60)
ASCII = some.text(some.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=60)
NASTY = ["^XZ^XA^JUS", "~JA", "_5EXZ", '"\r\nPRINT 9', 'a"b', "\\", '\\"', ">;>8", "^", "~DG", "<xpml>", '","', "\\[R]", "a\x00b", "\x1b!F", "琼A12345", "é"]


def label(text):
    return Label(70, 40, (Text(2, 2, text, 5, 40), Bars(2, 10, text, 9), Square(50, 2, text), Rule(0, 30, 70, 0.3), Picture(2, 32, Raster(8, 2, b"\x22\x0a"))))


def zpl_fields(payload):
    """The commands of a ZPL stream and the text of each field, read as a printer does: ^ and ~ begin a command wherever they stand."""
    text = payload.decode("ascii")
    assert "~" not in text
    commands = text.rstrip("\n").split("^")
    assert commands[0] == ""
    assert all(len(command) >= 2 for command in commands[1:])
    fields = [re.sub("_([0-9A-F]{2})", lambda code: chr(int(code[1], 16)), command[2:]) for command in commands[1:] if command.startswith("FD")]
    return [command[:2] for command in commands[1:]], fields


def tspl_lines(payload):
    """The lines of a TSPL stream, the bytes of pictures taken by their count, and the strings of each line."""
    lines, at = [], 0
    while at < len(payload):
        picture = re.compile(rb"BITMAP \d+,\d+,(\d+),(\d+),0,").match(payload, at)
        end = payload.index(b"\r\n", picture.end() + int(picture[1]) * int(picture[2]) if picture else at)
        lines.append((payload[at:end].split(b" ")[0].decode(), [] if picture else strings(payload[at:end].decode("ascii"))))
        at = end + 2
    return lines


def strings(line):
    found, now, at = [], None, 0
    while at < len(line):
        if now is not None and line.startswith('\\["]', at):
            now, at = now + '"', at + 4
            continue
        if line[at] == '"':
            if now is None:
                now = ""
            else:
                found.append(now)
                now = None
        elif now is not None:
            now += line[at]
        at += 1
    assert now is None, "a string that never ends"
    return found


def made(language, text):
    try:
        return language(label(text))
    except DeviceTrouble as trouble:
        if trouble.key == "label-text":
            return None
        raise


@settings(deadline=None, max_examples=300)
@given(some.one_of(ANY, ASCII, some.sampled_from(NASTY), some.lists(some.sampled_from(NASTY), max_size=3).map("".join)))
def test_any_text_gives_one_zpl_label_with_that_text_or_none(text):
    payload = made(zpl.zpl, text)
    if payload is None:
        assert not (text and text.isascii() and text.isprintable() and len(text) <= LONGEST)
        return
    commands, fields = zpl_fields(payload)
    assert (commands[0], commands[-1]) == ("XA", "XZ")
    assert (commands.count("XA"), commands.count("XZ"), commands.count("PQ")) == (1, 1, 1)
    assert set(commands) <= {"XA", "XZ", "PQ", "CI", "LH", "PW", "LL", "FO", "A0", "BY", "BC", "BQ", "GF", "GB", "FH", "FD", "FS"}
    assert fields == [text, ">:" + text.replace(">", ">0"), "QA," + text]


@settings(deadline=None, max_examples=300)
@given(some.one_of(ANY, ASCII, some.sampled_from(NASTY), some.lists(some.sampled_from(NASTY), max_size=3).map("".join)))
def test_any_text_gives_one_tspl_label_with_that_text_or_none(text):
    payload = made(tspl.tspl, text)
    if payload is None:
        assert not (text and text.isascii() and text.isprintable() and len(text) <= LONGEST and "\\" not in text)
        return
    lines = tspl_lines(payload)
    assert [name for name, _ in lines] == ["SIZE", "GAP", "DIRECTION", "CODEPAGE", "CLS", "TEXT", "BARCODE", "QRCODE", "BAR", "BITMAP", "PRINT"]
    assert [said[-1] for name, said in lines if name in ("TEXT", "BARCODE", "QRCODE")] == [text] * 3


@pytest.mark.parametrize("text", ["a\\", 'a\\"', "\\[R]"])
def test_no_backslash_stands_before_a_mark_of_tspl(text):
    with pytest.raises(DeviceTrouble, match="label-text"):
        tspl.quoted(text)


@pytest.mark.parametrize("text", ["a\x00b", "\x1b!F", "a\nb", "琼A12345", "é", "", "x" * 241])
def test_what_cannot_be_sent_is_refused_by_both(text):
    for language in (zpl.zpl, tspl.tspl):
        with pytest.raises(DeviceTrouble, match="label-text"):
            language(Label(70, 40, (Text(1, 1, text, 5, 40),)))


def test_a_label_as_it_is_sent():
    one = Label(70, 40, (Text(2, 2, 'HN^1"', 5, 40), Bars(2, 10, "HN1>2", 9), Picture(0, 0, Raster(8, 1, b"\x0d"))), shift=(1.0, -3.0))
    assert zpl.zpl(one, 2) == (
        b'^XA^CI28^LH0,0^PW560^LL320^FO24,0^A0N,40,40^FH_^FDHN_5E1"^FS^FO24,56^BY2^BCN,72,N,N,N,N^FH_^FD>:HN1>02^FS^FO8,0^GFA,1,1,1,0D^FS^PQ2^XZ\n'
    )
    assert tspl.tspl(one) == (
        b'SIZE 70 mm,40 mm\r\nGAP 3 mm,0 mm\r\nDIRECTION 1\r\nCODEPAGE UTF-8\r\nCLS\r\nTEXT 24,0,"2",0,2,2,"HN^1\\["]"\r\n'
        b'BARCODE 24,56,"128",72,0,0,2,2,"HN1>2"\r\nBITMAP 8,0,1,1,0,\xf2\r\nPRINT 1,1\r\n'
    )


@settings(deadline=None, max_examples=100)
@given(some.integers(1, 60), some.floats(1.5, 12), some.floats(10, 66))
def test_a_tspl_line_keeps_its_room_while_any_font_can(length, high, wide):
    line = next(line for line in tspl.tspl(Label(70, 40, (Text(0, 0, "W" * length, high, wide),))).split(b"\r\n") if line.startswith(b"TEXT"))
    name, times = re.match(rb'TEXT 0,0,"(\d)",0,(\d+),', line).groups()
    _, across, tall = next(font for font in tspl.FONTS if font[0] == name.decode())
    smallest = (name, times) == (b"1", b"1")
    assert smallest or (across * int(times) * length <= round(wide * 8) and tall * int(times) <= round(high * 8))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"\x02030,0,0,1245,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n", ()),
        (b"\x02030,1,0,1245,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,1,0,0,2,4,0,00000000,1,000\x03\r\n", ("printer-paper-out", "printer-cover-open")),
        (b"", ("printer-silent",)),
        (b"rubbish,1\r\n", ("printer-silent",)),
    ],
)
def test_zebra_status(answer, said):
    assert zpl.read_status(answer) == said


@pytest.mark.parametrize(("answer", "said"), [
    (b"\x00", ()), (b"\x20", ()), (b"\x04", ("printer-paper-out",)), (b"\x05", ("printer-paper-out", "printer-cover-open")), (b"", ("printer-silent",)),
])
def test_tsc_status(answer, said):
    assert tspl.read_status(answer) == said
