"""Printing tests run against a scheduler of their own."""

from tests.cups import cups, private_cups

__all__ = ["cups", "private_cups"]
