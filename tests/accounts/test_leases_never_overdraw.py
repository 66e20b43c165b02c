"""Two stations that cannot talk: grants and returns are lost, doubled, late; whatever happens, together they never spend more than there was."""

from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from test_books_balance import LEDGER, Kept, event, register, tried

from workstation.accounts import books, leases, posting
from workstation.accounts.books import Source
from workstation.accounts.figures import plain
from workstation.accounts.views import fold

OPENING, STATIONS, NOW = Decimal(100), ("A", "B"), 10**12
QUANTITY = some.integers(40, 100).map(Decimal)
SOON = some.sampled_from((True, True, False))


class Apart(RuleBasedStateMachine):
    """A granter and two stations. An event reaches another journal at once, later, twice, in any order, or never."""

    def __init__(self):
        super().__init__()
        self.register = register(OPENING, leased=True)
        self.journals = {name: Kept() for name in (*STATIONS, "HUB")}
        self.chains = {name: [] for name in self.journals}
        self.papers = 0

    def source(self, name):
        return Source(self.register, self.journals[name], NOW)

    def write(self, name, kind, subject, **body):
        made = event(name, len(self.chains[name]) + 1, kind, subject, **body)
        self.chains[name].append(made)
        fold(self.journals[name].connection, made)
        return made

    def arrive(self, made, to):
        fold(self.journals[to].connection, made)

    def known(self, name):
        return leases.leases(self.journals[name], LEDGER, 1, books.steps(self.journals[name], LEDGER, 1))

    @rule(to=some.sampled_from(STATIONS), quantity=QUANTITY, arrives=SOON)
    def grant(self, to, quantity, arrives):
        line = books.sheet(self.source("HUB"), LEDGER, 1).line
        part = min(quantity, leases.free(line.of("stock"), self.known("HUB")))
        made = self.write("HUB", "lease.granted", f"L{len(self.chains['HUB'])}", ledger=LEDGER, line=1, holder=to, quantity=plain(part), unit="kg")
        if arrives:
            self.arrive(made, to)

    @rule(name=some.sampled_from(STATIONS), share=some.sampled_from((Decimal("0.5"), Decimal(1), Decimal("1.5"))), same=some.booleans(), arrives=SOON)
    def spend(self, name, share, same, arrives):
        self.papers += not same
        # One paper read at two stations is the same goods, which count once (test_books_balance); here each has its own.
        own = posting.Own(name, self.register.rows["ledger"][0], f"{name}{self.papers}")
        left = leases.slice_of(self.known(name), name, self.source(name).today)
        quantity = left * share or Decimal(1)
        bodies, refused = tried(posting.body, self.source(name), own, [posting.Asked(1, "out", quantity)])
        if refused:
            assert (refused.key, Decimal(refused.values["left"])) == ("account-overdrawn", left)
            assert left < quantity
        for body in bodies:
            made = self.write(name, "ledger.posted", LEDGER, **body)
            if arrives:
                self.arrive(made, "HUB")

    @rule(name=some.sampled_from(STATIONS), pick=some.integers(0, 9), arrives=SOON)
    def take_back(self, name, pick, arrives):
        """A void slip: its station gets its slice back."""
        chain = self.chains[name]
        gone = {each.body["target_seq"] for each in chain if each.kind == "ledger.reversed"}
        standing = [each for each in chain if each.kind == "ledger.posted" and each.seq not in gone]
        if standing:
            made = self.write(name, "ledger.reversed", LEDGER, target_station=name, target_seq=standing[pick % len(standing)].seq, reason="void")
            if arrives:
                self.arrive(made, "HUB")

    @rule(name=some.sampled_from(STATIONS), share=some.sampled_from((1, 2)), arrives=SOON)
    def give_back(self, name, share, arrives):
        for held in [each for each in self.known(name) if each.holder == name and each.left > 0][:1]:
            made = self.write(name, "lease.returned", held.number, ledger=LEDGER, line=1, quantity=plain(held.left / share))
            if arrives:
                self.arrive(made, "HUB")

    @rule(pick=some.integers(0, 99), to=some.sampled_from((*STATIONS, "HUB")))
    def deliver_late_or_again(self, pick, to):
        every = [each for chain in self.chains.values() for each in chain]
        if every:
            self.arrive(every[pick % len(every)], to)

    @invariant()
    def never_more_than_there_was(self):
        undone = {(each.station, each.body["target_seq"]) for chain in self.chains.values() for each in chain if each.kind == "ledger.reversed"}
        spent = [row for chain in self.chains.values() for each in chain if each.kind == "ledger.posted" and (each.station, each.seq) not in undone for row in each.body["lines"]]
        assert sum((Decimal(row["quantity"]) for row in spent), Decimal(0)) <= OPENING

    def teardown(self):
        """What everybody knows at last is no overdraft either."""
        whole = Kept(each for chain in self.chains.values() for each in chain)
        assert books.sheet(Source(self.register, whole, NOW), LEDGER, 1).line.of("stock") >= 0


TestApart = Apart.TestCase
TestApart.settings = settings(max_examples=100, stateful_step_count=20, deadline=None)


ALL = Decimal(1)


def test_two_grants_and_two_stations_that_hear_nothing_of_each_other():
    port = Apart()
    for name in STATIONS:
        port.grant(name, Decimal(60), True)
        port.grant(name, Decimal(60), False)
    for name in STATIONS:
        port.spend(name, ALL, False, False)
    port.never_more_than_there_was()
    assert [str(leases.slice_of(port.known(name), name, port.source(name).today)) for name in STATIONS] == ["0", "0"]


def test_what_was_returned_is_lent_again_and_spent_once():
    port = Apart()
    port.grant("A", Decimal(100), True)
    port.give_back("A", 2, True)
    port.deliver_late_or_again(0, "HUB")
    port.grant("B", Decimal(100), True)
    assert [each.left for each in port.known("B") if each.holder == "B"] == [50]
    for name in STATIONS:
        port.spend(name, ALL, False, True)
        port.take_back(name, 0, False)
        port.spend(name, ALL, False, False)
    port.never_more_than_there_was()
    port.teardown()
