"""A simulated device on a pty or a socket: prints its address, then follows a script of lines from stdin until they end."""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from devices.config import configured
from devices.drivers import generic
from devices.simulators import PRINTERS, SPEECHES, PtyDevice, Scanner, Simulated, SocketDevice, Speech, Voice
from devices.simulators.generic import GenericSpeech
from devices.simulators.mt_sics import MtSicsSpeech
from devices.simulators.simulated import LINGER, Place
from devices.simulators.toledo import ToledoSpeech
from devices.simulators.xk3190 import Xk3190Speech
from devices.trouble import DeviceTrouble
from ui.command import lines
from workstation.words import Refused, say


def arguments(parser: argparse.ArgumentParser) -> None:
    """`simulate DEVICE`."""
    parser.description = f"{__doc__} {run.__doc__}"
    parser.add_argument("device", metavar="DEVICE", help=", ".join(KNOWN))
    parser.add_argument("--folder", metavar="DIR", help="where the device's path appears (default: a new folder)")
    parser.add_argument("--name", default="", help="name of the path (default: the device)")
    parser.add_argument("--socket", type=int, metavar="PORT", help="be a network port on 127.0.0.1 instead of a pty; 0 takes a free one")
    parser.add_argument("--prefix-hex", default="", help="scanner-line: bytes before each code")
    parser.add_argument("--suffix-hex", default="0d", help="scanner-line: bytes after each code")
    parser.add_argument("--encoding", default="utf-8", choices=("utf-8", "gb18030", "shift_jis"), help="scanner-line: charset of the codes")
    parser.add_argument("--interval", type=float, help="seconds between two frames of a device that repeats (default: its own)")
    parser.add_argument("--config", default="{}", metavar="JSON", help="xk3190, toledo, generic: settings as the driver's")
    parser.add_argument("--seed", type=int, default=0, help="of splits, noise, swings and faults")


def run(args: argparse.Namespace) -> None:
    """First line out: the address. Then one JSON line per line of the script: `{"sent_hex"}`, `{"done"}` or `{"error", "words"}`.

    A script line is JSON: the device's own, such as `{"type": TEXT, "aim": "]C1", "split": true, "noise": 3}` (scanners), `{"weight": "24310"}` (scales), and for all
    `{"hex": "…"}`, `{"unplug": seconds}`, `{"wait": seconds}`, `{"fault": NAME}`; or a plain text to type, a plain number of kg to weigh. `fault` beside another word
    breaks that message, alone every message until `{"fault": "none"}`: noise flip baud parity suffix bounce split unplug merge deaf.
    Printers (escpos, zpl, tspl): `{"state": "paper-out"}` (ready, cover-open, offline), `{"slow": bytes a second}`, `{"dead_after": bytes}`.
    """
    if args.device not in KNOWN:
        raise Refused("simulator-unknown", name=args.device[:40], known=", ".join(KNOWN))
    if args.interval is not None and not _LEAST <= args.interval <= _MOST:
        raise Refused("line-wrong", reason=f"interval is between {_LEAST} and {_MOST} seconds")
    try:
        speech = _speech(args)
    except DeviceTrouble as wrong:
        # A wrong word in the call, not a device that ails.
        raise Refused(wrong.key, **wrong.values) from wrong
    with tempfile.TemporaryDirectory(prefix="port-officer-") as fresh, Simulated(speech, _place(args, fresh), args.seed, args.interval) as simulated:
        _say(simulated.address)
        for line in lines.asked():
            _say(json.dumps(_answer(simulated, line, args.lang or "en"), ensure_ascii=False))
        # A pty that hangs up takes along what was not read yet.
        time.sleep(LINGER)


def _answer(simulated: Simulated, line: str, lang: str) -> dict[str, object]:
    """One line played; a wrong one is answered and left out."""
    try:
        sent = simulated.step(_read(line, simulated.speech.name))
    except (Refused, DeviceTrouble) as wrong:
        return {"error": wrong.key, "words": " ".join(say(wrong.key, lang, **wrong.values).split())}
    return {"sent_hex": sent.hex()} if sent else {"done": True}


def _read(line: str, device: str) -> Mapping[str, Any]:
    """A JSON object as it is; anything else is what the device does by itself."""
    if not line.startswith("{"):
        return {"weight": line, "swings": _SWINGS} if device in SCALES else {PLAIN.get(device, "type"): line}
    try:
        step = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Refused("line-wrong", reason=f"no JSON: {error}") from error
    return dict(step)


def _speech(args: argparse.Namespace) -> Speech:
    """The device, set up as the words of the command say."""
    if args.device == Scanner.name:
        return Scanner(Voice(_bytes("prefix-hex", args.prefix_hex), _bytes("suffix-hex", args.suffix_hex), args.encoding, args.seed))
    if args.device in SCALES:
        return SCALES[args.device](_config(args.config), args.seed)
    if args.device == GenericSpeech.name:
        profile = configured(generic.Settings, generic.NAME, _config(args.config)).profile
        return GenericSpeech(profile) if profile else GenericSpeech()
    if _config(args.config):
        raise Refused("config-wrong", driver=args.device, name=next(iter(_config(args.config)))[:40], reason="this simulated device has no settings")
    return KNOWN[args.device]()


def _config(text: str) -> Mapping[str, object]:
    try:
        config = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused("line-wrong", reason=f"config is no JSON: {error}") from error
    if not isinstance(config, dict):
        raise Refused("line-wrong", reason="config is an object of settings")
    return config


def _place(args: argparse.Namespace, fresh: str) -> Place:
    if args.socket is None:
        return _at(Path(args.folder or fresh), args.name or args.device)
    try:
        return SocketDevice(args.socket)
    except OverflowError as error:
        raise Refused("usage", reason=f"--socket {args.socket}: 0 to 65535") from error
    except OSError as error:
        raise DeviceTrouble("link-unusable", address=f"socket://127.0.0.1:{args.socket}", reason=error) from error


def _at(folder: Path, name: str) -> PtyDevice:
    try:
        return PtyDevice(folder, name)
    except OSError as error:
        raise Refused("usage", reason=f"{folder / name}: {error.strerror or error}") from error


def _bytes(name: str, text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise Refused("line-wrong", reason=f"{name} is not pairs of hex digits") from error


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


SCALES: Mapping[str, Callable[[Mapping[str, object], int], Speech]] = {
    Xk3190Speech.name: Xk3190Speech, ToledoSpeech.name: ToledoSpeech, MtSicsSpeech.name: lambda _, seed: MtSicsSpeech(seed),
}
"""Scales take settings and the seed of their swing; a plain line is a truck of so many kg that drives on."""

KNOWN: Mapping[str, Callable[[], Speech]] = {**SPEECHES, **PRINTERS}
"""Every device there is, printers too."""

PLAIN: Mapping[str, str] = {"generic": "text", "jt701": "seal", "mrz": "document", "uhf": "tag", "r2000": "tag", **dict.fromkeys(PRINTERS, "state")}
"""The word of a plain line where it is not `type`."""

_SWINGS = 8
_LEAST, _MOST = 0.001, 3600
