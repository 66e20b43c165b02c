"""What is wrong with a link, told from the bytes it sent and how it is set up: pure, the same answer for the command line and the screen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from devices import drivers, linefaults
from devices.bursts import Burst, bursts, frames
from devices.framers import Counters
from devices.transport import LinkSettings


@dataclass(frozen=True)
class Seen:
    """A link as it stands and what it sent. `reads`: (monotonic ns, bytes) in order; `words`, `values`: its state; `seconds`: how long was listened.

    Of a private driver no byte is kept: `hidden` counts them, and `counters` say what became of them.
    """

    driver: str = "scanner-line"
    config: Mapping[str, object] = field(default_factory=dict)
    line: LinkSettings = field(default_factory=LinkSettings)
    reads: Sequence[tuple[int, bytes]] = ()
    words: str = "link-open"
    values: Mapping[str, object] = field(default_factory=dict)
    seconds: float = 0.0
    hidden: int = 0
    counters: Counters = field(default_factory=Counters)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. `key`, `values`: its words; `change`: names and values of the `[[links]]` entry that put it right; `setup`: which code of
    the profile puts the device right, '' for none; `sweep`: trying the baud rates would tell.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    change: Mapping[str, object] = field(default_factory=dict)
    setup: str = ""
    sweep: bool = False


SPEAKS = frozenset({"xk3190", "toledo", "nmea"})
"""Drivers whose devices send by themselves: silence is a fault. A scanner may just not have been used."""

SETUPS = ("serial-mode", "line-8n1", "suffix-cr", "aim-on", "charset-utf-8", "gs-on", "same-code-delay")
"""The set-up codes a finding may ask for, by the names profiles give them."""

AILING = ("link-busy", "link-shared", "link-absent", "link-denied", "link-unusable", "link-lost", "link-deaf")


def diagnose(seen: Seen) -> tuple[Finding, ...]:
    """Everything that is wrong, the cause before its effects; () when nothing is."""
    port = _port(seen)
    if seen.hidden:
        return (*port, *_hidden(seen))
    if not seen.reads:
        return port or (Finding("find-no-bytes", {"seconds": f"{seen.seconds:g}"}, setup="serial-mode" if seen.driver in _SCANNERS else ""),)
    line = _line(seen)
    if line:
        return (*port, *line)
    return (*port, *(_scanner(seen) if seen.driver == "scanner-line" else _unframed(seen)))


def _port(seen: Seen) -> tuple[Finding, ...]:
    if seen.words in ("link-busy", "link-shared"):
        return (Finding("find-other-reader", {"program": seen.values.get("program", "?")}),)
    return (Finding(seen.words, seen.values),) if seen.words in AILING else ()


def _hidden(seen: Seen) -> tuple[Finding, ...]:
    """What can be said of a reader of documents without a look at its bytes."""
    if seen.counters.ok:
        return ()
    return (Finding("find-no-document", {"bytes": seen.hidden}, sweep=True),)


def _line(seen: Seen) -> tuple[Finding, ...]:
    """Faults below the characters: nothing further can be said while one of them stands."""
    told = b"".join(read for _, read in seen.reads)
    if linefaults.noise(told):
        return (Finding("find-only-noise", {"bytes": len(told)}, sweep=True),)
    _, counters = frames(seen.driver, seen.config, seen.reads)
    # A line of text passes for a code whatever stands in it; a frame of any other driver says that the line is right.
    parity = "" if counters.ok and seen.driver != "scanner-line" else linefaults.parity(told) or _seven(seen, told)
    if parity and seen.line.bits == _EIGHT:
        return (Finding("find-parity", {"parity": parity}, {"bits": 7, "parity": parity}, "line-8n1"),)
    if counters.ok > counters.rejected or (counters.ok and seen.driver != "scanner-line"):
        return ()
    if linefaults.garbled(told, seen.driver):
        guess = linefaults.slower(told, seen.line.baud)
        values = {"baud": seen.line.baud, "guess": guess or "?"}
        return (Finding("find-baud", values, {"baud": guess} if guess else {}, sweep=True),)
    return ()


def _seven(seen: Seen, told: bytes) -> str:
    """The parity of a device whose frames are whole below the top bits: no doubt is left then, however few its bytes are."""
    parity = linefaults.alike(told)
    if not parity or seen.driver == "scanner-line":
        return ""
    _, counters = frames(seen.driver, seen.config, [(at, bytes(byte & 0x7F for byte in read)) for at, read in seen.reads])
    return parity if counters.ok else ""


def _unframed(seen: Seen) -> tuple[Finding, ...]:
    _, counters = frames(seen.driver, seen.config, seen.reads)
    if counters.ok:
        return ()
    return (Finding("find-no-frame", {"driver": seen.driver, "known": ", ".join(drivers.NAMES)}, sweep=True),)


def _scanner(seen: Seen) -> tuple[Finding, ...]:
    groups = bursts(seen.reads)
    made, counters = frames(seen.driver, seen.config, seen.reads)
    found = [*_ends(seen, groups), *_charset(seen, groups), *_gs(made), *_bounced(made), *_split(seen, groups)]
    if not found and not counters.ok:
        return _unframed(seen)
    return tuple({one.key: one for one in found}.values())


def _ends(seen: Seen, groups: Sequence[Burst]) -> Iterator[Finding]:
    """The mark at the end of a code, and the mark before it that the settings ask for."""
    framing = seen.config.get("framing", "line")
    whole = [one.bytes.strip(b"\x00\xff") for one in groups]
    line_end = all(each.endswith((b"\r", b"\n")) for each in whole)
    if framing == "line" and not line_end and not any(each.endswith((b"\r", b"\n")) for each in whole):
        yield _other_end(seen, whole)
    elif framing == "line" and line_end and not any(each.endswith(_ENDS[str(seen.config.get("terminator", "any"))]) for each in whole):
        yield Finding("find-terminator", change={"terminator": "any"})
    elif framing != "line" and line_end and not any(_start(seen) in each for each in whole):
        yield Finding("find-framing", {"framing": framing}, {"framing": "line"})
    if seen.config.get("require_aim") and not any(b"]" in each[: len(_start(seen)) + 8] for each in whole):
        yield Finding("find-no-aim", change={"require_aim": False}, setup="aim-on")


def _other_end(seen: Seen, whole: Sequence[bytes]) -> Finding:
    if all(each.startswith(b"\x02") and each.endswith(b"\x03") for each in whole):
        return Finding("find-stx-etx", change={"framing": "stx_etx"})
    if all(each.endswith(b"\t") for each in whole):
        return Finding("find-other-suffix", {"suffix": "09"}, {"framing": "prefix_suffix", "suffix_hex": "09"}, "suffix-cr")
    # A much too low baud rate swallows the end mark too: what then is left reads like no code.
    change = {} if seen.config.get("idle_terminates") else {"idle_terminates": True}
    return Finding("find-no-suffix", change=change, setup="suffix-cr", sweep=any(linefaults.odd(each) for each in whole))


def _start(seen: Seen) -> bytes:
    return b"\x02" if seen.config.get("framing") == "stx_etx" else bytes.fromhex(str(seen.config.get("prefix_hex", "")))


def _charset(seen: Seen, groups: Sequence[Burst]) -> Iterator[Finding]:
    high = [line for one in groups for line in one.bytes.replace(b"\n", b"\r").split(b"\r") if not line.strip(b"\x00\xff").isascii()]
    encoding = str(seen.config.get("encoding", "auto"))
    if any("�".encode() in line for line in high):
        yield Finding("find-charset-lost", setup="charset-utf-8")
    elif encoding == "utf-8" and high and not all(_reads(line, "utf-8") for line in high) and all(_reads(line, "gb18030") for line in high):
        yield Finding("find-gbk", change={"encoding": "gb18030"}, setup="charset-utf-8")
    elif encoding in ("gb18030", "shift_jis") and high and all(_reads(line, "utf-8") for line in high) and any(_long(line) for line in high):
        yield Finding("find-utf-8", {"encoding": encoding}, {"encoding": "utf-8"})
    elif encoding == "auto" and any(_reads(line, "utf-8") and _reads(line, "gb18030") and not _long(line) for line in high):
        yield Finding("find-charset-unsure", change={"encoding": "gb18030"}, setup="charset-utf-8")


def _reads(line: bytes, charset: str) -> bool:
    try:
        line.decode(charset)
    except UnicodeDecodeError:
        return False
    return True


def _long(line: bytes) -> bool:
    """Whether it holds a Chinese character as UTF-8 has them: three bytes or four."""
    return any(byte >= 0xE0 for byte in line) and _reads(line, "utf-8")


def _gs(made: Sequence[tuple[int, object]]) -> Iterator[Finding]:
    for _, frame in made:
        text, mark = getattr(frame, "text", ""), getattr(frame, "aim", None)
        lost = linefaults.separator(text, mark)
        if lost is None:
            continue
        if lost:
            yield Finding("find-gs-replaced", {"substitute": lost}, {"gs_substitute": lost}, "gs-on")
        else:
            yield Finding("find-gs-lost", setup="gs-on")


def _bounced(made: Sequence[tuple[int, object]]) -> Iterator[Finding]:
    for (before, first), (after, second) in pairwise(made):
        if first == second and after - before <= _BOUNCE:
            yield Finding("find-bounce", {"ms": max(1, (after - before) // 1_000_000)}, setup="same-code-delay")
            return


def _split(seen: Seen, groups: Sequence[Burst]) -> Iterator[Finding]:
    """One code that arrived as two: cut by its own line feed, or by a pause of the scanner that passed for its end."""
    if seen.config.get("framing", "line") != "line":
        return
    if seen.config.get("terminator", "any") != "CR" and any(_line_feed_inside(one.bytes) for one in groups):
        yield Finding("find-split-line", change={"terminator": "CR"})
    halves = [one for one, after in pairwise(groups) if not one.bytes.endswith((b"\r", b"\n")) and after.begun - one.ended <= _PAUSE]
    if halves:
        yield Finding("find-split", change={"idle_terminates": False} if seen.config.get("idle_terminates") else {}, setup="suffix-cr")


def _line_feed_inside(burst: bytes) -> bool:
    """Line feeds that are data: the code itself ends with a bare CR."""
    return burst.endswith(b"\r") and any(part and b"\n" in part.strip(b"\n") for part in burst.split(b"\r"))


_EIGHT = 8
_SCANNERS = ("scanner-line", "ssi")
_BOUNCE, _PAUSE = 150_000_000, 400_000_000
_ENDS: Mapping[str, tuple[bytes, ...]] = {"any": (b"\r", b"\n"), "CR": (b"\r",), "LF": (b"\n",)}
