"""Words of the window: both languages, the same values in each, and none missing for what the rules, acts and events name."""

import re
import tomllib

import resources
from workstation import risk
from workstation.desk.acts import ACTS
from workstation.words import LANGUAGES, catalogue, read_words

WINDOW = tomllib.loads((resources.folder / "locale" / "window.toml").read_text(encoding="utf-8"))


def test_both_languages_say_everything_with_the_same_values():
    for key, words in WINDOW.items():
        assert set(words) == set(LANGUAGES), key
        assert all(words.values()), key
        assert len({frozenset(re.findall(r"\{(\w+)\}", text)) for text in words.values()}) == 1, key


def test_the_quick_reading_is_the_reading_of_toml():
    for path in (resources.folder / "locale").glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        assert read_words(text) == tomllib.loads(text), path.name
    odd = 'plain = { zh = "一", en = "one" }\n"say.\\"more" = { zh = "二\\n", en = """two""" }\n'
    assert read_words(odd) == tomllib.loads(odd)


def test_keys_stand_in_one_file_only():
    seen = {}
    for path in (resources.folder / "locale").glob("*.toml"):
        for key in tomllib.loads(path.read_text(encoding="utf-8")):
            assert key not in seen, (key, path.name, seen.get(key))
            seen[key] = path.name


def test_acts_facts_events_and_kinds_have_words():
    facts = [fact for fact in risk.rulebook().facts.values() if fact.confirm]
    events = tomllib.loads((resources.folder / "tables" / "events.toml").read_text(encoding="utf-8"))
    needed = [f"act.{name}" for name in ACTS] + [f"fact.{fact.name}" for fact in facts] + [f"value.{value}" for fact in facts for value in fact.confirm]
    needed += [f"event.{kind}" for kind, entry in events.items() if isinstance(entry, dict)] + [f"risk.{name}" for name in risk.RISKS]
    needed += [f"{group}.{name}" for name in risk.CHANNELS for group in ("channel", "last")]
    assert [key for key in needed if key not in catalogue()] == []


def test_hold_is_never_called_a_legal_detention():
    assert [key for key, words in WINDOW.items() if "扣" in words["zh"]] == []
