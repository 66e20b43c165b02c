"""The cross-checks of one passage: what was read held against what the port was told, as facts for the rules; pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from workstation.codes import fold_seal
from workstation.custody.lock import WRONG
from workstation.passage import ages, batches, goods, heard, seals, weight
from workstation.passage import papers as papers_
from workstation.passage.shared import part_of
from workstation.passage.told import Row, Told
from workstation.passage.values import Passage
from workstation.risk import STRICT, Rulebook, named
from workstation.risk.book import Condition
from workstation.settings import local_day

INSTRUCTION = "instruction:"
"""Before the number of an instruction among what a closed inspection has answered."""


@dataclass(frozen=True)
class Gathered:
    """Facts of the truck, an overlay of facts for each of its papers, what is still awaited, and values for the words of reasons."""

    common: Mapping[str, str]
    papers: Mapping[str, Mapping[str, str]]
    waiting: tuple[str, ...]
    details: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    def cases(self) -> dict[str, Mapping[str, str]]:
        """Papers number -> all facts under which it is judged; '' when the truck has no papers."""
        return {number: {**self.common, **overlay} for number, overlay in self.papers.items()} or {"": self.common}


def gather(passage: Passage, told: Told, book: Rulebook, now: int) -> Gathered:
    """Everything the rules may ask about this passage at this time (UTC ms)."""
    facts = {name: fact.values[0] for name, fact in book.facts.items()}
    details: dict[str, Mapping[str, object]] = {}
    seal = seals.check(passage, told)
    load = weight.check(passage, told, book)
    steps: tuple[Callable[[], dict[str, str]], ...] = (
        lambda: _booking(passage, told),
        lambda: _containers(passage, told, details),
        lambda: seal.facts,
        lambda: load.facts,
        lambda: _instruction(passage, told, details),
        lambda: _driver(passage),
        lambda: ages.facts(passage, told, book, now),
        lambda: _inspection(passage),
        lambda: _earlier(told, details),
        lambda: _custody(told, details) | _locks(told, details),
        lambda: _accounts(told, details),
    )
    for step in steps:
        facts |= step()
    details |= seal.details | load.details | (ages.details(passage, told, book, now) if "stale" in [facts[name] for name in ages.JUDGED] else {})
    late = [number for rows in told.batches.values() if (number := batches.state(rows, book, local_day(now))[1])]
    if late:
        details["list"] = {"earlier": ", ".join(late)}
    if told.others:
        details["shared"] = {"awaited": sorted(told.others)}
    if told.open or told.beside:
        details["trip"] = {"open": [row["number"] for row in told.open], "beside": [row["number"] for row in told.beside]}
    if told.far and told.booking:
        details["booking"] = {"number": told.booking["number"], "limit": ages.whole(book.limit("booking", "slot") / 3600)}
    judged = {**told.papers, **told.others}
    said = {number: heard.of_paper(passage, number, row) for number, row in judged.items()}
    papers = {number: heard.paper(papers_.facts(number, row, told, book) | goods.of_paper(number, row, told, now), facts, said[number], book) for number, row in judged.items()}
    words = heard.of_truck(passage, told)
    facts |= heard.settled({age: facts[age] for age in ("age.instruction", "age.booking")}, words, book)
    facts |= heard.believed(facts, words, book)
    details |= goods.details(told, papers, now) | _against(facts, papers, book)
    waiting = _waiting(passage, told, book, (facts, papers), pending=seal.pending)
    return Gathered(facts, papers, waiting, details)


def _against(common: Mapping[str, str], papers: Mapping[str, Mapping[str, str]], book: Rulebook) -> dict[str, Mapping[str, object]]:
    """Which papers bring a hit of their own: one more of them is new evidence, although the same rules fire."""
    numbers = [number for number, overlay in papers.items() if named(book, {**common, **overlay}, heard.OF_PAPERS)]
    return {"papers": {"against": sorted(numbers)}} if numbers else {}


def _earlier(told: Told, details: dict[str, Mapping[str, object]]) -> dict[str, str]:
    """The same container under the same papers was released here before, and its slip is not void."""
    if not told.earlier:
        return {}
    details["release"] = {"number": told.earlier}
    return {"release.earlier": "same-load"}


def _custody(told: Told, details: dict[str, Mapping[str, object]]) -> dict[str, str]:
    """What the truck's past says: the worst impossibility, with every pair of events named, so that one more of them is new evidence."""
    facts: dict[str, str] = {}
    found: dict[str, object] = {}
    if told.clashes:
        worst = told.clashes[0]
        facts["custody.impossible"] = worst.what
        found |= {**worst.values, "item": worst.item, "pairs": [clash.id for clash in told.clashes]}
    elif told.relied:
        facts |= {"custody.partner": "abnormal"} if told.relied.what == "abnormal" else {"custody.relied": told.relied.what}
        found |= {"item": told.relied.item, "where": told.relied.where, "reference": told.relied.reference}
    if found:
        details["custody"] = found
    return facts


def _locks(told: Told, details: dict[str, Mapping[str, object]]) -> dict[str, str]:
    """Whether the locks read here go as their registered journeys say: the worst read decides, every one that does not fit is named."""
    if not told.journeys:
        return {}
    wrong = [each for state in WRONG.values() for each in told.journeys if each.state == state]
    if wrong:
        details["lock"] = {"lock": wrong[0].lock, "told": wrong[0].told, "against": sorted({f"{each.lock} {each.state}" for each in wrong})}
    return {"lock.journey": wrong[0].state if wrong else "fits"}


def _accounts(told: Told, details: dict[str, Mapping[str, object]]) -> dict[str, str]:
    """What a ledger lacks, for the words; and the days on the mainland of the zero-tariff vehicle that has the fewest left."""
    if told.short:
        details["ledger"] = dict(next(iter(told.short.values())).values)
    if not told.away:
        return {}
    worst = min(told.away, key=lambda each: (each.state != "over", each.left))
    details["vehicle"] = {"plate": worst.plate, "used": worst.used, "most": worst.most, "left": worst.left}
    return {"vehicle.days": worst.state}


def _booking(passage: Passage, told: Told) -> dict[str, str]:
    known = any(told.vehicles.values())
    facts = {"vehicle.known": ("yes" if known else "no") if passage.plate else "none"}
    if told.booking is None:
        return facts
    listed = [number for row in (told.booking, *told.beside) for number in row["papers"] or ()]
    facts |= {"booking.trip": "open" if told.open else "one", "booking.goods": told.booking["goods"], "booking.papers": "listed" if told.booking["papers"] else "none", "booking.slot": "far" if told.far else "near"}
    if listed and passage.papers:
        facts["papers.booked"] = "yes" if set(passage.papers) <= set(listed) else "no"
    if not listed and told.booking["goods"] == "customs" and passage.papers:
        facts["papers.booked"] = "none"
    return facts


def _containers(passage: Passage, told: Told, details: dict[str, Mapping[str, object]]) -> dict[str, str]:
    facts: dict[str, str] = {}
    numbers = set(passage.values("container"))
    booking: Row = told.booking or {}
    strange = foreign(passage, told)
    if strange:
        # Named, so that one more of them is a new verdict.
        details["container"] = {"foreign": strange}
    if numbers and any(told.papers.values()):
        facts["container.match"] = "extra" if strange else "equal"
    elif numbers and not told.papers and not told.open and booking.get("containers"):
        facts["container.match"] = "equal" if numbers <= set(booking["containers"]) else "none"
    strangers = any(row["papers"] not in told.papers for rows in (*told.containers.values(), *told.carried.values()) for row in rows)
    if strangers or (booking.get("goods") in ("none", "empty") and booking.get("papers")):
        facts["container.customs"] = "yes"
    return facts


def foreign(passage: Passage, told: Told) -> list[str]:
    """Containers that were read and stand on none of the truck's papers; what stands on booked papers that were not read yet is no stranger."""
    coming = {number for row in filter(None, (told.booking, *told.open)) for number in row["papers"] or ()} - set(told.papers)
    known = on_papers(told) | {row["number"] for rows in told.containers.values() for row in rows if row["papers"] in coming}
    return sorted(set(passage.values("container")) - known)


def on_papers(told: Told) -> set[str]:
    """Containers that stand on the papers of this truck; where the papers list none at all, those of the booking."""
    listed = {row["number"] for rows in told.listed.values() for row in rows}
    return listed or set((_near(told) or {}).get("containers") or ())


def _near(told: Told) -> Row | None:
    """The booking, if its slot is near enough to say what is awaited, and no other one may be meant."""
    return None if told.far or told.open else told.booking


def _instruction(passage: Passage, told: Told, details: dict[str, Mapping[str, object]]) -> dict[str, str]:
    if not told.instructions:
        return {}
    worst = harshest(unanswered(passage, told) or told.instructions)
    shown: dict[str, object] = {name: worst[name] or "" for name in ("number", "text", "risk", "issued_at", "owner", "target")}
    details["instruction"] = {**shown, "numbers": sorted(row["number"] for row in told.instructions)}
    return {"instruction": worst["channel"]}


def harshest(instructions: Sequence[Row]) -> Row:
    """The one of several instructions that asks for most; of equals the first."""
    return max(instructions, key=lambda row: STRICT[row["channel"]])


def looked_at(passage: Passage, told: Told) -> tuple[str, ...]:
    """What an inspection that closes now has seen: instructions, weight, containers, and every seal as it was read."""
    seen = [f"{INSTRUCTION}{row['number']}" for row in told.instructions] + ([f"release:{told.earlier}"] if told.earlier else [])
    seen += [f"weight:{passage.weight.value}"] if passage.weight else []
    seen += [f"custody:{clash.id}" for clash in told.clashes]
    seen += [f"partner:{told.relied.reference}"] if told.relied and told.relied.what == "abnormal" else []
    seen += [f"lock:{each.lock}:{each.state}" for each in told.journeys]
    seen += [f"container:{number}" for number in passage.values("container")] + [f"papers:{number}" for number in passage.papers]
    seen += [f"papers:{number}" for number in told.others]
    return (*seen, *(f"seal:{fold_seal(seal.number)}:{seal.status}" for seal in passage.seals))


def unseen(passage: Passage, told: Told) -> set[str]:
    """Beginnings of the facts that rest on something no closed inspection of this truck has seen."""
    wrong = {seal.place for seal in passage.seals if seal.status in ("open", "tampered", "unknown")}
    wrong |= {place for place, match in seals.check(passage, told).matches.items() if match in ("differs", "extra")}
    found = {"instruction"} if unanswered(passage, told) else set()
    if told.earlier and f"release:{told.earlier}" not in passage.answered:
        found.add("release.")
    if any(f"custody:{clash.id}" not in passage.answered for clash in told.clashes):
        found.add("custody.")
    if told.relied and told.relied.what == "abnormal" and f"partner:{told.relied.reference}" not in passage.answered:
        found.add("custody.partner")
    if any(each.state != "fits" and f"lock:{each.lock}:{each.state}" not in passage.answered for each in told.journeys):
        found.add("lock.")
    if passage.weight and f"weight:{passage.weight.value}" not in passage.answered:
        found.add("weight.")
    if any(f"container:{number}" not in passage.answered for number in passage.values("container")):
        found.add("container.")
    if any(f"papers:{number}" not in passage.answered for number in (*passage.papers, *told.others)):
        found |= set(heard.OF_PAPERS)
    if any(seal.place in wrong and f"seal:{fold_seal(seal.number)}:{seal.status}" not in passage.answered for seal in passage.seals):
        found.add("seal.")
    return found


def unanswered(passage: Passage, told: Told) -> tuple[Row, ...]:
    """Instructions in force that no closed inspection of this truck knew of."""
    return tuple(row for row in told.instructions if f"{INSTRUCTION}{row['number']}" not in passage.answered)


def _driver(passage: Passage) -> dict[str, str]:
    drivers = [part for part in passage.parts if part.kind == "driver"]
    if not drivers:
        return {}
    last = drivers[-1]
    if last.source == "typed":
        return {"driver.state": "typed"}
    return {"driver.state": "identified" if last.checked else "unreadable"}


def _inspection(passage: Passage) -> dict[str, str]:
    results = [result for _, result in passage.inspections]
    worst = next((result for result in ("abnormal", "unfinished", "normal") if result in results), "none")
    return {"inspection.result": worst}


def _waiting(
    passage: Passage, told: Told, book: Rulebook, facts: tuple[Mapping[str, str], Mapping[str, Mapping[str, str]]], *, pending: bool
) -> tuple[str, ...]:
    """Which parts the profile needs and are not in. A truck nothing at all is known of waits for nothing: it cannot be confirmed."""
    common, papers = facts
    known = told.booking or papers or any(told.vehicles.values()) or any(told.containers.values())
    if passage.plate and not known and not passage.values("container"):
        return ()
    overlay = next(iter(papers.values()), {})
    holds = {**common, **overlay}
    missing = [part for need in book.needs[passage.profile] if _all(need.when, holds) and (part := _missing(need.part, passage, told))]
    shared = [part_of(number) for number in told.others] if passage.profile == "goods" else []
    return tuple(dict.fromkeys([*missing, *(["seal"] if pending else []), *shared]))


def _all(conditions: Iterable[Condition], facts: Mapping[str, str]) -> bool:
    return all(condition.holds(facts) for condition in conditions)


def _missing(part: str, passage: Passage, told: Told) -> str:
    """The name of the part while it is missing, else ''."""
    booking = _near(told) or {}
    if part in ("vehicle", "booking"):
        # A booking is awaited only where one must be named: lanes.toml says when.
        return "" if part == "vehicle" and passage.plate else part
    if part == "declaration":
        return _missing_papers(passage, booking)
    if part == "container":
        wanted = set(booking.get("containers") or ())
        here = set(passage.values("container"))
        listed = any(told.listed.values())
        return part if (wanted - here if wanted else listed and not here) else ""
    if part == "seal":
        left = seals.awaited(passage, told)
        return part if any(number not in _settled(passage, told) for number in left) else ""
    return "" if passage.weight else part


def _settled(passage: Passage, told: Told) -> set[str]:
    """Declared seals of what a closed inspection has looked at: they are not awaited any more."""
    if not passage.seals_settled:
        return set()
    return {row["number"] for holder, rows in told.seals.items() if f"container:{holder}" in passage.answered or holder == passage.plate for row in rows}


def _missing_papers(passage: Passage, booking: Row) -> str:
    wanted = list(booking.get("papers") or ())
    missing = [number for number in wanted if number not in passage.papers]
    if (missing and not (passage.papers and set(passage.papers) - set(wanted))) or (not wanted and not passage.papers):
        lists = missing and all(len(number) != 18 or not number.isdigit() for number in missing)
        return "release_list" if lists else "declaration"
    return ""
