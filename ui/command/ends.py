"""How a call ends that is not answered: one line on stderr, whatever went wrong with disk, tables or the one who reads."""

import argparse
import os
import select
import sys
import tomllib
from collections.abc import Sequence
from contextlib import closing
from itertools import pairwise
from typing import TextIO

import resources
from devices.trouble import DeviceTrouble
from workstation.words import Refused, Trouble, guarded, say


def told(refusal: Refused | DeviceTrouble, words: Sequence[str]) -> int:
    """Say it in one line; 3 for a trouble, 2 for a refusal."""
    trouble = isinstance(refusal, (Trouble, DeviceTrouble))
    if refusal.key == "output":
        silence(sys.stdout)
    lang = "zh" if ("--lang", "zh") in pairwise(words) or "--lang=zh" in words else "en"
    line = " ".join(_words(refusal, lang).split())
    try:
        if sys.stderr is not None:
            sys.stderr.write(f"{'trouble' if trouble else 'refused'}: {refusal.key}: {line}\n")
            sys.stderr.flush()
    except OSError:
        # Nobody can be told why; the exit code still says that it was not answered.
        silence(sys.stderr)
    return 3 if trouble else 2


def cover(refusal: Refused, args: argparse.Namespace) -> None:
    """No refusal of a command that opened a station's data repeats the number of a document its register knows; before that no words of a call that have its form."""
    opened = getattr(args, "opened", None)
    if opened is None:
        _guard(refusal, only=("usage",))
        return
    from workstation.register import known
    from workstation.register.store import Register

    try:
        register = Register.open(*opened)
    except Trouble:
        _guard(refusal)
        return
    with closing(register):
        known.cover(register, refusal)


def _guard(refusal: Refused, only: Sequence[str] = ()) -> None:
    """Where no register can be asked: whatever has the form of a passport."""
    if not only or refusal.key in only:
        refusal.values = {name: guarded(value) if isinstance(value, str) else value for name, value in refusal.values.items()}


def meaning(error: OSError) -> Trouble:
    """What a failed read or write means: the answer could not be told, or a file or the disk is at fault."""
    unwritten = _unwritten()
    if unwritten is not None:
        return Trouble("output", reason=unwritten.strerror or unwritten)
    return Trouble("disk-or-file", file=error.filename or "-", reason=error.strerror or error)


def reader_gone(error: BrokenPipeError, words: Sequence[str], *, acts: bool) -> int:
    """Who reads the answer has enough: a read ends quietly. A lane's answers belong to acts: that nobody hears them is trouble."""
    if sys.stdout is None or (_unwritten() is None and not _unread()):
        return told(meaning(error), words)
    silence(sys.stdout)
    return told(Trouble("output", reason=error.strerror or error), words) if acts else 0


def broken_table() -> Trouble | None:
    """The first table of the program that cannot be read, when one of them is why the program stumbled."""
    for path in sorted(resources.folder.rglob("*.toml")):
        try:
            tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            return Trouble("resources-broken", file=path.relative_to(resources.folder), reason=error)
    return None


def silence(stream: TextIO | None) -> None:
    """Let what is still held for a stream go nowhere: it is written out once more at the very end."""
    if stream is not None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _unwritten() -> OSError | None:
    """Why what is held for stdout cannot be written, and then it is let go."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        silence(sys.stdout)
        return error
    return None


def _unread() -> bool:
    """Whether stdout is a pipe without a reader."""
    looking = select.poll()
    looking.register(sys.stdout.fileno(), 0)
    return any(state & select.POLLERR for _, state in looking.poll(0))


def _words(refusal: Refused | DeviceTrouble, lang: str) -> str:
    try:
        return say(refusal.key, lang, **refusal.values)
    except (OSError, ValueError):
        # The words themselves may be the broken table.
        return ", ".join(f"{name} {value}" for name, value in refusal.values.items())
