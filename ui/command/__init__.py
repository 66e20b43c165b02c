"""`port-officer …`: one thin command per act or read; a module per command, imported only when it is called."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import NoReturn

from devices.trouble import DeviceTrouble
from ui.command import ends, lines, told
from workstation.words import Refused, Trouble, guarded

COMMANDS = (
    "identify", "decode", "lane", "station", "officer", "pack", "lookup", "custody", "person", "account", "calls", "find", "slip", "journal", "doctor", "simulate", "paper", "sheet", "enrol", "draws", "rejudge", "windtunnel", "explain", "risk", "lens", "window",
)
"""Each is a module `ui.command.NAME` with `arguments(parser)` and `run(args) -> JSON value | None`."""

_TAKES_VALUE = ("--data", "--lang", "--officer")


class OneLine(argparse.ArgumentParser):
    """Says what is wrong with the words of a call in one line, as every other refusal."""

    def error(self, message: str) -> NoReturn:
        # Before anybody signs in no register can be asked whose numbers these are.
        raise Refused("usage", reason=guarded(message))


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code: 0 answered, 2 refused, 3 trouble; the reason is one line on stderr."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        answer(words)
    except (Refused, DeviceTrouble) as refusal:
        return ends.told(refusal, words)
    except BrokenPipeError as error:
        return ends.reader_gone(error, words, acts=split(words)[0] == "lane")
    except OSError as error:
        return ends.told(ends.meaning(error), words)
    except (ValueError, KeyError, TypeError):
        broken = ends.broken_table()
        if broken is None:
            raise
        return ends.told(broken, words)
    except KeyboardInterrupt:
        return 3
    return 0


def answer(words: Sequence[str]) -> None:
    """Call the command that is named, and print its answer."""
    name, rest = split(words)
    if sys.stdout is None and name != "window":
        raise Trouble("output", reason="stdout is closed")
    if {"-h", "--help"} & set(rest) and "window" not in words and name == "window":
        overview()
        return
    command = importlib.import_module(f"ui.command.{name}")
    parser = OneLine(prog=f"port-officer {name}", description=command.__doc__, parents=[common()])
    command.arguments(parser)
    # Words after an option belong to the words before it only where a command says so: argparse cannot do it beside sub-commands.
    args = parser.parse_intermixed_args(rest) if getattr(command, "MIXED", False) else parser.parse_args(rest)
    try:
        found = command.run(args)
    except Refused as refusal:
        ends.cover(refusal, args)
        raise
    with lines.telling():
        if found is not None:
            show(found, as_json=args.json, lang=args.lang or "en")
        if sys.stdout is not None:
            sys.stdout.flush()
    if judge := getattr(command, "judge", None):
        judge(args, found)


def overview() -> None:
    """Every command with its first sentence; `COMMAND --help` says more."""
    sys.stdout.write("usage: port-officer [--data DIR] [--lang zh|en] [--officer ID] [COMMAND …]\n\nWithout a command the window opens. COMMAND --help says more.\n\n")
    wide = max(map(len, COMMANDS)) + 2
    for name in COMMANDS:
        said = (importlib.import_module(f"ui.command.{name}").__doc__ or "").strip().splitlines()[0]
        sys.stdout.write(f"  {name:<{wide}}{said}\n")


def split(words: Sequence[str]) -> tuple[str, list[str]]:
    """The command's name and the other words; options may stand before the name; no name opens the window."""
    skip = False
    for place, word in enumerate(words):
        if skip or word.startswith("-"):
            skip = not skip and word in _TAKES_VALUE
            continue
        if word not in COMMANDS:
            raise Refused("usage", reason=f"unknown command {guarded(word[:40])!r}; one of {', '.join(COMMANDS)}")
        return word, [*words[:place], *words[place + 1 :]]
    return "window", list(words)


def common() -> argparse.ArgumentParser:
    """The options every command takes."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--data", metavar="DIR", help="data folder (or PORT_OFFICER_DATA)")
    parser.add_argument("--lang", choices=("zh", "en"), help="language of what people read")
    parser.add_argument("--officer", metavar="ID", help="who signs in; the secret comes from PORT_OFFICER_SECRET or a prompt")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    return parser


def show(answer: object, *, as_json: bool, lang: str) -> None:
    """Print an answer: as one JSON document, or as lines and tables for people."""
    if as_json:
        sys.stdout.write(lines.document(answer) + "\n")
        return
    for line in told.lines(answer, lang):
        lines.write(line)
