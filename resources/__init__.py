"""Data of the program: fonts, icons, sounds, words, rules, forms, tables, device profiles. No code beyond finding them."""

from pathlib import Path

folder = Path(__file__).parent
