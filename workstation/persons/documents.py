"""Which document of the register a code of a person stands for; a machine readable zone is the document whose number it carries."""

from typing import Any, Protocol

from workstation import codes


class Tables(Protocol):
    """The reads of `workstation.register.store.Register` that a person needs."""

    def get(self, table: str, *key: object) -> dict[str, Any] | None: ...
    def where(self, table: str, column: str, value: object, limit: int = ...) -> list[dict[str, Any]]: ...


def key_of(kind: str, value: str) -> tuple[str, str]:
    """(kind, number) as the register keys documents. A zone that begins with P is a passport (ICAO 9303-4), another the document its number is read as.

    A zone whose check digits fail is nobody's: it stays what it is.
    """
    if kind != "mrz":
        return kind, codes.match_key(kind, value)
    zone = next((code for code in codes.recognise(value).candidates if code.kind == "mrz" and code.checked), None)
    if zone is None:
        return kind, value
    number = str(zone.fields["document_number"])
    found = next((each for each in codes.recognise(number).candidates if each.kind in codes.PERSON_KINDS), None)
    if found is None or value.startswith("P"):
        return "passport", number
    return found.kind, codes.match_key(found.kind, found.value)


def person_of(register: Tables, kind: str, value: str) -> dict[str, Any] | None:
    """The register's person a document or personal code belongs to, or None."""
    document = register.get("document", *key_of(kind, value))
    return register.get("person", document["person"]) if document else None


def is_over(register: Tables, kind: str, value: str, today: str) -> bool:
    """Whether a document was over before `today` (`2026-11-21`), as the register or its own zone tells; one whose end nobody tells is not."""
    row = register.get("document", *key_of(kind, value)) or (register.get("document", "passport", value) if kind == "mrz" else None)
    ends = [row["expires"] if row else None]
    if kind == "mrz":
        ends += [code.fields["expiry_date"] for code in codes.recognise(value).candidates if code.kind == "mrz" and code.checked]
    return any(end < today for end in ends if end)
