"""A station with a small synthetic port, made once and copied for each test, and the lines of its first, clean truck."""

import shutil

import pytest

from workstation import settings
from workstation.desk import Desk, Founding, Station, found
from workstation.desk.station import root_key
from workstation.drill import synth
from workstation.journal import Draft, Journal, vault
from workstation.register import packs
from workstation.views import VIEWS

OFFICER, SECOND = "0231", "0417"
SECRETS = {OFFICER: "a secret of the first", SECOND: "a secret of the second"}
PORT = synth.Port(23, settings.now(), seed=11)
SCRIPTS = {script.story: script for script in synth.scripts(PORT)}
CLEAN = SCRIPTS["clean"].lines


def make(folder):
    """A station with two officers and its first pack."""
    found(folder, Founding("CNHXG", "03", OFFICER, SECRETS[OFFICER]), settings.now)
    key = vault.unlock(folder, OFFICER, SECRETS[OFFICER], settings.now)
    vault.add_slot(folder, key, SECOND, SECRETS[SECOND])
    journal = Journal.open(folder / "journal.db", key, VIEWS, settings.now)
    journal.append([Draft("officer.added", SECOND, {"role": "officer"})], OFFICER)
    source = folder / "pack"
    source.mkdir()
    synth.write(source, PORT)
    packs.make(source, folder / "port.pack", root_key(folder), settings.now())
    packs.load(folder, key, folder / "port.pack", journal, OFFICER)
    journal.close()
    return key


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    folder = tmp_path_factory.mktemp("template") / "station"
    return folder, make(folder)


@pytest.fixture
def station_with(template, tmp_path):
    """`station_with(clock=settings.now) -> Desk` on an own copy of the station."""
    source, key = template
    made = []

    def desk(clock=settings.now):
        folder = tmp_path / f"station{len(made)}"
        shutil.copytree(source, folder)
        # The copy is unlocked by its key: Argon2 is not what these tests are about.
        made.append(Desk(Station.open(folder, key, clock), OFFICER))
        return made[-1]

    return desk
