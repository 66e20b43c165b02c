"""The program's commands on the station of a test."""

import json

import pytest

from tests import yard as yards
from ui import command


@pytest.fixture
def port_officer(yard, monkeypatch, capsys):
    monkeypatch.setenv("PORT_OFFICER_NOW", "2026-11-21T09:00:00Z")
    for name, secret in yards.secrets().items():
        monkeypatch.setenv(name, secret)

    def call(*words, officer="S1"):
        code = command.main([*words, "--data", str(yard.folder), "--officer", officer, "--json"])
        out, err = capsys.readouterr()
        return code, json.loads(out) if code == 0 else err.split(":")[1].strip()

    return call
