"""How a command gets into a station's data: the folder, the officer who signs in, and the secret that is never an argument."""

import argparse
import getpass
import os
import sys
from pathlib import Path

from workstation import settings
from workstation.journal import vault
from workstation.words import Refused


def folder_of(args: argparse.Namespace) -> Path:
    """The data folder of a call; refused (`no-station`) when no station lives there."""
    folder = settings.data_folder(args.data)
    if not (folder / "settings.toml").exists() and not (folder / vault.NAME).exists():
        raise Refused("no-station", folder=folder)
    return folder


def unlocked(args: argparse.Namespace) -> tuple[Path, bytes, str]:
    """Sign in: (folder, data key, officer). Refused `officer-missing`, `secret-missing`, or as `vault.unlock` says."""
    folder = folder_of(args)
    if not args.officer:
        raise Refused("officer-missing")
    return folder, vault.unlock(folder, args.officer, secret_of(args.officer), settings.now), args.officer


def secret_of(officer: str, *, own: bool = True) -> str:
    """`PORT_OFFICER_SECRET_<ID>`, else (for the one who signs in, `own`) `PORT_OFFICER_SECRET`, else a prompt when a person is there."""
    names = [f"PORT_OFFICER_SECRET_{officer}", *(["PORT_OFFICER_SECRET"] if own else [])]
    for name in names:
        found = os.environ.get(name)
        if found:
            return found
    if not sys.stdin.isatty():
        raise Refused("secret-missing", names=" / ".join(names))
    return getpass.getpass(f"{officer}: ")
