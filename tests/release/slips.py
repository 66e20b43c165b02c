"""Slips, keys and key lists that the tests of tokens and paper share."""

from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from workstation.release import keys, numbers, token
from workstation.release.keys import KeyList, StationKey
from workstation.release.values import Slip

NOW = 1_795_250_159_000  # 2026-11-21T08:35:59Z
DAY = 24 * 3600 * 1000
STATION_KEY = Ed25519PrivateKey.from_private_bytes(b"station key of the tests, 32 by.")
ROOT_KEY = Ed25519PrivateKey.from_private_bytes(b"the root key of the tests, 32 b.")
PUBLIC = STATION_KEY.public_key().public_bytes_raw()
ROOT = ROOT_KEY.public_key().public_bytes_raw()

PLAIN = Slip(
    number=numbers.make("CNHXG", "03", NOW, 123),
    station="CNHXG-03-7KQ2",
    passage="CNHXG-03-7KQ2/101",
    channel="release",
    basis="direct",
    issued_at=NOW,
    expires_at=NOW + DAY // 4,
    vehicle="琼AD12345",
    containers=("MSKU0383250",),
    seals=("HN1234567",),
    declarations=("640120261000000123",),
    enterprise="914600006200251612",
    enterprise_name="海南𠮷祥供应链有限公司",
    goods="食用植物油",
    pieces=1240,
    weight="24310",
    officers=("H4601234",),
    head_seq=118,
    head_hash="a1b2c3d4e5f60718" * 4,
)
WORST = replace(
    PLAIN,
    number=numbers.make("CNHXG", "03", NOW, 99999),
    passage="CNHXG-03-7KQ2/99999999",
    channel="manual",
    basis="inspected",
    trailer="琼A1234挂",
    containers=("MSKU0383250", "CSQU3054383"),
    seals=("HN12345678AB", "CN-9876543-X"),
    declarations=("64012026I000000123",),
    weight="24310.5",
    officers=("H4601234", "H4605678"),
    head_seq=99_999_999,
    marks=("trial",),
)
CROWDED = replace(
    WORST,
    containers=tuple(f"MSKU{number:07d}" for number in range(60)),
    seals=tuple(f"HN{number:07d}" for number in range(61)),
    declarations=tuple(f"640120261{number:09d}" for number in range(9)),
    release_lists=("HNFX202611000123",),
    enterprise_name="海南自由贸易港𠮷祥供应链管理及跨境电子商务综合服务(集团)股份有限公司洋浦经济开发区第二分公司" * 3,
    goods="Refined edible vegetable oil, partly zero-tariff, partly value-added processing 食用植物油 " * 6,
    marks=("trial", "slip-expired", "slip-suspended", "slip-not-yet"),
)


def key_list(**changes):
    known = KeyList("", NOW - DAY, (StationKey(PLAIN.station, PUBLIC, NOW - 30 * DAY, NOW + 300 * DAY),))
    return keys.parse(keys.make(ROOT, ROOT_KEY.sign, replace(known, **changes)), keys.fingerprint(ROOT))


def signed(slip, key=STATION_KEY):
    return token.sign(slip, key.sign, token.kid(key.public_key().public_bytes_raw()))
