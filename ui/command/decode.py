"""Bytes to frames: one JSON line of chunks in, one JSON line of frames out, through a fresh driver each."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator

from devices import drivers
from devices.drivers import aim, scanner_line
from devices.frames import Frame
from devices.trouble import DeviceTrouble
from ui.command import lines
from workstation.codes import gs1
from workstation.words import Refused, say


def arguments(parser: argparse.ArgumentParser) -> None:
    """`decode DRIVER --jsonl`."""
    parser.add_argument("driver", metavar="DRIVER", help=", ".join(drivers.NAMES))
    parser.add_argument("--jsonl", action="store_true", help="one JSON value per line in and out (always so)")


def run(args: argparse.Namespace) -> None:
    """Answer every line; a wrong line or setting is answered with `error` (a key) and `words`, and the stream goes on."""
    if args.driver not in drivers.NAMES:
        raise Refused("driver-unknown", name=args.driver[:40], known=", ".join(drivers.NAMES))
    for answer in answers(args.driver, lines.asked(), args.lang or "en"):
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def answers(driver: str, script: Iterable[str], lang: str) -> Iterator[dict[str, object]]:
    """One answer per line."""
    for line in script:
        try:
            yield answer(driver, line)
        except (Refused, DeviceTrouble) as wrong:
            yield {"error": wrong.key, "words": " ".join(say(wrong.key, lang, **wrong.values).split())}


def answer(driver: str, line: str) -> dict[str, object]:
    """`{"chunks_hex": […], "config": {…}}` -> `{"frames": […], "rejected": n}`: the chunks as they arrived, then silence."""
    chunks, config = _asked(line)
    decoder = drivers.driver(driver, config)
    frames = [frame for chunk in chunks for frame in decoder.feed(chunk)]
    frames += decoder.idle()
    return {"frames": [shown(frame) for frame in frames], "rejected": decoder.counters.rejected}


def shown(frame: Frame) -> dict[str, object]:
    """The frame's fields; a scan gets `gs1` where its AIM identifier says that it is GS1."""
    fields = frame.fields()
    if isinstance(frame, scanner_line.Scan):
        fields["gs1"] = gs1.elements(frame.text) if frame.aim in aim.GS1 else None
    return fields


def _asked(line: str) -> tuple[list[bytes], dict[str, object]]:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Refused("line-wrong", reason=f"no JSON: {error}") from error
    if not isinstance(asked, dict) or not isinstance(asked.get("chunks_hex"), list):
        raise Refused("line-wrong", reason="an object with the list chunks_hex is needed")
    config = asked.get("config") or {}
    if not isinstance(config, dict):
        raise Refused("line-wrong", reason="config must be an object")
    return [_chunk(place, chunk) for place, chunk in enumerate(asked["chunks_hex"])], config


def _chunk(place: int, chunk: object) -> bytes:
    try:
        return bytes.fromhex(chunk)  # type: ignore[arg-type]  # a chunk that is no text is answered as the TypeError it is
    except (ValueError, TypeError) as error:
        raise Refused("line-wrong", reason=f"chunks_hex[{place}] is not pairs of hex digits") from error
