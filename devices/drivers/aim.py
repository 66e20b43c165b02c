"""AIM symbology identifiers (ISO/IEC 15424): `]`, a letter for the symbology, one character for its options."""

from collections.abc import Mapping

SYMBOLOGIES: Mapping[str, str] = {
    "A": "CODE39", "B": "TELEPEN", "C": "CODE128", "D": "CODE-ONE", "E": "EAN/UPC", "F": "CODABAR", "G": "CODE93", "H": "CODE11", "I": "ITF",
    "J": "DOTCODE", "K": "CODE16K", "L": "PDF417", "M": "MSI", "N": "ANKER", "O": "CODABLOCK", "P": "PLESSEY", "Q": "QR", "R": "2OF5", "S": "2OF5",
    "T": "CODE49", "U": "MAXICODE", "X": "OTHER", "Z": "NO-BARCODE", "c": "CHANNEL", "d": "DATAMATRIX", "e": "GS1-DATABAR", "h": "HANXIN",
    "o": "OCR", "p": "POSICODE", "s": "SUPERCODE", "z": "AZTEC",
}
"""Letter -> name; letters that no symbology uses are data, not an identifier."""

_SPECIAL: Mapping[str, str] = {
    "]C1": "GS1-128", "]E4": "EAN-8", "]L3": "MICROPDF417", "]L4": "MICROPDF417", "]L5": "MICROPDF417",
}

GS1 = frozenset({"]C1", "]e0", "]d2", "]d5", "]Q3", "]Q4", "]J1"})
"""The identifiers that say: GS1 element strings follow."""

ECI = frozenset({"]Q2", "]Q4", "]Q6", "]L1", "]d4", "]d5", "]d6", "]z3", "]z4", "]z5"})
"""The identifiers that say: backslashes are doubled and `\\nnnnnn` switches the charset."""


def split(body: bytes) -> tuple[str | None, bytes]:
    """`]C1…` -> (`]C1`, rest); bytes that do not begin with an identifier -> (None, all)."""
    mark = body[:3]
    if len(mark) == 3 and mark[:1] == b"]" and mark.isascii():
        aim = mark.decode("ascii")
        if aim[1] in SYMBOLOGIES and aim[2].isalnum():
            return aim, body[3:]
    return None, body


def symbology(aim: str) -> str:
    """The name of the symbology that an identifier stands for."""
    return _SPECIAL.get(aim, SYMBOLOGIES[aim[1]])
