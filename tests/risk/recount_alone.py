"""Recounts the draws of an exported journal by the published recipe; shares no code with the program: `python -I recount_alone.py EXPORT.jsonl`."""

import hashlib
import hmac
import json
import sys
from fractions import Fraction
from pathlib import Path


def read(path):
    """Secrets by day, every draw as (purpose, fields, seq), and what is wrong at first sight."""
    days, secrets, draws, wrong, first = {}, {}, [], [], {}
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        kind, body, seq = event["kind"], event["body"], event["seq"]
        if kind == "draw.committed":
            days[body["day"]] = body["hash"]
        elif kind == "draw.revealed":
            secrets[body["day"]] = bytes.fromhex(body["secret"])
        elif kind in ("verdict.given", "parcel.judged"):
            for each in body.get("draws", []):
                name = (event["subject"], each["rule"], each["papers"], each["load"], each["day"])
                if name in first or "origin" in each:
                    # A repeat of the same draw is none; one that says something else is wrong.
                    wrong += [["repeat", seq]] if first.get(name, each) != each else []
                    continue
                first[name] = each
                wrong += [["order", seq]] if each["day"] not in days or each["day"] in secrets else []
                draws.append(("rule:" + each["rule"], each, seq))
        elif kind == "inspection.opened" and "draw" in body:
            drawn = body["draw"]
            draws += [("inspector:" + who, {**drawn, "value": value}, seq) for who, value in drawn["values"].items()]
            free = sorted((value, who) for who, value in drawn["values"].items() if who not in drawn["left"])
            wrong += [["inspectors", seq]] if {who for _, who in free[: drawn["need"]]} != set(body["proposed"]) else []
    wrong += [["secret", day] for day, secret in secrets.items() if hashlib.sha256(secret).hexdigest() != days.get(day)]
    return secrets, draws, wrong


def main(path):
    secrets, draws, wrong = read(path)
    counted, picked = set(), set()
    for purpose, drawn, seq in draws:
        name = (purpose, drawn["load"], drawn["day"])
        picked |= {name} if drawn.get("picked") else set()
        if drawn["day"] not in secrets:
            continue
        message = "\n".join(["port-officer draw 1", purpose, drawn["load"]]).encode()
        number = int(hmac.new(secrets[drawn["day"]], message, hashlib.sha256).hexdigest()[:16], 16)
        counted.add(name)
        right = format(number, "016x") == drawn["value"]
        if "rate" in drawn:
            right &= (Fraction(number, 2**64) < Fraction(drawn["rate"])) == drawn["picked"]
        wrong += [] if right else [[purpose, seq]]
    print(json.dumps({"counted": len(counted), "picked": len(picked), "wrong": wrong}))


if __name__ == "__main__":
    main(sys.argv[1])
