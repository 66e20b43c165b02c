"""The balance of a ledger the slow way: every posting of the journal read and judged by itself, as the kept sums and days must come to."""

from workstation.accounts import books, entries
from workstation.settings import local_time

_STEPS = """SELECT s.line, s.sort, s.quantity, s.reference, s.at, s.station, s.seq, s.lease, s.passage,
(SELECT min(u.at) FROM ledger_undone u WHERE u.target_station = s.station AND u.target_seq = s.seq) FROM ledger_step s WHERE s.ledger = ?"""


def steps(journal, ledger, line=None):
    """Every posting to a ledger, or to one line of it."""
    return [each for each in map(books._step, journal.read(_STEPS, (ledger,))) if line in (None, each.posting.line)]


def counts(step, day):
    """Whether it stands at the end of a day; None: now."""
    if day is None:
        return step.stands
    return local_time(step.posting.stamp[0]).date() <= day and (step.stands or local_time(step.undone).date() > day)


def untold(source, ledger, day):
    """Postings that stand at the end of a day and that the register's figures do not contain, each paper once."""
    known = books.counted(source)
    return [each for each in entries.once(step.posting for step in steps(source.journal, ledger) if counts(step, day)) if not known(ledger, each)]


def lines(source, ledger, day):
    """Every line at the end of a day; None: now."""
    later = [row for row in source.register.where("ledger_entry", "ledger", ledger) if row["on"] > day.isoformat()] if day is not None and day < source.today else []
    moves = [(row["line"], row["sort"], -books.number(row["quantity"])) for row in later]
    moves += [(each.line, each.sort, each.quantity) for each in untold(source, ledger, day)]
    rows = source.register.where("ledger_line", "ledger", ledger)
    return tuple(books._line(row, [(sort, amount) for line, sort, amount in moves if line == row["no"]]) for row in rows)


def spent(source, ledger, line):
    """(Lease, station) -> what its postings spent; one that was taken back after the platform counted it stays spent."""
    known, found = books.counted(source), {}
    for each in steps(source.journal, ledger, line):
        if each.posting.lease and (each.stands or known(ledger, each.posting)):
            key = (each.posting.lease, each.posting.stamp[1])
            found[key] = found.get(key, 0) + each.posting.quantity
    return found
