"""Text -> every code it can be, with reasons; thin over python-stdnum and biip."""

from workstation.codes.naming import names_person, seen
from workstation.codes.ours import badge_secret
from workstation.codes.recognising import SHAPELESS, recognise
from workstation.codes.shown import PERSON_KINDS, fold_seal, group, masked, match_key
from workstation.codes.values import Code, NotThat, Recognition

__all__ = [
    "PERSON_KINDS", "SHAPELESS", "Code", "NotThat", "Recognition", "badge_secret", "fold_seal", "group", "masked", "match_key", "names_person", "recognise", "seen",
]
