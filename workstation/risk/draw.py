"""The draw for rules with a rate: HMAC of the station's secret over passage and rule, so nobody at the lane can steer it."""

import hmac
from decimal import Decimal

from workstation.risk.judge import Draw

_RANGE = Decimal(1 << 64)


def drawer(secret: bytes, passage: str) -> Draw:
    """Rule id -> first 8 bytes of HMAC-SHA-256(secret, passage | rule) as a share of 2^64."""

    def draw(rule: str) -> Decimal:
        digest = hmac.digest(secret, f"{passage}|{rule}".encode(), "sha256")
        return Decimal(int.from_bytes(digest[:8])) / _RANGE

    return draw
