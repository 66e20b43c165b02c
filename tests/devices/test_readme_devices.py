"""The README's table of devices is what the profiles say."""

import re
from pathlib import Path

from devices import profiles

README = (Path(__file__).parent.parent.parent / "README.md").read_text(encoding="utf-8")


def test_the_readme_names_every_profile_and_no_other():
    shelf = profiles.shelf(None).good
    table = README.split("## Devices")[1].split("## ")[0]
    told = {name: words for words, name in re.findall(r"([^·|]+) \(`([a-z0-9-]+)`\)", table)}
    assert sorted(told) == sorted(shelf)
    for name, words in told.items():
        assert words.strip().endswith(shelf[name].model), name
