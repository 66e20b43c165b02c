"""Training a scorecard from the journal with scikit-learn (the extra `training`), and how it would have done on days it did not see."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from math import sqrt
from typing import Any

from workstation.risk import scorecard
from workstation.risk.book import Rulebook
from workstation.risk.findings import GOODS, Seen
from workstation.risk.rates import Z, wilson
from workstation.risk.worth import interval
from workstation.settings import show_time
from workstation.words import Refused

LEAST_FOUND, LEAST_DAYS = 10, 4
"""Less than this many found and not found on the training days, or fewer days in all, trains nothing (assumptions of 2026-11-22)."""

UNSEEN = Decimal("0.3")
"""The last of the days, rounded up, are kept for the report."""

TOPS = (Decimal("0.05"), Decimal("0.1"), Decimal("0.2"))
C = 1.0
"""How freely weights may grow (scikit-learn's inverse of the L2 penalty): its usual value."""


@dataclass(frozen=True)
class Trained:
    """The file's text and what is known of it."""

    text: str
    report: Mapping[str, Any]


def train(seen: Sequence[Seen], book: Rulebook, about: Mapping[str, str], now: int) -> Trained:
    """Of the trucks somebody looked at: the earlier days train, the last ones are only judged. `about`: station, author, source. Refused `train-no-extra`
    where scikit-learn is not installed, `train-too-few`.
    """
    try:
        # Said first: who lacks it need not gather findings for months to learn of it.
        import_module("sklearn.linear_model")
    except ImportError as error:
        raise Refused("train-no-extra") from error
    looked = [each for each in seen if each.found is not None and each.profile == GOODS]
    days = sorted({each.day for each in looked})
    kept = days[len(days) - int((len(days) * UNSEEN).to_integral_value(rounding="ROUND_CEILING")) :] if len(days) >= LEAST_DAYS else days
    early, late = [each for each in looked if each.day not in kept], [each for each in looked if each.day in kept]
    found = sum(bool(each.found) for each in early)
    if min(found, len(early) - found) < LEAST_FOUND:
        raise Refused("train-too-few", days=len(days), found=found, nothing=len(early) - found, least=LEAST_FOUND, least_days=LEAST_DAYS)
    columns = _columns(early, book)
    intercept, weights = centred(early, columns, fitted(early, columns))
    base = f"{Decimal(found) / len(early):.4f}"
    trained = {"station": about["station"], "first_day": early[0].day, "last_day": early[-1].day, "days": len({each.day for each in early}), "passages": len(early), "found": found}
    head = {"kind": "scorecard", "version": 1, "made_at": show_time(now), "valid_from": days[-1], "source": about["source"], "author": about["author"], "approver": ""}
    rows = [(fact, value, weight) for (fact, value), weight in weights.items() if Decimal(weight)]
    plain = {**head, "intercept": intercept, "base": base}
    card = scorecard.read(scorecard.write(plain, rows), book)
    report = tested(card, late)
    # Where the days kept back hold only one of the two outcomes there is no such figure, and none is written.
    told = {name: str(report[name]) for name in ("first_day", "last_day", "passages", "found", "auc", "auc_low", "auc_high") if report[name] is not None}
    return Trained(scorecard.write({**plain, "trained": trained, "tested": told}, rows), {"trained": trained, "tested": report, "weights": len(rows)})


def fitted(early: Sequence[Seen], columns: Sequence[tuple[str, str]]) -> tuple[float, list[float]]:
    """Intercept and one weight a column, by logistic regression with an L2 penalty."""
    from sklearn.linear_model import LogisticRegression

    rows = [[float(each.facts.get(fact) == value) for fact, value in columns] for each in early]
    model = LogisticRegression(C=C, max_iter=2000).fit(rows, [int(bool(each.found)) for each in early])
    return float(model.intercept_[0]), [float(weight) for weight in model.coef_[0]]


def centred(early: Sequence[Seen], columns: Sequence[tuple[str, str]], fit: tuple[float, Sequence[float]]) -> tuple[str, dict[tuple[str, str], str]]:
    """The same scores, with every fact's weights against the average truck: so a reason says what is unusual here. Four places, as text."""
    intercept, weights = fit
    count = Counter((fact, each.facts.get(fact, "")) for each in early for fact in {fact for fact, _ in columns})
    means: dict[str, float] = defaultdict(float)
    for (fact, value), weight in zip(columns, weights, strict=True):
        means[fact] += weight * count[fact, value] / len(early)
    most = float(scorecard.LARGEST)
    told = {column: f"{max(-most, min(most, weight - means[column[0]])):.4f}" for column, weight in zip(columns, weights, strict=True)}
    return f"{intercept + sum(means.values()):.4f}", told


def tested(card: scorecard.Scorecard, late: Sequence[Seen]) -> dict[str, Any]:
    """On days it did not see: AUC with its interval, and what the highest shares would have found, beside the base rate (Wilson)."""
    scored = sorted(((card.score(each.facts), bool(each.found)) for each in late), key=lambda each: -each[0])
    found = sum(hit for _, hit in scored)
    area = auc(scored)
    days = sorted(each.day for each in late)
    top = [max(1, int(len(scored) * share)) for share in TOPS] if scored else []
    return {
        "first_day": days[0] if days else "",
        "last_day": days[-1] if days else "",
        "passages": len(scored),
        "found": found,
        "base": interval(found, len(scored)),
        **dict(zip(("auc", "auc_low", "auc_high"), area, strict=True)),
        "top": [{"of": count, "found": (hits := sum(hit for _, hit in scored[:count])), **interval(hits, count)} for count in dict.fromkeys(top)],
    }


def auc(scored: Sequence[tuple[float, bool]]) -> tuple[str | None, str | None, str | None]:
    """How often one with something scores above one without (ties half), with its 95 % interval; nothing where one of the two is missing.

    The wider of Hanley and McNeil (1982), which calls a perfect score of three trucks certain, and Wilson over the rarer of the two.
    """
    good, bad = sorted(score for score, hit in scored if hit), sorted(score for score, hit in scored if not hit)
    if not good or not bad:
        return None, None, None
    area = sum(_above(score, bad) for score in good) / len(good) / len(bad)
    one, two = area / (2 - area), 2 * area * area / (1 + area)
    spread = area * (1 - area) + (len(good) - 1) * (one - area * area) + (len(bad) - 1) * (two - area * area)
    half = Z * sqrt(max(0.0, spread) / len(good) / len(bad))
    rare = min(len(good), len(bad))
    low, high = wilson(round(area * rare), rare)
    return f"{area:.3f}", f"{max(0.0, min(area - half, float(low))):.3f}", f"{min(1.0, max(area + half, float(high))):.3f}"


def _above(score: float, others: Sequence[float]) -> float:
    from bisect import bisect_left, bisect_right

    low, high = bisect_left(others, score), bisect_right(others, score)
    return low + (high - low) / 2


def _columns(early: Sequence[Seen], book: Rulebook) -> list[tuple[str, str]]:
    """Every fact that took more than one value, with each value it took."""
    values = {fact: {each.facts.get(fact, "") for each in early} & set(book.facts[fact].values) for fact in book.facts if not fact.startswith(scorecard.UNFIT)}
    return [(fact, value) for fact in sorted(values) for value in sorted(values[fact]) if len(values[fact]) > 1]
