"""The unified social credit code of an enterprise."""

import re
from collections.abc import Iterator

from workstation.codes import checks
from workstation.codes.text import Text
from workstation.codes.values import Code, NotThat

_USCC = re.compile(r"[1-9ANY][0-9A-HJ-NP-RTUWXY][0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}")
_SHAPE = re.compile(r"[0-9A-Z]{2}[0-9]{6}[0-9A-Z]{10}")
_NEAR = re.compile(r"9[123][1-9][0-9]{5}[0-9A-Z]{8,12}")
_AUTHORITIES = frozenset("123456789ANY")


def read(text: Text) -> Iterator[Code | NotThat]:
    """GB 32100-2015: authority, sort, six digits of region, nine of organisation code (GB 11714), check. N, Y and A are authorities too.

    The outer check decides. An inner organisation check that fails is named in `failed_checks` and the code counts as unchecked: every real
    code tested holds it, but no public source says that none was ever issued without.
    """
    plain = text.plain
    if not _SHAPE.fullmatch(plain):
        if len(plain) != 18 and _NEAR.fullmatch(plain):
            yield NotThat("uscc", "length")
    elif plain[0] not in _AUTHORITIES:
        yield NotThat("uscc", "prefix")
    elif not _USCC.fullmatch(plain):
        yield NotThat("uscc", "alphabet")
    elif checks.credit(plain[:17]) != plain[17]:
        yield NotThat("uscc", "check-digit")
    else:
        inner = checks.organisation(plain[8:16]) == plain[16]
        fields: dict[str, object] = {"authority": plain[0], "sort": plain[1], "region": plain[2:8], "organisation": plain[8:17]}
        yield Code("uscc", plain, checked=inner, fields=fields if inner else fields | {"failed_checks": ["organisation"]})
