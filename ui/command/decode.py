"""Bytes to frames: one JSON line of chunks in, one JSON line of frames out, through a fresh driver each."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from devices import drivers, profiles
from devices.drivers import aim, generic, mrz, scanner_line
from devices.frames import Driver, Frame, Listed, Listing
from devices.trouble import DeviceTrouble
from ui.command import lines
from workstation import settings
from workstation.codes import gs1
from workstation.codes import mrz as zones
from workstation.words import Refused, say


def arguments(parser: argparse.ArgumentParser) -> None:
    """`decode DRIVER --jsonl`."""
    parser.add_argument("driver", metavar="DRIVER", help=", ".join(drivers.NAMES))
    parser.add_argument("--jsonl", action="store_true", help="one JSON value per line in and out (always so)")


def run(args: argparse.Namespace) -> None:
    """Answer every line; a wrong line or setting is answered with `error` (a key) and `words`, and the stream goes on."""
    if args.driver not in drivers.NAMES:
        raise Refused("driver-unknown", name=args.driver[:40], known=", ".join(drivers.NAMES))
    own = settings.data_folder(args.data) / "devices"
    for answer in answers(args.driver, lines.asked(), args.lang or "en", own):
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def answers(driver: str, script: Iterable[str], lang: str, own: Path | None = None) -> Iterator[dict[str, object]]:
    """One answer per line; `own`: the station's folder of device profiles."""
    for line in script:
        try:
            yield answer(driver, line, own)
        except (Refused, DeviceTrouble) as wrong:
            yield {"error": wrong.key, "words": " ".join(say(wrong.key, lang, **wrong.values).split())}


def answer(driver: str, line: str, own: Path | None = None) -> dict[str, object]:
    """`{"chunks_hex": […], "config": {…}}` -> `{"frames": […], "rejected": n}`: the chunks as they arrived, then silence; some drivers name other lists."""
    chunks, config = _asked(line)
    if driver == generic.NAME and isinstance(config.get("profile"), str):
        config = config | {"profile": str(profiles.located(str(config["profile"]), own))}
    decoder = drivers.driver(driver, config)
    frames = [frame for chunk in chunks for frame in decoder.feed(chunk)]
    frames += decoder.idle()
    return {**listed(decoder, frames), "rejected": decoder.counters.rejected}


def listed(decoder: Driver, frames: Iterable[Frame]) -> dict[str, list[dict[str, object]]]:
    """The frames under the names of their lists, empty lists too."""
    names = decoder.lists if isinstance(decoder, Listing) else ("frames",)
    found: dict[str, list[dict[str, object]]] = {name: [] for name in names}
    for frame in frames:
        found[frame.list if isinstance(frame, Listed) else names[0]].append(shown(frame))
    return found


def shown(frame: Frame) -> dict[str, object]:
    """The frame's fields; a scan gets `gs1` where its AIM identifier says that it is GS1, a document what its lines say and which checks failed."""
    fields = frame.fields()
    if isinstance(frame, scanner_line.Scan):
        fields["gs1"] = gs1.elements(frame.text) if frame.aim in aim.GS1 else None
    if isinstance(frame, mrz.Zone):
        found = asdict(zones.zone(frame.lines, settings.local_time(settings.now()).date()))
        fields |= found | {"lines": list(frame.lines), "failed_checks": list(found["failed_checks"])}
    return fields


def _asked(line: str) -> tuple[list[bytes], dict[str, object]]:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Refused("line-wrong", reason=f"no JSON: {error}") from error
    if not isinstance(asked, dict) or not isinstance(asked.get("chunks_hex"), list):
        raise Refused("line-wrong", reason="an object with the list chunks_hex is needed")
    config = {} if asked.get("config") is None else asked["config"]
    if not isinstance(config, dict):
        raise Refused("line-wrong", reason="config must be an object")
    return [_chunk(place, chunk) for place, chunk in enumerate(asked["chunks_hex"])], config


def _chunk(place: int, chunk: object) -> bytes:
    try:
        return bytes.fromhex(chunk)  # type: ignore[arg-type]  # a chunk that is no text is answered as the TypeError it is
    except (ValueError, TypeError) as error:
        raise Refused("line-wrong", reason=f"chunks_hex[{place}] is not pairs of hex digits") from error
