"""Stations that cannot talk: packs, grants, returns and postings are lost, doubled, late, backups are put back; whatever happens, together they never spend more than there was."""

import copy
from decimal import Decimal

import replayed
from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from test_books_balance import LEDGER, Kept, Told, event, register, tried

from workstation.accounts import books, leases, posting
from workstation.accounts.books import Source
from workstation.accounts.figures import plain
from workstation.accounts.views import fold

OPENING, STATIONS, NOW = Decimal(100), ("A", "B", "C"), 10**12
HOME = "H64012026002"
"""A ledger that is not leased: station A keeps it."""
LEDGERS = some.sampled_from((LEDGER, HOME))
QUANTITY = some.integers(40, 100).map(Decimal)
SOON = some.sampled_from((True, True, False))
WHERE = some.sampled_from(STATIONS)


def port():
    """Both ledgers with the same opening."""
    leased, kept = register(OPENING, leased=True), register(OPENING)
    rows = {table: [*leased.rows[table], *({**row, "number" if table == "ledger" else "ledger": HOME} for row in kept.rows[table])] for table in leased.rows}
    return rows | {"lease": [], "ledger_counted": []}


class Apart(RuleBasedStateMachine):
    """A granter and three stations. An event reaches another journal at once, later, twice, in any order, or never; a pack reaches a station when it does."""

    def __init__(self):
        super().__init__()
        self.told = port()
        self.registers = {name: Told(copy.deepcopy(self.told)) for name in STATIONS} | {"HUB": Told(self.told)}
        self.journals = {name: Kept() for name in (*STATIONS, "HUB")}
        self.chains = {name: [] for name in self.journals}
        self.ever, self.heard, self.papers = [], set(), 0

    def source(self, name):
        return Source(self.registers[name], self.journals[name], NOW)

    def write(self, name, kind, subject, **body):
        seq = self.chains[name][-1].seq + 1 if self.chains[name] else 1
        made = event(name, seq, kind, subject, **body)
        self.chains[name].append(made)
        self.ever.append(made)
        fold(self.journals[name].connection, made)
        return made

    def arrive(self, made, to, arrives=True):
        if arrives:
            fold(self.journals[to].connection, made)
            self.heard |= {(made.station, made.seq)} if to == "HUB" else set()

    def known(self, name):
        return leases.leases(self.source(name), LEDGER, 1, replayed.spent(self.source(name), LEDGER, 1))

    def own(self, name, ledger, reference):
        return posting.Own(name, self.registers[name].get("ledger", ledger), reference)

    @rule(to=WHERE, quantity=QUANTITY, told=SOON)
    def grant(self, to, quantity, told):
        """By a row of the next pack, with the newest event of the station that the granter has seen."""
        line = books.sheet(self.source("HUB"), LEDGER, 1).line
        part = min(quantity, leases.free(line.of("stock"), self.known("HUB")))
        seen = max((seq for station, seq in self.heard if station == to), default=0)
        made = self.write("HUB", "lease.granted", f"L{len(self.chains['HUB'])}", ledger=LEDGER, line=1, holder=to, quantity=plain(part), unit="kg", seen=seen)
        row = {"number": made.subject, "ledger": LEDGER, "line": 1, "station": to, "quantity": plain(part), "unit": "kg"}
        self.told["lease"].append(row | {"valid_to": None, "recalled": None, "seen": seen})
        if told:
            self.pack(to)

    @rule(pick=some.integers(0, 9))
    def withdraw(self, pick):
        """The granter asks a slice back; it is free only when the station that hears of it has said what was left."""
        if self.told["lease"]:
            self.told["lease"][pick % len(self.told["lease"])]["recalled"] = True

    @rule(name=WHERE, arrives=SOON)
    def pack(self, name, arrives=False):
        """A station hears what the port is told now."""
        self.registers[name] = Told(copy.deepcopy(self.told))
        rows = self.registers[name].where("lease", "station", name)
        for kind, number, body in leases.arrived(self.source(name), rows, name):
            self.arrive(self.write(name, kind, number, **body), "HUB", arrives)

    @rule(name=WHERE, ledger=LEDGERS, share=some.sampled_from((Decimal("0.5"), Decimal(1), Decimal("1.5"))), arrives=SOON)
    def spend(self, name, ledger, share, arrives):
        # One paper read at two stations is the same goods, which count once (test_books_balance); here each has its own.
        self.papers += 1
        kept = books.sheet(self.source(name), ledger, 1).line.of("stock") if name == "A" else OPENING
        left = leases.slice_of(self.known(name), name, self.source(name).today) if ledger == LEDGER else kept
        asked = [posting.Asked(1, "out", left * share or Decimal(1))]
        bodies, refused = tried(posting.body, self.source(name), self.own(name, ledger, f"{name}{self.papers}"), asked)
        if refused and refused.key in ("account-slice", "account-overdrawn"):
            assert Decimal(refused.values["left"]) == left < asked[0].quantity
        elif refused:
            assert (ledger, refused.key) == (HOME, "account-lost" if name == "A" else "account-elsewhere")
        for body in bodies:
            self.arrive(self.write(name, "ledger.posted", ledger, **body), "HUB", arrives)

    @rule(ledger=LEDGERS, name=WHERE, arrives=SOON)
    def receive(self, ledger, name, arrives):
        """More comes in, by hand: where the ledger is kept only."""
        self.papers += 1
        bodies, refused = tried(posting.body, self.source(name), self.own(name, ledger, f"in{self.papers}"), [posting.Asked(1, "in", Decimal(10))])
        assert bool(bodies) == (refused is None)
        assert refused or (ledger, name) == (HOME, "A")
        for body in bodies:
            self.arrive(self.write(name, "ledger.posted", ledger, **body), "HUB", arrives)

    @rule(name=WHERE, pick=some.integers(0, 9), arrives=SOON)
    def take_back(self, name, pick, arrives):
        """A void slip, or a posting by hand that was wrong: its station has that much again, or so much less."""
        standing = [step for ledger in (LEDGER, HOME) for step in replayed.steps(self.journals[name], ledger) if step.stands and step.posting.stamp[1] == name]
        if not standing:
            return
        seq = standing[pick % len(standing)].posting.stamp[2]
        made = next(each for each in self.ever if (each.station, each.seq) == (name, seq))
        steps = [step for step in standing if step.posting.stamp[2] == seq]
        _, refused = tried(posting.check_reversal, self.source(name), self.own(name, made.subject, ""), steps)
        if refused is None or made.body["sort"] == "out":
            self.arrive(self.write(name, "ledger.reversed", made.subject, target_station=name, target_seq=seq, reason="void"), "HUB", arrives)

    @rule(name=WHERE, share=some.sampled_from((1, 2)), arrives=SOON)
    def give_back(self, name, share, arrives):
        for held in [each for each in self.known(name) if each.holder == name and each.left > 0 and not each.lost][:1]:
            self.arrive(self.write(name, "lease.returned", held.number, ledger=LEDGER, line=1, quantity=plain(held.left / share)), "HUB", arrives)

    @rule(name=WHERE, pick=some.integers(0, 9), arrives=SOON)
    def put_a_backup_back(self, name, pick, arrives):
        """An old copy of its journal: what came after it is lost here, though it happened."""
        chain = self.chains[name]
        kept = chain[: pick % (len(chain) + 1)]
        self.journals[name] = Kept(kept)
        self.chains[name] = [*kept, chain[-1]] if chain else []
        made = self.write(name, "station.restored", name)
        self.chains[name] = [*kept, made]
        self.arrive(made, "HUB", arrives)

    @rule(name=WHERE)
    def count(self, name):
        """The platform counts what a station posted, once it has heard all of it."""
        mine = [each for each in self.ever if each.station == name]
        if not mine or not {(each.station, each.seq) for each in mine} <= self.heard:
            return
        before = next((row["seq"] for row in self.told["ledger_counted"] if row["station"] == name), 0)
        for row in self.told["ledger_line"]:
            for sort in ("in", "out"):
                more = sum((self.quantity(each) for each in self.standing(row["ledger"]) if each.station == name and each.seq > before and each.body["sort"] == sort), Decimal(0))
                row[sort] = plain(Decimal(row[sort] or 0) + more)
        others = [row for row in self.told["ledger_counted"] if row["station"] != name]
        self.told["ledger_counted"] = [*others, {"station": name, "seq": max(each.seq for each in mine)}]

    @rule(pick=some.integers(0, 99), to=some.sampled_from((*STATIONS, "HUB")))
    def deliver_late_or_again(self, pick, to):
        if self.ever:
            self.arrive(self.ever[pick % len(self.ever)], to)

    def standing(self, ledger):
        """Postings that happened and were not taken back, those that a restored station forgot included."""
        undone = {(each.station, each.body["target_seq"]) for each in self.ever if each.kind == "ledger.reversed"}
        return [each for each in self.ever if each.kind == "ledger.posted" and each.subject == ledger and (each.station, each.seq) not in undone]

    @staticmethod
    def quantity(made):
        return sum((Decimal(row["quantity"]) for row in made.body["lines"]), Decimal(0))

    @invariant()
    def never_more_than_there_was(self):
        for ledger in (LEDGER, HOME):
            moved = {sort: sum((self.quantity(each) for each in self.standing(ledger) if each.body["sort"] == sort), Decimal(0)) for sort in ("in", "out")}
            assert moved["out"] <= OPENING + moved["in"], ledger

    def teardown(self):
        """What everybody knows at last is no overdraft either."""
        whole = Source(Told(port()), Kept(self.ever), NOW)
        assert all(books.sheet(whole, ledger, 1).line.of("stock") >= 0 for ledger in (LEDGER, HOME))


TestApart = Apart.TestCase
TestApart.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)


ALL = Decimal(1)


def mine(machine, name):
    return str(leases.slice_of(machine.known(name), name, machine.source(name).today))


def test_two_grants_and_two_stations_that_hear_nothing_of_each_other():
    machine = Apart()
    for name in ("A", "B"):
        machine.grant(name, Decimal(60), True)
    machine.grant("B", Decimal(60), True)
    for name in STATIONS:
        machine.spend(name, LEDGER, ALL, False)
        machine.spend(name, HOME, ALL, False)
    machine.never_more_than_there_was()
    assert [Decimal(mine(machine, name)) for name in STATIONS] == [0, 0, 0]
    spent = {ledger: [each.station for each in machine.standing(ledger)] for ledger in (LEDGER, HOME)}
    assert spent == {LEDGER: ["A", "B"], HOME: ["A"]}


def test_what_was_asked_back_is_lent_again_and_spent_once():
    machine = Apart()
    machine.grant("A", Decimal(100), True)
    machine.spend("A", LEDGER, Decimal("0.5"), True)
    machine.withdraw(0)
    machine.grant("B", Decimal(100), True)
    assert (mine(machine, "A"), Decimal(mine(machine, "B"))) == ("50.0", 0)
    machine.pack("A", True)
    machine.grant("B", Decimal(100), True)
    assert (Decimal(mine(machine, "A")), mine(machine, "B")) == (0, "50.0")
    for name in STATIONS:
        machine.spend(name, LEDGER, ALL, True)
        machine.take_back(name, 0, False)
        machine.spend(name, LEDGER, ALL, False)
    machine.never_more_than_there_was()
    machine.teardown()


def test_a_backup_put_back_spends_nothing_until_somebody_who_knows_of_it_grants_or_counts_anew():
    machine = Apart()
    machine.grant("A", Decimal(60), True)
    for ledger in (LEDGER, HOME):
        machine.spend("A", ledger, ALL, True)
    machine.put_a_backup_back("A", 1, False)
    # The same pack again, or another without knowledge of the loss, gives nothing.
    machine.grant("A", Decimal(20), True)
    machine.pack("A")
    assert mine(machine, "A") == "0"
    before = len(machine.ever)
    for ledger in (LEDGER, HOME):
        machine.spend("A", ledger, ALL, False)
    assert len(machine.ever) == before
    for made in list(machine.ever):
        machine.arrive(made, "HUB")
    machine.count("A")
    machine.grant("A", Decimal(20), True)
    assert mine(machine, "A") == "20"
    machine.spend("A", LEDGER, ALL, True)
    assert books.sheet(machine.source("A"), HOME, 1).line.of("stock") == 0
    machine.receive(HOME, "A", True)
    machine.spend("A", HOME, ALL, True)
    machine.never_more_than_there_was()
