"""Learns how a scanner is set up from two codes whose text is known: end mark, prefix, AIM identifiers, charset, what it sends for GS."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from devices.bursts import bursts
from devices.diagnosis import Finding
from devices.drivers.scanner_line import ScannerLine, Settings
from devices.framers import Counters
from devices.trouble import DeviceTrouble

FIRST = "PORT-OFFICER-1"
"""The text of the Code 128: plain ASCII, which every scanner reads."""

WORDS, HEAD, TAIL = "海口口岸", "PORT-OFFICER-2", "END"
SECOND = f"{HEAD}\x1d{WORDS}\x1d{TAIL}"
"""The text of the QR code: a GS, Chinese that four charsets can spell, a GS."""


@dataclass(frozen=True)
class Learned:
    """What was learned. `config`: settings of `scanner-line`; `charset` '' where no QR code was read or its Chinese was lost; `notes`: what to set on the device."""

    config: Mapping[str, object]
    aim: bool
    charset: str = ""
    notes: tuple[Finding, ...] = ()
    whole: bool = False


def learn(reads: Sequence[tuple[int, bytes]]) -> Learned | None:
    """From reads (monotonic ns, bytes) with both codes in any order, or the first alone (`whole` False); None before the first was read.

    Raises DeviceTrouble `enrol-unclear` when the two differ around their texts, or when the settings that follow do not read them back.
    """
    first, second, bounced = _codes(reads)
    if first is None:
        return None
    prefix, mark, suffix = _around(first, FIRST.encode(), FIRST.encode())
    config: dict[str, object] = _framed(prefix, suffix)
    notes = [Finding("find-bounce", {"ms": "150"}, setup="same-code-delay")] if bounced else []
    notes += [Finding("find-no-suffix", setup="suffix-cr")] if config.get("idle_terminates") else []
    charset = ""
    if second is not None:
        again = _around(second, HEAD.encode(), TAIL.encode())
        if (again[0], again[2], bool(again[1])) != (prefix, suffix, bool(mark)):
            raise DeviceTrouble("enrol-unclear", reason=f"{prefix.hex()} … {suffix.hex()} / {again[0].hex()} … {again[2].hex()}")
        charset, read, more = _inside(second)
        config |= read
        notes += more
    config |= {"require_aim": True} if mark else {}
    notes += [] if mark else [Finding("find-aim-off", setup="aim-on")]
    _check(config, first, second if charset and "gs-on" not in {note.setup for note in notes} else None)
    return Learned(config, bool(mark), charset, tuple(notes), second is not None)


def learned(entry: Mapping[str, str]) -> dict[str, object] | None:
    """The driver's settings that stand in a `[[links]]` entry (all values text there); None for a driver that is not `scanner-line`."""
    if entry.get("driver") != ScannerLine.name:
        return None
    found: dict[str, object] = {}
    for one in fields(Settings):
        if one.name in entry:
            found[one.name] = _typed(entry[one.name], one.default)
    return found


def kept(config: Mapping[str, object]) -> dict[str, str]:
    """Settings as a `[[links]]` entry keeps them: every one, so that nothing of a profile or of an earlier time stands beside what was learned."""
    whole = {one.name: one.default for one in fields(Settings)} | dict(config)
    return {name: ("1" if value else "0") if isinstance(value, bool) else str(value) for name, value in whole.items()}


def _typed(text: str, usual: object) -> object:
    if isinstance(usual, bool):
        return {"1": True, "0": False, "true": True, "false": False}.get(text, text)
    return int(text) if isinstance(usual, int) and text.isascii() and text.isdigit() else text


def _codes(reads: Sequence[tuple[int, bytes]]) -> tuple[bytes | None, bytes | None, bool]:
    """The bytes of the newest read of each code with all that stands around it, and whether one came twice at once."""
    first: bytes | None = None
    second: bytes | None = None
    bounced = False
    for burst in bursts(reads):
        sent = burst.bytes.strip(b"\x00\xff")
        times = max(sent.count(FIRST.encode()), sent.count(HEAD.encode()))
        whole = times > 0 and sent == sent[: len(sent) // times] * times
        bounced |= times > 1 and whole
        piece = sent[: len(sent) // times] if whole else b""
        if FIRST.encode() in piece:
            first = piece
        elif HEAD.encode() in piece and TAIL.encode() in piece:
            second = piece
    return first, second, bounced


def _around(sent: bytes, head: bytes, tail: bytes) -> tuple[bytes, bytes, bytes]:
    """(prefix, AIM identifier, suffix): the identifier stands right before the text, a prefix before it."""
    before, after = sent[: sent.index(head)], sent[sent.rindex(tail) + len(tail) :]
    mark = _AIM.search(before)
    return (before[: mark.start()], mark[0], after) if mark else (before, b"", after)


def _framed(prefix: bytes, suffix: bytes) -> dict[str, object]:
    """The framing that finds codes between these bytes."""
    if prefix == b"\x02" and suffix[:1] == b"\x03":
        return {"framing": "stx_etx"}
    body = suffix.rstrip(b"\r\n")
    marks = {name: each.hex() for name, each in (("prefix_hex", prefix), ("suffix_hex", body)) if each}
    if not suffix:
        return {"framing": "line", "idle_terminates": True, **marks}
    if body != suffix:
        return {"framing": "line", "terminator": {b"\r": "CR", b"\n": "LF"}.get(suffix[len(body) :], "any"), **marks}
    return {"framing": "prefix_suffix", **marks}


def _inside(sent: bytes) -> tuple[str, dict[str, object], list[Finding]]:
    """Charset and separators of the QR code: (charset, settings, what to set on the device)."""
    inner = _ECI.sub(b"", sent[sent.index(HEAD.encode()) + len(HEAD) : sent.rindex(TAIL.encode())])
    for charset in _CHARSETS:
        spelled = WORDS.encode(charset)
        left, found, right = inner.partition(spelled)
        if found and left == right:
            return _separated(charset, left)
    return "", {}, [Finding("find-charset-lost", setup="charset-utf-8")]


def _separated(charset: str, between: bytes) -> tuple[str, dict[str, object], list[Finding]]:
    if charset not in _OURS:
        return "", {}, [Finding("find-charset-unusable", {"charset": charset}, setup="charset-utf-8")]
    config: dict[str, object] = {"encoding": charset}
    if between == b"\x1d":
        return charset, config, []
    if not between or not between.isascii() or not between.decode().isprintable():
        return charset, config, [Finding("find-gs-lost", setup="gs-on")]
    return charset, {**config, "gs_substitute": between.decode()}, []


def _check(config: Mapping[str, object], first: bytes, second: bytes | None) -> None:
    """What was learned must read the codes back, or nothing was learned."""
    driver = ScannerLine(config)
    texts = []
    for sent in (first, *([second] if second else [])):
        texts += [scan.text for scan in (*driver.feed(sent), *driver.idle())]
    counters = driver.counters
    # A line end behind the ETX is outside every frame.
    beside = counters.bytes_dropped if config.get("framing") == "stx_etx" else 0
    if texts != ([FIRST, SECOND] if second else [FIRST]) or counters != Counters(ok=len(texts), bytes_dropped=beside):
        raise DeviceTrouble("enrol-unclear", reason=(second or first).hex())


_AIM = re.compile(rb"\][A-Za-z][0-9A-Za-z]$")
_ECI = re.compile(rb"\\[0-9]{6}")
_OURS = ("utf-8", "gb18030", "shift_jis")
_CHARSETS = (*_OURS, "big5", "utf-16-le", "utf-16-be")
