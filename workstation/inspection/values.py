"""The frozen values of an inspection: what a form asks, and what one inspection holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from workstation.journal.event import Event

KINDS = ("text", "number", "decimal", "count", "choice", "yesno", "seal", "photo")
"""What a field can be: `number` is an integer, `count` an integer from 0, `decimal` a decimal string."""


@dataclass(frozen=True)
class Choice:
    """One entry of a list. `verified` is False while the wording was not seen in an official text."""

    id: str
    zh: str
    en: str
    source: str = ""
    verified: bool = False
    goes_with: tuple[str, ...] = ()
    releases: bool = False


@dataclass(frozen=True)
class When:
    """The field is asked only while `field` (or a computed outcome) has one of the values `among`."""

    field: str
    among: tuple[str, ...]


@dataclass(frozen=True)
class Field:
    """One question of a form. `fill`: `removed` | `applied` = also filled by the seal events of the inspection."""

    id: str
    kind: str
    zh: str
    en: str
    unit: str = ""
    required: bool = False
    when: When | None = None
    choices: tuple[Choice, ...] = ()
    many: bool = False
    least: Decimal | None = None
    most: Decimal | None = None
    pattern: str = ""
    prefill: str = ""
    fill: str = ""

    @property
    def label(self) -> str:
        """Both titles, for words that name the field in either language."""
        return f"{self.zh} {self.en}"


@dataclass(frozen=True)
class Section:
    """Fields that are asked together."""

    zh: str
    en: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Computed:
    """`take` minus `less`, compared with `against` within max(percent, least); never stored, always recomputed."""

    id: str
    zh: str
    en: str
    take: str
    less: str = ""
    against: str = ""
    unit: str = ""
    percent: Decimal = Decimal(0)
    least: Decimal = Decimal(0)
    source: str = ""


@dataclass(frozen=True)
class Check:
    """What one answer must be beside others before anybody signs: the number in `field` is at least `least`, and never above that in `of`; or the answer is none of `never`.

    `least` gives way to `of`: of nothing, nothing can be opened. Asked only while `when` holds; `zh` and `en` say what is wrong.
    """

    id: str
    zh: str
    en: str
    field: str
    source: str
    of: str = ""
    least: Decimal | None = None
    when: When | None = None
    never: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """One form of one version, valid from a day (`2026-11-21`). `officers` = how many different ones sign.

    `party`: none = nobody is asked; optional = may stay away, then a witness signs; required = must be there, and signs or refuses. `profile`: goods = of a truck; traveller.
    """

    id: str
    version: str
    valid_from: str
    valid_to: str
    source: str
    zh: str
    en: str
    officers: int
    party: str
    sections: tuple[Section, ...]
    computed: tuple[Computed, ...] = ()
    checks: tuple[Check, ...] = ()
    profile: str = "goods"

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field in the order of the form."""
        return tuple(each for section in self.sections for each in section.fields)

    @property
    def label(self) -> str:
        """Both titles."""
        return f"{self.zh} {self.en}"


@dataclass(frozen=True)
class Outcome:
    """A computed value: decimal strings, empty when not computable. `outcome`: within | outside | unknown."""

    id: str
    zh: str
    en: str
    unit: str
    value: str
    against: str
    deviation: str
    allowed: str
    outcome: str


@dataclass(frozen=True)
class Evidence:
    """One photo or file bound by its SHA-256 (hex); `size` in bytes; `field` is the photo field it answers, or empty."""

    event: str
    sha256: str
    mime: str
    size: int
    field: str
    officer: str


@dataclass(frozen=True)
class SealAct:
    """What was done to a seal: `act` removed | applied | replaced | verified; `new` only when replaced; `status` only when verified."""

    event: str
    act: str
    seal: str
    new: str = ""
    container: str = ""
    reason: str = ""
    status: str = ""


@dataclass(frozen=True)
class Signature:
    """An officer's signature over a digest; it holds only while the inspection still has that digest. `reason`: why he, whom the draw had not named; '' where he gave none."""

    signer: str
    digest: str
    seq: int
    event: str
    at: int
    reason: str = ""


@dataclass(frozen=True)
class HandOver:
    """Who went and who came, at UTC ms."""

    giver: str
    taker: str
    at: int


@dataclass(frozen=True)
class Inspection:
    """One looking-at, grown from its events. `state`: open | suspended | closed | unknown (its opening is not here yet).

    `drawn`: whom the fair draw named among more than the form needs, and in which `pool`; `officers` are on it now; `lookers` are all who ever worked on it, first one first. `fields` holds the newest entry of each field.
    """

    id: str
    passage: str = ""
    form: str = ""
    version: str = ""
    reason: str = ""
    again: str = ""
    excluded: tuple[str, ...] = ()
    drawn: tuple[str, ...] = ()
    pool: str = ""
    state: str = "unknown"
    officers: tuple[str, ...] = ()
    lookers: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    last_field: str = ""
    evidence: tuple[Evidence, ...] = ()
    seals: tuple[SealAct, ...] = ()
    signatures: tuple[Signature, ...] = ()
    handovers: tuple[HandOver, ...] = ()
    conclusion: str = ""
    disposal: str = ""
    opened_at: int = 0
    suspended_because: str = ""
    events: tuple[Event, ...] = ()
