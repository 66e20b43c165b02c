"""A simulated device on a pty: prints its path, then follows a script of lines from stdin until they end."""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from devices.simulators import Bridge, PtyDevice, PtyScale, PtyScanner, Voice
from ui.command import lines
from workstation.words import Refused, say

Step = Callable[[], object]
"""One line of a script, checked and ready to be played."""

DEVICES = ("scanner-line", "xk3190")


def arguments(parser: argparse.ArgumentParser) -> None:
    """`simulate DEVICE`."""
    parser.description = f"{__doc__} {run.__doc__}"
    parser.add_argument("device", metavar="DEVICE", help=", ".join(DEVICES))
    parser.add_argument("--folder", metavar="DIR", help="where the device's path appears (default: a new folder)")
    parser.add_argument("--name", default="", help="name of the path (default: the device)")
    parser.add_argument("--prefix-hex", default="", help="bytes before each code")
    parser.add_argument("--suffix-hex", default="0d", help="bytes after each code")
    parser.add_argument("--encoding", default="utf-8", choices=("utf-8", "gb18030", "shift_jis"), help="charset of the codes")
    parser.add_argument("--interval", type=float, default=0.1, help="seconds between two frames of a scale")
    parser.add_argument("--seed", type=int, default=0, help="of splits, noise and swings")


def run(args: argparse.Namespace) -> None:
    """First line out: the path. Then one JSON line per line of the script: `{"sent_hex"}`, `{"done"}` or `{"error", "words"}`.

    A script line is JSON: `{"type": TEXT, "aim": "]C1", "split": true, "noise": 3}` (scanner), `{"weight": "24310"}` (scale), and for both `{"hex": "…"}`,
    `{"unplug": seconds}`, `{"wait": seconds}`; or a plain text to type, a plain number of kg to weigh.
    """
    if args.device not in DEVICES:
        raise Refused("simulator-unknown", name=args.device[:40], known=", ".join(DEVICES))
    with tempfile.TemporaryDirectory(prefix="port-officer-") as fresh:
        folder = Path(args.folder or fresh)
        name = args.name or args.device
        if args.device == "scanner-line":
            with PtyScanner(folder, name, _voice(args)) as scanner:
                _follow(scanner.device, lambda step: _type(scanner, step), "type", args.lang)
        else:
            with PtyScale(folder, name, Bridge(interval=args.interval, seed=args.seed)) as scale:
                _follow(scale.device, lambda step: _weigh(scale, step), "weight", args.lang)


def _follow(device: PtyDevice, act: Callable[[Mapping[str, Any]], Step], verb: str, lang: str | None) -> None:
    """Play the lines one by one; a wrong one is answered and left out."""
    _say(str(device.path))
    for line in lines.asked():
        try:
            told = _step(device, act, _read(line, verb))()
        except Refused as wrong:
            _say(json.dumps({"error": wrong.key, "words": " ".join(say(wrong.key, lang or "en", **wrong.values).split())}, ensure_ascii=False))
            continue
        _say(json.dumps({"sent_hex": told.hex()} if isinstance(told, bytes) else {"done": True}))
    # A pty that hangs up takes along what was not read yet.
    time.sleep(_LINGER)


def _read(line: str, verb: str) -> Mapping[str, Any]:
    """A JSON object as it is; anything else is what the device does by itself."""
    if not line.startswith("{"):
        return {verb: line}
    try:
        step = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Refused("line-wrong", reason=f"no JSON: {error}") from error
    return dict(step)


def _step(device: PtyDevice, act: Callable[[Mapping[str, Any]], Step], step: Mapping[str, Any]) -> Step:
    if "wait" in step:
        return _for_seconds(step["wait"], time.sleep)
    if "unplug" in step:
        return _for_seconds(step["unplug"], lambda seconds: _replug(device, seconds))
    if "hex" in step:
        return _sender(device, step["hex"])
    return act(step)


def _type(scanner: PtyScanner, step: Mapping[str, Any]) -> Step:
    text, aim, split, noise = step.get("type"), step.get("aim"), step.get("split", False), step.get("noise", 0)
    if not isinstance(text, str) or not (aim is None or (isinstance(aim, str) and aim.isascii())):
        raise Refused("line-wrong", reason="type needs a text, aim an identifier such as ]C1")
    if not isinstance(split, bool) or type(noise) is not int or not 0 <= noise <= _MOST_NOISE:
        raise Refused("line-wrong", reason=f"split is true or false, noise a number of bytes up to {_MOST_NOISE}")
    try:
        scanner.spelled(text, aim)
    except UnicodeEncodeError as error:
        raise Refused("line-wrong", reason=f"the scanner's charset {error.encoding} cannot write this text") from error
    return lambda: _read_by_someone(scanner.device, lambda: scanner.type(text, aim, split=split, noise=noise))


def _weigh(scale: PtyScale, step: Mapping[str, Any]) -> Step:
    weight = str(step.get("weight", ""))
    if not (weight.isascii() and weight.isdigit() and len(weight) <= _DISPLAY):
        raise Refused("line-wrong", reason=f"weight needs whole kg of at most {_DISPLAY} digits")
    return lambda: scale.put(weight)


def _sender(device: PtyDevice, text: object) -> Step:
    sent = _bytes("hex", text)

    def send() -> bytes:
        device.send(sent)
        return sent

    return lambda: _read_by_someone(device, send)


def _read_by_someone(device: PtyDevice, send: Callable[[], bytes]) -> bytes:
    """Bytes sent before a program has opened the port would be thrown away by its opening."""
    if not device.opened() and not device.wait_opened(_PATIENCE):
        raise Refused("simulator-unread", seconds=_PATIENCE)
    try:
        return send()
    except TimeoutError as error:
        raise Refused("simulator-unread", seconds=_PATIENCE) from error


def _replug(device: PtyDevice, seconds: float) -> None:
    time.sleep(_LINGER)
    device.unplug()
    time.sleep(seconds)
    device.plug()


def _for_seconds(seconds: object, act: Callable[[float], None]) -> Step:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= _LONGEST:
        raise Refused("line-wrong", reason=f"seconds between 0 and {_LONGEST} are needed")
    return lambda: act(float(seconds))


def _voice(args: argparse.Namespace) -> Voice:
    return Voice(_bytes("prefix-hex", args.prefix_hex), _bytes("suffix-hex", args.suffix_hex), args.encoding, args.seed)


def _bytes(name: str, text: object) -> bytes:
    try:
        return bytes.fromhex(str(text))
    except ValueError as error:
        raise Refused("line-wrong", reason=f"{name} is not pairs of hex digits") from error


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


_LINGER = 0.2
_PATIENCE = 30
_LONGEST = 3600
_MOST_NOISE = 1000
_DISPLAY = 6
