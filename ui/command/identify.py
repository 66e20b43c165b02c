"""Say every code a text can be, most likely first, and why it is not the others; needs no data folder."""

import argparse
import json
import sys
from collections.abc import Iterator

from ui.command import lines
from workstation.codes import Recognition, group, recognise
from workstation.words import Refused, say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="?", metavar="TEXT", help="what was scanned or typed")
    parser.add_argument("--jsonl", action="store_true", help="one JSON string per line on stdin, one JSON answer per line on stdout")
    parser.add_argument("--aim", metavar="ID", help="AIM identifier the scanner sent, such as ]C1")


def run(args: argparse.Namespace) -> None:
    if args.jsonl:
        for line in lines.source():
            told = lines.document(_answer(line, args.aim)) + "\n"
            with lines.telling():
                sys.stdout.write(told)
                sys.stdout.flush()
        return
    if args.text is None:
        raise Refused("code-no-text")
    found = recognise(args.text, args.aim)
    words = [lines.document(shape(found))] if args.json else _words(found, args.lang or "en")
    with lines.telling():
        sys.stdout.write("".join(f"{line}\n" for line in words))


def shape(found: Recognition) -> dict[str, object]:
    """A recognition as the contract shows it."""
    return {
        "raw": found.raw,
        "candidates": [
            {"kind": code.kind, "value": code.value, "checked": code.checked, "fields": dict(code.fields)} for code in found.candidates
        ],
        "refused": [{"kind": refusal.kind, "reason": refusal.reason} for refusal in found.refused],
    }


def _answer(line: bytes, aim: str | None) -> dict[str, object]:
    """The answer to one line; a line that is no JSON string is told so in its place, and the next one is read."""
    try:
        text = json.loads(line.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape"))
    except (ValueError, RecursionError):
        text = None
    if isinstance(text, str):
        return shape(recognise(text, aim))
    return {"error": "code-not-a-string", "words": say("code-not-a-string", "en")}


def _words(found: Recognition, lang: str) -> Iterator[str]:
    """The same for people: one line per candidate and per refusal."""
    for code in found.candidates:
        mark = say("code-checked" if code.checked else "code-unchecked", lang)
        yield f"{say(f'code-kind-{code.kind}', lang)}: {lines.document(group(code.kind, code.value))} ({mark})"
    for refusal in found.refused:
        kind, reason = say(f"code-kind-{refusal.kind}", lang), say(f"code-reason-{refusal.reason}", lang)
        yield say("code-refused", lang, what=kind, reason=reason)
    if not found.candidates and not found.refused:
        yield say("code-nothing", lang)
