"""Rule packs of a trial station: made of the program's own rules with changes, signed by two of its officers."""

import json

import resources
from tests import yard as yards
from workstation.desk import ruling
from workstation.desk.station import Station, root_key
from workstation.risk import pack

AUTHOR, APPROVER = "N1", "S1"
OPEN = 'when = [["seal.state", "eq", "open"]]\nchannel = "manual"'


def text(name="goods.toml"):
    return (resources.folder / "rules" / name).read_text(encoding="utf-8")


def held_open():
    """The program's rules, but an open seal is held, with words of its own."""
    goods = text().replace(OPEN + '\nreason = "seal.open"', OPEN.replace("manual", "hold") + '\nreason = "seal.found-open"')
    return {"goods.toml": goods, "words.toml": '"reason.seal.found-open" = { zh = "封志已开,先扣", en = "seal found open" }\n'}


def enrol(yard):
    """Both signers get keys of their own."""
    with_station(yard, lambda station: [ruling.enrol(station, officer, yards.secret(officer).encode()) for officer in (AUTHOR, APPROVER)])


def with_station(yard, act):
    station = Station.open(yard.folder, yard.key, yard.clock)
    try:
        return act(station)
    finally:
        station.close()


def make(yard, folder, files, version=1, **label):
    """A signed rule pack's file."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*"):
        old.unlink()
    told = {"kind": "rules", "port": "CNHXG", "version": version, "valid_from": "2026-11-21", "author": AUTHOR, "approver": APPROVER, "source": "trial"} | label
    (folder / "pack.toml").write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in told.items()))
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    keys = [ruling.signer(yard.folder, told[part], yards.secret(told[part]).encode()) for part in ("author", "approver")]
    made = folder / f"r{version}.pack"
    pack.make(folder, made, (root_key(yard.folder).sign, *(key.sign for key in keys)), yard.clock.at)
    return made


def load(yard, file, officer="O1"):
    return with_station(yard, lambda station: ruling.load(station, file, officer))
