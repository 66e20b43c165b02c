"""window: open the window (also without any command)."""

import argparse
import os
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from workstation.settings import data_folder
from workstation.words import Trouble

WAIT_S = 3
"""How long another machine's display may take to answer."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""
    del parser


def run(args: argparse.Namespace) -> Any:
    """Open the window on the data folder and stay until it is closed."""
    check_display(os.environ)
    try:
        from ui.window import app
    except ImportError as error:
        raise Trouble("no-window", reason=error) from error
    app.run(data_folder(args.data), args.lang, args.officer or "")


def check_display(given: Mapping[str, str], system: str = sys.platform) -> None:
    """Trouble `no-display` where Qt would end the program itself: on Linux, and nothing to show a window on answers."""
    wanted = given.get("QT_QPA_PLATFORM", "").partition(";")[0].partition(":")[0]
    if not system.startswith("linux") or wanted not in ("", "xcb", "wayland", "wayland-egl"):
        return
    reached = False
    if given.get("WAYLAND_DISPLAY") and wanted != "xcb":
        reached = _answers([str(Path(given.get("XDG_RUNTIME_DIR", "/"), given["WAYLAND_DISPLAY"]))])
    if given.get("DISPLAY") and not wanted.startswith("wayland"):
        # Qt tries X too where Wayland does not answer.
        reached = reached or _x_answers(given["DISPLAY"])
    if not reached:
        shown = [f"{name}={given[name]}" for name in ("WAYLAND_DISPLAY", "DISPLAY", "QT_QPA_PLATFORM") if given.get(name)]
        raise Trouble("no-display", reason=", ".join(shown) or "DISPLAY, WAYLAND_DISPLAY")


def _x_answers(display: str) -> bool:
    """`:0`, `:0.1` by the local sockets of X; `host:10.0` by TCP 6000 + 10."""
    host, _, rest = display.rpartition(":")
    number = rest.partition(".")[0]
    if not number.isdecimal():
        return False
    if host in ("", "unix"):
        name = f"/tmp/.X11-unix/X{number}"  # noqa: S108 - where X has its sockets
        return _answers([f"\0{name}", name])
    try:
        socket.create_connection((host, 6000 + int(number)), WAIT_S).close()
    except (OSError, OverflowError):
        return False
    return True


def _answers(names: Sequence[str]) -> bool:
    for name in names:
        with socket.socket(socket.AF_UNIX) as trial:
            if trial.connect_ex(name) == 0:
                return True
    return False
