"""Regular expressions from a file that run in time linear in the text: quantifiers never give back, groups are never tried a second way."""

import re


class WrongPattern(ValueError):  # noqa: N818 - an answer about a text, not an error
    """The pattern cannot be used; the text says why."""


def steady(pattern: str) -> re.Pattern[str]:
    r"""The pattern with every quantifier possessive and every group atomic, so that a hostile text cannot make it slow.

    What this costs: `\w+1` never matches, since `\w+` keeps the 1; say what may stand before the next mark instead (`[^,]+,`). Lazy quantifiers,
    back references, flags and named groups inside a repetition are refused. Raises WrongPattern.
    """
    if len(pattern) > MOST:
        raise WrongPattern(f"longer than {MOST} characters")
    rewritten = _Rewriting()
    for piece in _PIECE.finditer(pattern):
        rewritten.take(piece[0])
    try:
        return re.compile("".join(rewritten.out), re.ASCII)
    except (re.error, OverflowError) as error:
        raise WrongPattern(str(error)) from error


class _Rewriting:
    """The pattern as far as it is rewritten; `groups`: for every open group how it closes and whether it holds a name."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self._groups: list[tuple[str, bool]] = []
        self._named = False

    def take(self, piece: str) -> None:
        """One piece of the pattern."""
        named, self._named = self._named, False
        if piece[0] == "(":
            self._open(piece)
        elif piece == ")":
            self._close()
        elif _QUANTIFIER.fullmatch(piece):
            self._repeat(piece, named)
        elif re.fullmatch(r"\\\d", piece):
            raise WrongPattern(f"{piece}: back references are not allowed")
        else:
            self.out.append(piece)

    def _open(self, piece: str) -> None:
        if piece == "(?":
            raise WrongPattern("a group is (, (?:, (?>, (?P<name>, (?= or (?!")
        looks = piece in ("(?=", "(?!")
        self.out.append(piece if looks else ("(?:" if piece == "(" else piece) + "(?>")
        self._groups.append((")" if looks else "))", piece.startswith("(?P<")))

    def _close(self) -> None:
        if not self._groups:
            raise WrongPattern("unbalanced parenthesis")
        end, self._named = self._groups.pop()
        self.out.append(end)
        if self._named and self._groups:
            self._groups[-1] = (self._groups[-1][0], True)

    def _repeat(self, piece: str, named: bool) -> None:
        if named and piece.rstrip("+") != "?":
            raise WrongPattern("a named group must not be repeated")
        if piece[-1] == "?" and len(piece) > 1:
            raise WrongPattern(f"{piece}: lazy quantifiers are not allowed; say what may stand there, as [^,]*")
        # A possessive optional group that holds a name is left as it is: at most two ways, and this version of `re` fails on some of them.
        self.out.append(piece if named or (piece[-1] == "+" and len(piece) > 1) else piece + "+")


MOST = 500
_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?(?:P<\w+>|[:>=!])?)?|[*+?][?+]?|\{(?:\d+|\d*,\d*)\}[?+]?|.", re.DOTALL)
_QUANTIFIER = re.compile(r"[*+?][?+]?|\{(?:\d+|\d*,\d*)\}[?+]?")
