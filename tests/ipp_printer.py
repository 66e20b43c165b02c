"""An IPP Everywhere printer for tests: CUPS's own ippeveprinter, which will not start without D-Bus, so it gets a bus of its own; no avahi is needed."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cups import Cups

_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={folder}/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
"""
_SCRIPT = """#!/bin/sh
echo started >>{folder}/started
while [ -e {folder}/slow ]; do sleep 0.1; done
[ -e {folder}/dead ] && exit 1
cp "$1" {folder}/page.new && mv {folder}/page.new {folder}/page-$(ls {folder} | grep -c page-).pdf
"""


class IppPrinter:
    """One running printer and its queue; `pages` are the PDFs it has printed. It knows A4, not A5."""

    def __init__(self, cups: Cups, folder: Path, name: str) -> None:
        self.name, self._folder = name, folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        (folder / "bus.conf").write_text(_BUS.format(folder=folder))
        script = folder / "print.sh"
        script.write_text(_SCRIPT.format(folder=folder))
        script.chmod(0o755)
        (folder / "spool").mkdir()
        words = ["dbus-daemon", f"--config-file={folder}/bus.conf", "--nofork", "--nopidfile"]
        self._bus = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _until((folder / "bus").exists, "no bus")
        self._printer = self._started()
        cups.call("lpadmin", "-p", name, "-E", "-v", f"ipp://127.0.0.1:{self._port}/ipp/print", "-m", "everywhere")

    @property
    def pages(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted(self._folder.glob("page-*.pdf"))]

    def slow(self) -> None:
        """From now on a page takes as long as the printer lives."""
        (self._folder / "slow").touch()

    def printing(self) -> bool:
        """It has begun with a page."""
        return (self._folder / "started").exists()

    def kill(self) -> None:
        """The plug is pulled."""
        (self._folder / "dead").touch()
        (self._folder / "slow").unlink(missing_ok=True)
        self._printer.kill()
        self._printer.wait(10)

    def close(self) -> None:
        self.kill()
        self._bus.kill()
        self._bus.wait(10)

    def _started(self) -> "subprocess.Popen[bytes]":
        words = ["ippeveprinter", "-r", "off", "-p", str(self._port), "-n", "localhost", "-f", "application/pdf", "-d", f"{self._folder}/spool", "-k"]
        env = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self._folder}/bus"}
        with (self._folder / "log").open("wb") as log:
            printer = subprocess.Popen([*words, "-c", f"{self._folder}/print.sh", self.name], stdout=log, stderr=log, env=env)

        def answers() -> bool:
            assert printer.poll() is None, (self._folder / "log").read_text()
            try:
                socket.create_connection(("127.0.0.1", self._port), 1).close()
            except OSError:
                return False
            return True

        _until(answers, "the printer does not start")
        return printer


def _until(true, words: str) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end, words
        time.sleep(0.03)


@pytest.fixture
def ipp_printer(cups: Cups) -> Iterator[IppPrinter]:
    """One printer of its own, because a job that was left unfinished makes it refuse the next."""
    folder = Path(tempfile.mkdtemp(prefix="ipp-"))
    printer = IppPrinter(cups, folder, "IPP" + folder.name[-4:])
    try:
        yield printer
    finally:
        printer.close()
        shutil.rmtree(folder)
