"""A private CUPS scheduler for tests, with queues to sockets of our own; it never touches the system's."""

import contextlib
import getpass
import grp
import os
import queue
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

_CONF = """
Listen {folder}/cups.sock
Browsing No
WebInterface No
IdleExitTimeout 0
DirtyCleanInterval 0
DefaultAuthType None
ErrorPolicy stop-printer
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
<Limit All>
Order deny,allow
</Limit>
</Policy>
"""
_FILES = """
User {user}
Group {group}
SystemGroup {system}
ServerRoot {folder}/root
RequestRoot {folder}/spool
TempDir {folder}/spool/tmp
CacheDir {folder}/cache
StateDir {folder}/state
AccessLog {folder}/log/access
ErrorLog {folder}/log/error
PageLog {folder}/log/page
Sandboxing relaxed
"""


class Sink:
    """A network printer that swallows what it gets; `pages` holds the bytes of one connection each."""

    def __init__(self, cups: "Cups", name: str) -> None:
        self.name = name
        self.pages: queue.Queue[bytes] = queue.Queue()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        cups.add(name, f"socket://127.0.0.1:{self._listener.getsockname()[1]}")

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                page = b""
                while part := connection.recv(65_536):
                    page += part
            self.pages.put(page)


class Cups:
    """The running scheduler; `server` is what CUPS_SERVER names."""

    def __init__(self, folder: Path) -> None:
        self.server = str(folder / "cups.sock")
        self._sinks: list[Sink] = []
        self._folder = folder
        self._prepare(folder)
        self._process = self._started(folder)

    def sink(self, name: str) -> Sink:
        """A queue whose printer keeps the bytes."""
        sink = Sink(self, name)
        self._sinks.append(sink)
        return sink

    def dead(self, name: str, options: str = "") -> str:
        """A queue whose printer does not answer; `/?contimeout=1` makes the backend give up after a second."""
        with socket.create_server(("127.0.0.1", 0)) as taken:
            number = taken.getsockname()[1]
        self.add(name, f"socket://127.0.0.1:{number}{options}")
        return name

    def add(self, name: str, uri: str, *options: str) -> None:
        self.call("lpadmin", "-p", name, "-E", "-v", uri, "-m", "raw", *options)

    def told(self, job: str) -> bytes:
        """The attributes of a job (`QUEUE-NUMBER`) as the scheduler keeps them in its spool."""
        path, until = self._folder / "spool" / f"c{int(job.rpartition('-')[2]):05}", time.monotonic() + 20
        while not path.exists():
            assert time.monotonic() < until, job
            time.sleep(0.02)
        return path.read_bytes()

    def call(self, *words: str) -> str:
        """Run a CUPS command against this scheduler."""
        return subprocess.run(words, check=True, capture_output=True, text=True, env={**os.environ, "CUPS_SERVER": self.server, "LC_ALL": "C.UTF-8"}).stdout

    def close(self) -> None:
        self.stop()
        for sink in self._sinks:
            sink.close()

    def stop(self) -> None:
        """The scheduler goes away; it keeps its queues and jobs."""
        self._process.terminate()
        self._process.wait(20)

    def start(self) -> None:
        """It comes back with what it had."""
        self._process = self._started(self._folder)

    @staticmethod
    def _prepare(folder: Path) -> None:
        root = os.geteuid() == 0
        user = "lp" if root else getpass.getuser()
        group = "lp" if root else grp.getgrgid(os.getegid()).gr_name
        for name in ("root", "spool/tmp", "cache", "state", "log"):
            (folder / name).mkdir(parents=True)
        names = {"folder": folder, "user": user, "group": group, "system": "root" if root else group}
        (folder / "cupsd.conf").write_text(_CONF.format(**names))
        (folder / "cups-files.conf").write_text(_FILES.format(**names))
        if root:
            subprocess.run(["chown", "-R", "root:lp", str(folder)], check=True)
            subprocess.run(["chmod", "-R", "u=rwX,g=rwX,o=X", str(folder)], check=True)

    def _started(self, folder: Path) -> "subprocess.Popen[bytes]":
        words = ["cupsd", "-f", "-c", str(folder / "cupsd.conf"), "-s", str(folder / "cups-files.conf")]
        with (folder / "out").open("wb") as out:
            process = subprocess.Popen(words, stdout=out, stderr=out, env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"})
        until = time.monotonic() + 20
        while "scheduler is running" not in self.call("lpstat", "-r"):
            assert process.poll() is None, (folder / "out").read_text()
            assert time.monotonic() < until, (folder / "out").read_text()
            time.sleep(0.02)
        return process


@pytest.fixture(scope="session")
def private_cups() -> Iterator[Cups]:
    """One scheduler for the whole run."""
    # A unix socket's path has little room, and pytest's own folders are deep and closed to the user lp.
    with tempfile.TemporaryDirectory(prefix="cups-") as folder:
        running = Cups(Path(folder))
        try:
            yield running
        finally:
            running.close()


@pytest.fixture
def cups(private_cups: Cups, monkeypatch: pytest.MonkeyPatch) -> Cups:
    """The scheduler, and every `lp` of this test goes to it."""
    monkeypatch.setenv("CUPS_SERVER", private_cups.server)
    return private_cups
