"""How a traveller's check stands, explained: what was compared, by which published quota, and what would change it; nothing names the person."""

from workstation.desk.lane import Lane
from workstation.desk.travellers import state
from workstation.desk.travelling import standing
from workstation.passage import Passage
from workstation.risk.explain import SELECTED, Change, Published, Step, Why
from workstation.words import catalogue

MILD = ("ready", "verified", "settled", "not-needed")
OPEN = ("waiting", "differs", "stated")


def explained_of(lane: Lane, passage: Passage) -> Step:
    """As it stands now. A control instruction is not told: it reads as any other selection for check."""
    now = standing(lane, passage)
    named = "stopped" if passage.holds else state(now, lane.stand) if lane.stand and lane.stand.passage.id == passage.id else now.check.state
    quota = now.rules.quota
    rule = (Published(f"{quota.id}", "quotas.toml", quota.valid_from, quota.valid_to, quota.source),) if quota else ()
    if named == "stopped":
        whys = [Why(SELECTED)]
    else:
        days = {"days": str(now.check.days)}
        wrong = [Why(item.note, days, rule) for item in now.check.items if item.mark == "bad" and item.note in catalogue()]
        said = now.check.note or f"traveller.{now.check.state}"
        late = [Why("traveller.late", days, rule)] if now.check.late else []
        whys = wrong or late or [Why(said if said in catalogue() else "explain.traveller.open", days, rule)]
    channel = "release" if named in MILD else "hold" if named in ("differs", "stopped", "forfeited") else "cannot-confirm"
    return Step(max(part.at for part in passage.parts), channel, tuple(whys), (Change("explain.traveller.how", ""),) if named in OPEN else (), title=f"explain.traveller.{named}")
