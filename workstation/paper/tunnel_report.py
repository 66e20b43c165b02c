"""The wind tunnel's report on A4: what a candidate rule pack would have done with the last days of this station, for who puts it in force."""

from collections.abc import Mapping
from typing import Any

from workstation.paper import fonts
from workstation.paper.sheet import GREEN, INK, RED, SOFT, Sheet, fitted, lines
from workstation.paper.tunnel_words import (
    as_of_words,
    count_words,
    drawn_words,
    lost_words,
    missed,
    named,
    parts,
    scope_words,
    unshown_words,
    why_words,
)
from workstation.words import say

WIDE, HIGH, LEFT, RIGHT = 210.0, 297.0, 18.0, 192.0
FOOT = 283.0
STOPS = ("machine", "manual", "hold", "cannot-confirm")
"""Channels in which a truck does not simply go on."""

NOW, THEN = (0.62, 0.66, 0.64), (0.122, 0.373, 0.749)


def pdf(found: Mapping[str, Any], about: Mapping[str, str], lang: str) -> bytes:
    """The pages of a report (`desk.tunneling.run`); `about`: station, officer."""
    page = _Page(found, about, lang)
    page.head()
    page.missed()
    page.channels()
    page.hours()
    page.rules()
    page.named()
    return page.done()


class _Page:
    """The pages as they grow: where the next line goes, and a new page where none is left."""

    def __init__(self, found: Mapping[str, Any], about: Mapping[str, str], lang: str) -> None:
        self._found, self._about, self._lang = found, about, lang
        self._sheet, self._y, self._number = Sheet(WIDE, HIGH, self._say("tunnel.title")), 0.0, 1

    def _say(self, key: str, **values: object) -> str:
        return say(key, self._lang, **values)

    def done(self) -> bytes:
        self._foot()
        return self._sheet.done()

    def _foot(self) -> None:
        self._sheet.line((LEFT, FOOT), (RIGHT, FOOT))
        self._sheet.text((LEFT, FOOT + 5), self._say("tunnel.foot", **self._about), 7.5, colour=SOFT)
        self._sheet.right((RIGHT, FOOT + 5), str(self._number), 7.5, colour=SOFT)

    def _room(self, high: float) -> None:
        if self._y + high > FOOT - 4:
            self._foot()
            self._sheet.turn()
            self._number += 1
            self._y = 22.0

    def _label(self, key: str, note: str = "") -> None:
        self._room(26)
        self._y += 12
        self._sheet.line((LEFT, self._y - 6), (RIGHT, self._y - 6))
        end = self._sheet.text((LEFT, self._y), self._say(key), 11.5, font=fonts.BOLD)
        if note:
            self._sheet.text((end + 4, self._y), self._say(note), 8, colour=SOFT)
        self._y += 2.5

    def head(self) -> None:
        found, pack = self._found, self._found["pack"]
        self._sheet.text((LEFT, 25), self._say("tunnel.title"), 22, font=fonts.BOLD)
        self._sheet.right((RIGHT, 25), self._say("tunnel.version", version=pack["version"]), 14, font=fonts.BOLD)
        told = self._say("tunnel.about", author=pack["author"], approver=pack["approver"], day=pack["valid_from"], rules=self._in_force())
        self._sheet.text((LEFT, 33), told, fitted(told, 9.5, RIGHT - LEFT), colour=SOFT)
        told = self._say("tunnel.period", days=found["days"], since=found["since"][:10], until=found["until"][:10], passages=f"{found['passages']:,}", parcels=f"{found['parcels']['passages']:,}")
        self._sheet.text((LEFT, 39), told, fitted(told, 9.5, RIGHT - LEFT))
        self._y = 39.0
        for text in [row for told in (*as_of_words(found, self._say), *scope_words(found, self._say)) for row in lines(told, 8.5, RIGHT - LEFT, rows=6)]:
            self._y += 4.6
            self._sheet.text((LEFT, self._y), text, 8.5, colour=SOFT)
        for text in [row for told in unshown_words(found, self._say) for row in lines(told, 8.5, RIGHT - LEFT, rows=6)]:
            self._y += 4.6
            self._sheet.text((LEFT, self._y), text, 8.5)
        self._y += 4
        self._sheet.line((LEFT, self._y), (RIGHT, self._y), colour=INK, width=0.8)

    def _in_force(self) -> str:
        version = self._found["in_force"]["version"]
        return self._say("tunnel.version", version=version) if version else self._say("tunnel.own")

    def missed(self) -> None:
        """Three counts that are read first, and whether they are nothing."""
        for place, name in enumerate(("findings", "holds", "hits")):
            x, count = LEFT + place * 60, missed(self._found, name)
            self._sheet.text((x, self._y + 15), f"{count:,}", 30, font=fonts.BOLD, colour=RED if count else GREEN)
            told = self._say(f"tunnel.missed.{name}")
            for row, text in enumerate(lines(told, 8.5, 54, rows=3)):
                self._sheet.text((x, self._y + 21 + row * 4.2), text, 8.5, colour=SOFT)
        self._y += 31
        for told in lost_words(self._found, self._say):
            self._y += 4.8
            self._sheet.text((LEFT, self._y), told, fitted(told, 9, RIGHT - LEFT))
        self._y += 3

    def channels(self) -> None:
        """The trucks, and the parcels by a measure of their own."""
        self._label("tunnel.channels", "tunnel.channels.note")
        several = parts(self._found)
        for key, part in several:
            if len(several) > 1 or key == "tunnel.parcels":
                self._room(20)
                self._y += 6
                self._sheet.text((LEFT, self._y), self._say(key), 9, font=fonts.BOLD, colour=SOFT)
            self._bars(part["channels"])
        for told in drawn_words(self._found, self._say):
            self._room(6)
            self._y += 4.8
            self._sheet.text((LEFT, self._y), told, fitted(told, 8.5, RIGHT - LEFT), colour=SOFT)
        self._y += 2

    def _bars(self, rows: list[dict[str, Any]]) -> None:
        most = max((max(row["now"], row["then"]) for row in rows), default=1) or 1
        for row in rows:
            self._room(12)
            self._y += 11
            name = self._say(f"channel.{row['channel']}")
            self._sheet.text((LEFT, self._y), name, fitted(name, 10, 43, fonts.BOLD), font=fonts.BOLD)
            for up, (side, colour) in enumerate((("now", NOW), ("then", THEN))):
                count = row[side]
                wide = 78 * count / most
                if count:
                    self._sheet.block((LEFT + 46, self._y - 5.6 + up * 4.2), (max(wide, 0.6), 3.2), colour)
                self._sheet.text((LEFT + 46 + wide + 2, self._y - 3 + up * 4.2), count_words(row, side), 8)
            change = row["then"] - row["now"]
            self._sheet.right((RIGHT - 22, self._y - 0.6), f"{change:+,}" if change else "=", 10, font=fonts.BOLD if change else fonts.REGULAR)
            planned = "" if row["planned"] is None else self._say("tunnel.planned", share=_percent(row["planned"]))
            self._sheet.right((RIGHT, self._y - 0.6), planned, 8, colour=RED if row["fits"] is False else SOFT)
        self._y += 2

    def hours(self) -> None:
        """Trucks, then parcels, that do not simply go on, by the hour of the day."""
        several = parts(self._found)
        for place, (key, part) in enumerate(several):
            if place == 0:
                self._room(66)
                self._label("tunnel.hours", "tunnel.hours.note")
            self._columns(part["hours"], self._say(key) if len(several) > 1 or key == "tunnel.parcels" else "")

    def _columns(self, hours: list[dict[str, Any]], name: str) -> None:
        self._room(40)
        rows = {row["hour"]: [sum(row[side].get(name, 0) for name in STOPS) for side in ("now", "then")] for row in hours}
        most = max((max(pair) for pair in rows.values()), default=0) or 1
        lost = {row["hour"]: row["missed"] for row in hours}
        base, step = self._y + 32, (RIGHT - LEFT) / 24
        for hour in range(24):
            x = LEFT + hour * step
            for up, (count, colour) in enumerate(zip(rows.get(hour, (0, 0)), (NOW, THEN), strict=True)):
                if count:
                    high = 26 * count / most
                    self._sheet.block((x + 0.8 + up * 2.8, base - high), (2.5, high), colour)
            if lost.get(hour):
                self._sheet.block((x + 0.8, base + 0.5), (5.3, 1.2), RED)
            self._sheet.text((x + 1.4, base + 4.6), f"{hour:02d}", 6.5, colour=SOFT)
        self._sheet.line((LEFT, base), (RIGHT, base), colour=INK)
        self._sheet.right((RIGHT, self._y + 3), " · ".join([*([name] if name else []), *([self._say("tunnel.lost-hours")] if any(lost.values()) else []), self._say("tunnel.most", count=f"{most:,}")]), 7.5, colour=SOFT)
        self._y = base + 9

    def rules(self) -> None:
        self._label("tunnel.never")
        never = self._found["never_fired"]
        for text in lines(", ".join(never) or self._say("tunnel.none"), 8.5, RIGHT - LEFT, rows=60):
            self._room(5)
            self._y += 4.6
            self._sheet.text((LEFT, self._y), text, 8.5)
        changed = [row for row in self._found["rules"] if row["now"] != row["then"]]
        if not changed and not self._found["gone"]:
            return
        self._label("tunnel.rules")
        for row in changed[:40]:
            self._line(row["rule"], f"{'–' if row['now'] is None else count_words(row, 'now')} → {count_words(row, 'then')}")
        for rule in self._found["gone"]:
            self._line(rule, self._say("tunnel.gone"))

    def named(self) -> None:
        """The trucks and parcels that would be missed, the first ones."""
        told = named(self._found)
        if not told:
            return
        self._label("tunnel.named")
        for row in told[:60]:
            why, change = why_words(row, self._say), [self._say(f"channel.{row[side]}") for side in ("now", "then")]
            self._line(f"{row['passage']}  {row['day']} {row['hour']:02d} h", f"{why}: {change[0]} → {change[1]}  {', '.join(row['rules'])}")
        if len(told) > 60:
            self._line("…", str(sum(missed(self._found, name) for name in ("findings", "holds", "hits")) - 60))

    def _line(self, left: str, right: str) -> None:
        self._room(5)
        self._y += 4.8
        self._sheet.text((LEFT, self._y), left, 8.5)
        self._sheet.text((LEFT + 66, self._y), right, fitted(right, 8.5, RIGHT - LEFT - 66))


def _percent(share: str) -> str:
    return f"{float(share) * 100:g} %"
