"""Numbers that never repeat inside one synthetic port: a running index becomes a plate, a container, a seal, with its check digit."""

from datetime import date, timedelta
from random import Random

from workstation.codes import made
from workstation.drill import lists

_SIGNS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_ORGANISATION = "0123456789ABCDEFGHJKLMNPQRTUWXY"
OFFICE = "6401"


def plate(index: int) -> str:
    """`琼A` and five digits, spread so that neighbours differ; every twelfth is a large new-energy truck (five digits and D)."""
    digits = (index * 48271 + 12345) % 100_000
    letter = "ABCDEF"[index // 100_000 % 6]
    return f"琼{letter}{digits:05d}" + ("D" if index % 12 == 11 else "")


def trailer(index: int) -> str:
    """`琼B` and four signs of 34, then 挂."""
    signs = ""
    for _ in range(4):
        index, place = divmod(index, len(_SIGNS))
        signs = _SIGNS[place] + signs
    return f"琼B{signs}挂"


def container(index: int) -> str:
    """An ISO 6346 number: owner and serial are different for every index below ten million."""
    block, low = divmod(index, 1_000_000)
    return made.make_container(lists.OWNERS[(block + low) % len(lists.OWNERS)], (low * 7919 + 381_757) % 1_000_000)


def uscc(index: int) -> str:
    """The credit code of the enterprise with this index: its organisation code is the index in base 31."""
    signs = ""
    left = (index * 7919 + 1_000_003) % 31**8
    for _ in range(8):
        left, place = divmod(left, 31)
        signs = _ORGANISATION[place] + signs
    return made.make_uscc(lists.AREAS[index % len(lists.AREAS)], signs)


def driver(index: int) -> tuple[str, date]:
    """Document and birth date of the person with this index."""
    return resident_id(index * 397 % 100_000_000)


def resident_id(index: int) -> tuple[str, date]:
    """A resident ID of Hainan and its birth date: area, date and order are different for every index below 300 million."""
    index, order = divmod(index, 1000)
    area = lists.AREAS[index % len(lists.AREAS)]
    born = date(1955, 1, 1) + timedelta(days=index // len(lists.AREAS) % 18000)
    return made.make_resident_id(area, born, order), born


def carrier_seal(random: Random, index: int) -> str:
    """A carrier's seal: two letters and eight digits, which never repeat."""
    return f"{random.choice(lists.CARRIERS)}{(index * 7919 + 20_260_101) % 100_000_000:08d}"


def customs_seal(index: int) -> str:
    """A customs seal: `HN` and seven digits."""
    return f"HN{(index * 7919 + 1_234_567) % 10_000_000:07d}"


def person_name(random: Random) -> str:
    """A Chinese name of two to four characters; one in forty holds a rare one."""
    pool = lists.GIVEN if random.randrange(40) else lists.RARE
    given = random.choice(pool) + (random.choice(lists.GIVEN) if random.randrange(3) else "")
    return random.choice(lists.SURNAMES) + given


def firm_name(random: Random) -> str:
    """A firm's name: place, brand, trade, form."""
    brand = random.choice(lists.BRANDS_A) + random.choice(lists.BRANDS_B)
    return random.choice(lists.PLACES) + brand + random.choice(lists.TRADES) + random.choice(lists.FORMS)
