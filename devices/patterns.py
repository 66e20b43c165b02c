"""Regular expressions from a file that no text can make slow: quantifiers never give back, groups are never tried a second way."""

import re
import warnings
from dataclasses import dataclass


class WrongPattern(ValueError):  # noqa: N818 - an answer about a text, not an error
    """The pattern cannot be used; the text says why."""


def steady(pattern: str) -> re.Pattern[str]:
    r"""The pattern with every quantifier possessive and every group atomic, so that a hostile text cannot make it slow.

    Each repeated group then takes at most the square of the text's length: neither it nor a look-ahead may hold a repeated group or a look-ahead.
    What this costs: `\w+1` never matches, since `\w+` keeps the 1; say what may stand before the next mark instead (`[^,]+,`). Lazy quantifiers,
    back references, flags and named groups inside a repetition are refused. Raises WrongPattern.
    """
    if len(pattern) > MOST:
        raise WrongPattern(f"longer than {MOST} characters")
    rewritten = _Rewriting()
    for piece in _PIECE.finditer(pattern):
        rewritten.take(piece[0])
    try:
        with warnings.catch_warnings():
            # Sets such as `[[` or `[a--b]` will mean something else one day: Python warns, and nobody reads it at a lane.
            warnings.simplefilter("error", FutureWarning)
            return re.compile("".join(rewritten.out), re.ASCII)
    except (re.error, OverflowError, FutureWarning) as error:
        raise WrongPattern(str(error)) from error


@dataclass
class _Group:
    """An open or just closed group: where it begins in `out`, how it closes, whether it holds a name, or a repeated group or look-ahead (`heavy`)."""

    begin: int
    end: str
    named: bool
    looks: bool
    heavy: bool = False


class _Rewriting:
    """The pattern as far as it is rewritten."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self._open_groups: list[_Group] = []
        self._closed: _Group | None = None

    def take(self, piece: str) -> None:
        """One piece of the pattern."""
        before, self._closed = self._closed, None
        if piece[0] == "(":
            self._open(piece)
        elif piece == ")":
            self._close()
        elif _QUANTIFIER.fullmatch(piece):
            self._repeat(piece, before)
        elif re.fullmatch(r"\\\d", piece):
            raise WrongPattern(f"{piece}: back references are not allowed")
        else:
            self.out.append(piece)

    def _open(self, piece: str) -> None:
        if piece == "(?":
            raise WrongPattern("a group is (, (?:, (?>, (?P<name>, (?= or (?!")
        looks = piece in ("(?=", "(?!")
        self._open_groups.append(_Group(len(self.out), ")" if looks else "))", piece.startswith("(?P<"), looks))
        self.out.append(piece if looks else ("(?:" if piece == "(" else piece) + "(?>")

    def _close(self) -> None:
        if not self._open_groups:
            raise WrongPattern("unbalanced parenthesis")
        self._closed = group = self._open_groups.pop()
        self.out.append(group.end)
        if group.looks and group.heavy:
            raise WrongPattern("a look-ahead must not hold a repeated group or a look-ahead")
        self._weigh(named=group.named, heavy=group.heavy or group.looks)

    def _weigh(self, *, named: bool, heavy: bool) -> None:
        """What the group just closed means to the one around it."""
        if self._open_groups:
            outer = self._open_groups[-1]
            outer.named, outer.heavy = outer.named or named, outer.heavy or heavy

    def _repeat(self, piece: str, group: _Group | None) -> None:
        if piece[-1] == "?" and len(piece) > 1:
            raise WrongPattern(f"{piece}: lazy quantifiers are not allowed; say what may stand there, as [^,]*")
        if any(int(number) > MOST for number in re.findall(r"[0-9]{1,9}", piece)):
            raise WrongPattern(f"{piece}: counts up to {MOST}")
        if group and piece[0] != "?":
            # One inside the other would take the square of the time, and so on.
            if group.heavy or group.looks:
                raise WrongPattern("a repeated group must not hold a repeated group or a look-ahead")
            self._weigh(named=False, heavy=True)
        if group and group.named:
            if piece.rstrip("+") != "?":
                raise WrongPattern("a named group must not be repeated")
            # The same as possessive; `re` of this version fails on some possessive repeats of named groups.
            self.out.insert(group.begin, "(?>")
            self.out.append("?)")
        else:
            self.out.append(piece if piece[-1] == "+" and len(piece) > 1 else piece + "+")


MOST = 500
_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?(?:P<\w+>|[:>=!])?)?|[*+?][?+]?|\{(?:\d+|\d*,\d*)\}[?+]?|.", re.DOTALL)
_QUANTIFIER = re.compile(r"[*+?][?+]?|\{(?:\d+|\d*,\d*)\}[?+]?")
