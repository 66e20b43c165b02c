"""How a command gets into a station's data: the folder, the officer who signs in, the secret that is never an argument, and what his role may do."""

import argparse
import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from workstation import settings
from workstation.journal import Event, backup, file, peek, vault, witness
from workstation.words import Refused, Trouble

if TYPE_CHECKING:
    from workstation.risk import Rulebook

ANY_ROLE = ""
"""For the few reads that everybody who can sign in may ask: whether the journal is intact, how the station is."""


def folder_of(args: argparse.Namespace) -> Path:
    """The data folder of a call; refused (`no-station`) when no station lives there."""
    folder = settings.data_folder(args.data)
    if not (folder / "settings.toml").exists() and not (folder / vault.NAME).exists():
        raise Refused("no-station", folder=folder)
    return folder


def unlocked(args: argparse.Namespace, act: str) -> tuple[Path, bytes, str]:
    """Sign in for an act of the table of roles, or `ANY_ROLE`: (folder, data key, officer). `args` remembers what was opened, for refusals on their way out.

    Refused `officer-missing`, `secret-missing`, `role-may-not`, `officer-unknown`, or as `vault.unlock` says.
    """
    folder = folder_of(args)
    if not args.officer:
        raise Refused("officer-missing")
    key = vault.unlock(folder, args.officer, secret_of(args.officer), settings.now)
    args.opened = folder, key
    if act != ANY_ROLE:
        check_role(folder, key, args.officer, act)
    return folder, key, args.officer


def check_role(folder: Path, key: bytes, officer: str, act: str) -> None:
    """Refused `role-may-not` unless the table of roles in force lets this officer do the act."""
    from workstation.risk.days import day_of
    from workstation.risk.officers import check_may

    check_may(_book(folder, key).on(day_of(settings.now())), act, role_of(folder, key, officer))


def _book(folder: Path, key: bytes) -> "Rulebook":
    """The rules the station switched to last, read beside the journal as a role is; the program's own where they cannot be read."""
    from workstation.risk import live, rulebook

    head, _ = witness.read(folder / witness.NAME)
    place = folder / file.NAME
    try:
        switched = [event for event in peek(place, key, live.SWITCHED, ("pack.switched",)) if head and event.station == head.station]
        body = switched[-1].body if switched else {"version": 0}
        kept = [event for event in peek(place, key, switched[-1].station, ("rules.kept",)) if event.body["book"] == body["book"]] if body["version"] else []
        return live.book_in(kept[-1].body["files"], body["version"]) if kept else rulebook()
    except Refused:
        return rulebook()


def role_of(folder: Path, key: bytes, officer: str) -> str:
    """His role as the journal tells, read beside it: a journal that is refused at start, or damaged, still has to say who may put it right.

    A journal that cannot be read at all is answered for by the newest copy that can.
    """
    kinds = ("officer.added", "officer.disabled")
    places = (folder / file.NAME, *reversed(backup.copies(folder)))
    unread: Trouble | None = None
    for place in places:
        try:
            newest = max(peek(place, key, officer, kinds), key=_stamp, default=None)
        except Trouble as trouble:
            unread = unread or trouble
            continue
        if newest is None or newest.kind == "officer.disabled":
            raise Refused("officer-unknown", officer=officer)
        return str(newest.body["role"])
    raise unread or Refused("officer-unknown", officer=officer)


def _stamp(event: Event) -> tuple[int, str, int]:
    return event.stamp


def secret_of(officer: str, *, own: bool = True) -> str:
    """`PORT_OFFICER_SECRET_<ID>`, else (for the one who signs in, `own`) `PORT_OFFICER_SECRET`, else a prompt when a person is there."""
    names = [f"PORT_OFFICER_SECRET_{officer}", *(["PORT_OFFICER_SECRET"] if own else [])]
    for name in names:
        found = os.environ.get(name)
        if found:
            return found
    if sys.stdin is None or not sys.stdin.isatty():
        raise Refused("secret-missing", names=" / ".join(names))
    try:
        return getpass.getpass(f"{officer}: ")
    except EOFError as error:
        raise Refused("secret-missing", names=" / ".join(names)) from error


def table_text(args: argparse.Namespace, name: str) -> str:
    """The text of a table that travels with the rules: the one in force where an officer signs in, else the program's own."""
    from workstation.risk import tables
    from workstation.risk.days import day_of

    if not args.officer:
        return tables.own(name)
    folder, key, _ = unlocked(args, ANY_ROLE)
    return _book(folder, key).on(day_of(settings.now())).table(name)
