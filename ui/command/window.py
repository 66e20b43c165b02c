"""window: open the window (also without any command)."""

import argparse
from typing import Any

from workstation.settings import data_folder


def arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""
    del parser


def run(args: argparse.Namespace) -> Any:
    """Open the window on the data folder and stay until it is closed."""
    from ui.window import app

    app.run(data_folder(args.data), args.lang)
