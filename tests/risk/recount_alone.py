"""Recounts the draws of an exported journal by the published recipe; shares no code with the program: `python -I recount_alone.py EXPORT.jsonl`."""

import hashlib
import hmac
import json
import sys
import tomllib
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from functools import cache
from pathlib import Path

CHINA = timezone(timedelta(hours=8))


def day_of(event):
    return local(event["at"])


def local(at):
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(CHINA).date().isoformat()


def midnight(day):
    return datetime.fromisoformat(day).replace(tzinfo=CHINA).timestamp() * 1000


def number(secret, purpose, load):
    message = f"port-officer draw 1\n{purpose}\n{load}".encode()
    return hmac.new(secret, message, hashlib.sha256).hexdigest()[:16]


class Station:
    """What the lines said so far."""

    def __init__(self, events):
        self.events, self.wrong = events, []
        self.days, self.secrets, self.books, self.first, self.draws = {}, {}, {}, {}, []
        self.roles, self.rosters, self.forms, self.pairs, self.answers = {}, {}, {}, {}, {}
        self.opened, self.signed, self.parties, self.complete = {}, [], {}, False
        self.read, self.verdicts, self.overridden, self.picked, self.quiet = {}, {}, set(), set(), set()
        self.why = {}

    def no(self, what, event):
        self.wrong.append([what, event["seq"]])

    def run(self):
        for event in self.events:
            step = getattr(self, "on_" + event["kind"].replace(".", "_").replace("-", "_"), None)
            if step:
                step(event, event["body"])
        for event in self.events:
            if event["kind"] == "inspection.opened" and "pool" in event["body"].get("draw", {}):
                self.told(event, event["body"], event["body"]["draw"])
        work = ("draw.committed", "draw.revealed", "verdict.given", "parcel.judged", "inspection.opened")
        last = max((day_of(event) for event in self.events if event["kind"] in work), default="")
        self.wrong += [["secret", day] for day, (_, _, digest, _) in self.days.items() if day < last and (day not in self.secrets or hashlib.sha256(self.secrets[day]).hexdigest() != digest)]

    def on_draw_committed(self, event, body):
        for day, digest in ((body["day"], body["hash"]), *body.get("ahead", {}).items()):
            if day in self.days:
                self.no("committed twice", event)
            self.days.setdefault(day, (event["seq"], event["at"], digest, body.get("recipe", 1)))

    def on_draw_revealed(self, event, body):
        if body["day"] in self.secrets or body["day"] >= day_of(event):
            self.no("revealed", event)
        self.secrets[body["day"]] = bytes.fromhex(body["secret"])

    def on_rules_kept(self, event, body):
        text = json.dumps(body["files"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        if hashlib.sha256(text.encode()).hexdigest() != body["book"]:
            self.no("rules", event)
        self.books[body["book"]] = {name: toml(text) for name, text in body["files"].items()}

    def on_code_scanned(self, event, body):
        self.read.setdefault(event["subject"], set()).add(body["value"])

    on_event_corrected = on_code_scanned

    def on_verdict_overridden(self, event, _):
        self.overridden.add(event["subject"])

    def on_released(self, event, body, channel="release"):
        verdict = self.verdicts.get(f"{event['station']}/{body['verdict']}")
        if verdict is None or verdict["subject"] != event["subject"]:
            self.no("verdict", event)
            return
        goes = verdict["body"]["channel"] == channel and not verdict["body"].get("waiting")
        if not (goes or body.get("emergency") or event["subject"] in self.overridden):
            self.no("let go", event)

    def on_passage_left(self, event, body):
        self.on_released(event, body, "not-customs")

    def on_officer_added(self, event, body):
        self.roles[event["subject"]] = body["role"]

    def on_officer_disabled(self, event, _):
        self.roles[event["subject"]] = ""

    def on_duty_set(self, _, body):
        self.rosters[body["day"]] = set(body["officers"])

    def on_form_kept(self, event, body):
        form = tomllib.loads(body["text"])
        if (form["id"], form["version"]) != (body["form"], body["version"]):
            self.no("form", event)
        self.forms[body["form"], body["version"]] = form["signatures"]["officers"]

    def on_avoidance_kept(self, event, body):
        self.pairs[f"{event['station']}/{event['seq']}"] = set(body["pairs"])

    def on_inspection_closed(self, event, body):
        self.answers.setdefault(event["subject"], set()).update(body.get("answers", []))
        opened = self.opened.get(body["inspection"])
        signers = {who for name, who, _ in self.signed if name == body["inspection"]}
        if opened is None:
            self.no("not opened", event)
        if opened and len(signers) < opened.get("draw", {}).get("need", 0):
            self.no("signatures", event)

    def on_parcel_settled(self, event, body):
        self.answers.setdefault(event["subject"], set()).update(body.get("answered", []))

    def on_inspection_signed(self, event, body):
        self.signed.append((body["inspection"], body["signer"], event["at"]))
        if body["inspection"] not in self.opened:
            self.no("not opened", event)
        opened = self.opened.get(body["inspection"], {})
        drawn, named = opened.get("draw", {}), opened.get("proposed", [])
        bound = drawn.get("pool") == "roster" and len(drawn["values"]) > len(named) >= drawn["need"]
        if body["signer"] in opened.get("excluded", []) or (bound and body["signer"] not in named and not body.get("reason", "").strip()):
            self.no("signer", event)

    def on_verdict_given(self, event, body):
        self.verdict(event, body, body.get("book"), body.get("cases") or {"": {}}, body["facts"])

    def on_parcel_judged(self, event, body):
        book = self.books.get(body["rules"])
        self.read[event["subject"]] = {event["subject"]}
        usual = {name: row["values"][0] for name, row in book["facts.toml"].items() if isinstance(row, dict)} if book else {}
        self.verdict(event, body, body["rules"], {"": {}}, usual | body["facts"])

    def verdict(self, event, body, book, cases, facts):
        self.verdicts[f"{event['station']}/{event['seq']}"] = event
        for each in body.get("draws", []):
            name = (event["subject"], each["rule"], each["papers"], each["load"], each["day"])
            if name in self.first or "origin" in each:
                # A repeat of the same draw is none; one that says something else is wrong.
                if self.first.get(name, each) != each or ("origin" in each and not self.stands(each)):
                    self.no("repeat", event)
                continue
            self.first[name] = each
            self.things(event, each["load"])
            if book in self.books and Fraction(each["rate"]) != self.rate(self.books[book], each, facts | cases.get(each["papers"], {})):
                self.no("rate", event)
            (self.picked if each["picked"] else self.quiet).add(each["day"])
            self.timely(event, each["day"])
            self.draws.append(("rule:" + each["rule"], each, event["seq"]))
        if set(body.get("answered", [])) - self.answers.get(event["subject"], set()):
            self.no("answered", event)
        if book not in self.books or "day" not in body:
            if self.days.get(day_of(event), (0, 0, "", 1))[3] >= 2:
                self.no("rules missing", event)
            return
        if body["day"] not in (day_of(event), local(event["clock"])):
            self.no("day", event)
        self.follows(event, body, {papers: facts | own for papers, own in cases.items()}, self.books[book])

    def follows(self, event, body, cases, book):
        """Whether every draw that was due was made, and the verdict follows from facts and draws."""
        fired = set()
        for papers, facts in cases.items():
            drawn = {each["rule"]: each["picked"] for each in body.get("draws", []) if papers in ("", each["papers"])}
            for rule, share in counting(book, body["day"], facts):
                if rule in body.get("answered", []) and event["kind"] == "verdict.given":
                    continue
                if 0 < share < 1 and rule not in drawn and not body.get("waiting"):
                    self.no("not drawn", event)
                fired |= {rule} if share >= 1 or (share > 0 and drawn.get(rule)) else set()
        if fired != set(body["fired"]) and not (body.get("waiting") and set(body["fired"]) <= fired):
            self.no("fired", event)

    def stands(self, each):
        """A pick of before that is carried over."""
        before = self.verdicts.get(each["origin"], {"body": {}})["body"].get("draws", [])
        return any(row["picked"] and (row["rule"], row["papers"]) == (each["rule"], each["papers"]) and about(row) & about(each) for row in before)

    def things(self, event, loads):
        if not {thing for load in loads.split(";") for thing in load.partition("|")[2].split(",")} - {""} <= self.read.get(event["subject"], set()):
            self.no("load", event)

    def rate(self, book, each, facts):
        floor, rate, most = (Fraction(dated(book, "limits.toml", ("draw", name), each["day"])) for name in ("floor", "quiet_rate", "quiet_days"))
        last = max((day for day in self.picked if day < each["day"]), default="")
        over = len([day for day in self.quiet if last < day < each["day"]]) - most
        own = dict(counting(book, each["day"], facts)).get(each["rule"], 0)
        return max(own, floor, min(Fraction(1), rate * 2**over) if over >= 0 else 0)

    def timely(self, event, day):
        if day not in self.days or day in self.secrets or day != day_of(event):
            self.no("order", event)

    def on_inspection_opened(self, event, body):
        name, drawn = f"{event['station']}/{event['seq']}", body.get("draw")
        self.opened[name] = body
        if "pool" not in (drawn or {}) and (self.complete or self.days.get(day_of(event), (0, 0, "", 1))[3] >= 2):
            self.no("inspectors not drawn", event)
        if drawn is None:
            return
        self.parties[name] = set(drawn["parties"])
        self.things(event, drawn["load"])
        self.timely(event, drawn["day"])
        self.draws += [("inspector:" + who, {**drawn, "value": value}, event["seq"]) for who, value in drawn["values"].items()]
        if "pool" in drawn:
            self.complete = True
            self.pool(event, body, drawn)

    def pool(self, event, body, drawn):
        """Among whom, and why each of them was left out; who is related is held against the list at the end."""
        book = self.books.get(drawn["book"])
        if book is None:
            self.no("rules missing", event)
            return
        signing = {who for who, role in self.roles.items() if role in dated(book, "roles.toml", ("sign",), drawn["day"])}
        roster = self.rosters.get(drawn["day"])
        if set(drawn["values"]) != (signing if roster is None else roster) or drawn["pool"] != ("enabled" if roster is None else "roster"):
            self.no("pool", event)
        days = int(dated(book, "limits.toml", ("draw", "pair_days"), drawn["day"]))
        since = midnight(drawn["day"]) - days * 86_400_000
        recent = {who for name, who, at in self.signed if at >= since and self.parties.get(name, set()) & self.parties[f"{event['station']}/{event['seq']}"]}
        why = {}
        for who in drawn["values"]:
            told = drawn["left"].get(who)
            found = "first-pair" if who in body.get("excluded", []) else "related" if told == "related" else "recent" if who in recent else ""
            why[who] = found if who in signing else "role"
        order = sorted(drawn["values"], key=lambda who: (drawn["values"][who], who))
        free, again = ([who for who in order if why[who] == each] for each in ("", "recent"))
        named = (free + again)[: drawn["need"]]
        if named != body["proposed"] or {who: each for who, each in why.items() if each and who not in named} != drawn["left"]:
            self.no("inspectors", event)
        self.why[event["seq"]] = why

    def told(self, event, body, drawn):
        if self.forms.get((body["form"], body["version"])) != drawn["need"]:
            self.no("need", event)
        secret, pairs = self.secrets.get(drawn["day"]), self.pairs.get(drawn.get("avoidance"), set())
        if "avoidance" in drawn and drawn["avoidance"] not in self.pairs:
            self.no("avoidance missing", event)
        for who, why in self.why.get(event["seq"], {}).items() if secret else ():
            related = any(number(secret, "avoidance:" + who, party) in pairs for party in drawn["parties"])
            if why in ("", "related", "recent") and related is not (why == "related"):
                self.no("avoidance", event)


def dated(book, file, path, day):
    """A figure or the roles of an act, as they stand on a day."""
    found = book[file]
    for name in path if file == "limits.toml" else ("acts", *path):
        found = found[name]
    for row in book[file].get("change", []):
        if (row.get("group"), row.get("name")) == path or (row.get("act"),) == path:
            found = row.get("value", row.get("roles")) if counts(row, day) else found
    return found


def counts(row, day):
    return row.get("valid_from", "") <= day <= row.get("valid_to", "9999")


def holds(row, facts):
    return all((facts.get(fact) in (value if isinstance(value, list) else [value])) is (op in ("eq", "in")) for fact, op, value in row["when"])


def counting(book, day, facts):
    """The rules that count for these facts, with their rates."""
    for rule in book["goods.toml"]["rule"]:
        if counts(rule, day) and holds(rule, facts):
            rows = [row["rate"] for row in book["rates.toml"].get("rate", []) if row["rule"] == rule["id"] and counts(row, day) and holds(row, facts)]
            yield rule["id"], Fraction((rows or [rule.get("rate", "1")])[0])


def about(row):
    return {*row["load"].partition("|")[2].split(","), row.get("plate", "")} - {""}


@cache
def toml(text):
    return tomllib.loads(text)


def chained(events):
    """Whether every line holds on to the one before, and no time runs back."""
    before, at = bytes(32), 0
    for event in events:
        stored = {name: value for name, value in event.items() if name not in ("hash", "sig")}
        before = hashlib.sha256(before + json.dumps(stored, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).digest()
        if before.hex() != event["hash"] or event["at"] < at:
            return [["chain", event["seq"]]]
        at = event["at"]
    return []


def recounted(events):
    station = Station(events)
    station.run()
    counted, picked, wrong = set(), set(), station.wrong
    for purpose, drawn, seq in station.draws:
        name = (purpose, drawn["load"], drawn["day"])
        picked |= {name} if drawn.get("picked") else set()
        if drawn["day"] not in station.secrets:
            continue
        value = number(station.secrets[drawn["day"]], purpose, drawn["load"])
        counted.add(name)
        right = value == drawn["value"]
        if "rate" in drawn:
            right &= (Fraction(int(value, 16), 2**64) < Fraction(drawn["rate"])) == drawn["picked"]
        wrong += [] if right else [[purpose, seq]]
    return {"counted": len(counted), "picked": len(picked), "wrong": wrong}


def main(path):
    events = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    told = recounted(events)
    print(json.dumps({**told, "wrong": told["wrong"] + chained(events)}))


if __name__ == "__main__":
    main(sys.argv[1])
