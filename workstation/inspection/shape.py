"""The shape of a form file: which keys it has, of which type, and that everything it names is there."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from workstation.inspection.lists import Lists
from workstation.inspection.values import KINDS, Check, Choice, Computed, Field, Form, Section, When


class Wrong(Exception):  # noqa: N818 - becomes the refusal `form-wrong` in forms.check
    """Where in the file, and what is wrong there."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(place, reason)
        self.place = place
        self.reason = reason


_TEXT = {"zh": str, "en": str}
FORM = {"id": str, "version": str, "valid_from": str, "source": str, **_TEXT, "signatures": dict, "section": list}
SECTION = {**_TEXT, "field": list}
FIELD = {"id": str, "type": str, **_TEXT}
CHOICE = {"id": str, **_TEXT}
COMPUTED = {"id": str, **_TEXT, "take": str, "source": str}
CHECK = {"id": str, **_TEXT, "field": str, "source": str}
"""Keys that must be there, with their type."""

FORM_MAY = {"valid_to": str, "profile": str, "computed": list, "check": list, "note": str}
FIELD_MAY = {
    "unit": str, "required": bool, "when": dict, "choices": list, "list": str, "many": bool, "min": str, "max": str, "pattern": str,
    "prefill": str, "fill": str,
}
COMPUTED_MAY = {"less": str, "against": str, "unit": str, "percent": str, "least": str}
CHECK_MAY = {"of": str, "min": str, "when": dict, "never": list}
"""Keys that may be there. Bounds are decimal strings: TOML would make floats of them."""

PROFILES = ("goods", "traveller")
"""What a form is for: a truck, or a traveller."""
PARTIES = ("none", "optional", "required")
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_PREFILL = re.compile(r"[a-z_]+(\.[a-z_]+)+")


def form(whole: Mapping[str, Any], lists: Lists) -> Form:
    """The form of a parsed file whose choices come from these lists; raises Wrong."""
    _keys(whole, "form", FORM, FORM_MAY)
    signatures = whole["signatures"]
    _keys(signatures, "signatures", {"officers": int, "party": str}, {})
    if not 1 <= signatures["officers"] <= 4:
        raise Wrong("signatures.officers", "1 to 4")
    _among("signatures.party", signatures["party"], PARTIES)
    _among("profile", whole.get("profile", PROFILES[0]), PROFILES)
    made = Form(
        id=_id("id", whole["id"]),
        version=_filled("version", whole["version"]),
        valid_from=_day("valid_from", whole["valid_from"]),
        valid_to=_day("valid_to", whole["valid_to"]) if "valid_to" in whole else "",
        source=_filled("source", whole["source"]),
        zh=_filled("zh", whole["zh"]),
        en=_filled("en", whole["en"]),
        officers=signatures["officers"],
        party=signatures["party"],
        profile=whole.get("profile", PROFILES[0]),
        sections=tuple(_section(f"section {place}", each, lists) for place, each in enumerate(whole["section"], 1)),
        computed=tuple(_computed(f"computed {place}", each) for place, each in enumerate(whole.get("computed", []), 1)),
        checks=tuple(_check(f"check {place}", each) for place, each in enumerate(whole.get("check", []), 1)),
    )
    _links(made, lists)
    return made


def _section(place: str, row: Any, lists: Lists) -> Section:
    _keys(row, place, SECTION, {})
    titles = _filled(f"{place} zh", row["zh"]), _filled(f"{place} en", row["en"])
    return Section(*titles, tuple(_field(f"{place} field {number}", each, lists) for number, each in enumerate(row["field"], 1)))


def _field(place: str, row: Any, lists: Lists) -> Field:
    name = row.get("id") if isinstance(row, dict) else None
    place = f"field {name}" if isinstance(name, str) else place
    _keys(row, place, FIELD, FIELD_MAY)
    _among(f"{place} type", row["type"], KINDS)
    _fits(place, row)
    return Field(
        id=_id(place, row["id"]),
        kind=row["type"],
        zh=_filled(f"{place} zh", row["zh"]),
        en=_filled(f"{place} en", row["en"]),
        unit=row.get("unit", ""),
        required=row.get("required", False),
        when=_when(place, row["when"]) if "when" in row else None,
        choices=_choices(place, row, lists),
        many=row.get("many", False),
        least=_decimal(f"{place} min", row["min"]) if "min" in row else None,
        most=_decimal(f"{place} max", row["max"]) if "max" in row else None,
        pattern=_pattern(place, row.get("pattern", "")),
        prefill=row.get("prefill", ""),
        fill=row.get("fill", ""),
    )


def _fits(place: str, row: Mapping[str, Any]) -> None:
    """Keys that mean something only for some types."""
    kind = row["type"]
    meant = {
        "choices": ("choice",), "list": ("choice",), "many": ("choice", "seal"), "pattern": ("text",), "fill": ("seal",),
        "min": ("number", "decimal", "count", "photo"), "max": ("number", "decimal", "count"), "unit": ("number", "decimal", "count"),
    }
    for name, kinds in meant.items():
        if name in row and kind not in kinds:
            raise Wrong(f"{place} {name}", f"only for {', '.join(kinds)}")
    if kind == "choice" and ("choices" in row) == ("list" in row):
        raise Wrong(place, "a choice needs either choices or list")
    if "fill" in row:
        _among(f"{place} fill", row["fill"], ("removed", "applied"))
    if "prefill" in row and not _PREFILL.fullmatch(row["prefill"]):
        raise Wrong(f"{place} prefill", "a fact like passage.container")


def _choices(place: str, row: Mapping[str, Any], lists: Lists) -> tuple[Choice, ...]:
    if "list" in row:
        _among(f"{place} list", row["list"], tuple(lists.told))
        return lists.entries(row["list"])
    made = []
    for number, each in enumerate(row.get("choices", []), 1):
        spot = f"{place} choice {number}"
        _keys(each, spot, CHOICE, {})
        made.append(Choice(_id(spot, each["id"]), _filled(spot, each["zh"]), _filled(spot, each["en"])))
    _once(f"{place} choices", [each.id for each in made])
    if row["type"] == "choice" and not made:
        raise Wrong(f"{place} choices", "empty")
    return tuple(made)


def _when(place: str, row: Mapping[str, Any]) -> When:
    _keys(row, f"{place} when", {"field": str, "is": list}, {})
    if not row["is"] or not all(isinstance(each, str) for each in row["is"]):
        raise Wrong(f"{place} when", "is must list texts")
    return When(row["field"], tuple(row["is"]))


def _computed(place: str, row: Any) -> Computed:
    _keys(row, place, COMPUTED, COMPUTED_MAY)
    place = f"computed {row['id']}"
    percent, least = (_decimal(f"{place} {name}", row.get(name, "0")) for name in ("percent", "least"))
    if percent < 0 or least < 0:
        raise Wrong(place, "percent and least are never below 0")
    words = {name: row.get(name, "") for name in ("zh", "en", "take", "less", "against", "unit", "source")}
    return Computed(id=_id(place, row["id"]), percent=percent, least=least, **words)


def _check(place: str, row: Any) -> Check:
    _keys(row, place, CHECK, CHECK_MAY)
    place = f"check {row['id']}"
    words = {name: _filled(f"{place} {name}", row[name]) for name in ("zh", "en", "source")}
    least = _decimal(f"{place} min", row["min"]) if "min" in row else None
    never = tuple(_filled(f"{place} never", each) for each in row.get("never", ()))
    if (least is not None or "of" in row) is bool(never):
        raise Wrong(place, "needs min or of, or else never")
    when = _when(place, row["when"]) if "when" in row else None
    return Check(id=_id(place, row["id"]), field=row["field"], of=row.get("of", ""), least=least, when=when, never=never, **words)


def _links(made: Form, lists: Lists) -> None:
    """Everything that is named is there, and nothing is there twice."""
    _once("field", [each.id for each in made.fields] + [each.id for each in made.computed])
    known = {each.id: each for each in made.fields}
    for each in made.computed:
        _check_numbers(f"computed {each.id}", known, each.take, each.less, each.against)
    outcomes = {each.id: ("within", "outside", "unknown") for each in made.computed if each.against}
    answers = {each.id: _answers(each) for each in made.fields}
    for field in made.fields:
        _check_when(f"field {field.id}", field, {**answers, **outcomes})
        if field.least is not None and field.most is not None and field.least > field.most:
            raise Wrong(f"field {field.id}", "min is above max")
    _once("check", [each.id for each in made.checks])
    for check in made.checks:
        _check_never(f"check {check.id}", known, check) if check.never else _check_numbers(f"check {check.id}", known, check.field, check.of)
        _check_when(f"check {check.id}", check, {**answers, **outcomes})
    for name in ("conclusion", "disposal"):
        _check_asked(known, name, lists, name)
    if made.party != "none":
        _check_asked(known, "party", lists, "party")
        _check_asked(known, "party-signature", lists, "signature")


def _check_asked(known: Mapping[str, Field], name: str, lists: Lists, table: str) -> None:
    """The rules of signing read these fields by name, so a form cannot leave them out or ask them otherwise."""
    found = known.get(name)
    if found is None or found.choices != lists.entries(table) or not found.required or found.when or found.many:
        raise Wrong(f"field {name}", f'must be asked: type = "choice", list = "{table}", required = true')


def _check_numbers(place: str, known: Mapping[str, Field], *names: str) -> None:
    for name in filter(None, names):
        if name not in known or known[name].kind not in ("number", "decimal", "count"):
            raise Wrong(place, f"{name} is no field with a number")


def _check_never(place: str, known: Mapping[str, Field], check: Check) -> None:
    """What may not be answered is an answer of the field; a text may be anything."""
    if check.field not in known or known[check.field].kind not in ("yesno", "choice", "text"):
        raise Wrong(place, f"{check.field} is no field with answers")
    for each in check.never if known[check.field].kind != "text" else ():
        _among(f"{place} never", each, _answers(known[check.field]))


def _check_when(place: str, field: Field | Check, answers: Mapping[str, tuple[str, ...]]) -> None:
    if field.when is None:
        return
    place = f"{place} when"
    if field.when.field not in answers or field.when.field == field.id:
        raise Wrong(place, f"{field.when.field[:40]} is no other field")
    possible = answers[field.when.field]
    if not possible:
        raise Wrong(place, f"{field.when.field} has no list of answers")
    for each in field.when.among:
        _among(place, each, possible)


def _answers(field: Field) -> tuple[str, ...]:
    return ("yes", "no") if field.kind == "yesno" else tuple(each.id for each in field.choices)


def _keys(row: Any, place: str, must: Mapping[str, type], may: Mapping[str, type]) -> None:
    if not isinstance(row, dict):
        raise Wrong(place, "must be a table")
    for name in must:
        if name not in row:
            raise Wrong(f"{place} {name}", "missing")
    for name, value in row.items():
        wanted = must.get(name) or may.get(name)
        if wanted is None:
            raise Wrong(f"{place} {name[:40]}", "unknown name")
        # bool is an int to Python, not to a form.
        if type(value) is not wanted:
            raise Wrong(f"{place} {name}", f"must be {_NAMES[wanted]}")


_NAMES: dict[type, str] = {str: "text", int: "an integer", bool: "true or false", list: "a list", dict: "a table"}


def _among(place: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise Wrong(place, f"{value[:40]!r} is none of {', '.join(allowed)}")


def _once(place: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise Wrong(f"{place} {name}", "is there twice")


def _id(place: str, value: str) -> str:
    if not _ID.fullmatch(value) or len(value) > 40:
        raise Wrong(place, f"{value[:40]!r} is no id (small letters, digits, hyphens)")
    return value


def _filled(place: str, value: Any) -> str:
    if not isinstance(value, str):
        raise Wrong(place, "must be text")
    if not value.strip():
        raise Wrong(place, "empty")
    return value


def _day(place: str, value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise Wrong(place, f"{value[:20]!r} is no day like 2026-11-21") from error


def _decimal(place: str, value: str) -> Decimal:
    if not _DECIMAL.fullmatch(value):
        raise Wrong(place, f"{value[:20]!r} is no decimal number like 0.5")
    return Decimal(value)


def _pattern(place: str, value: str) -> str:
    try:
        re.compile(value, re.ASCII)
    except (re.error, RecursionError, OverflowError) as error:
        raise Wrong(f"{place} pattern", str(error)) from error
    return value
