"""Printing tests run against a scheduler of their own."""

from tests.cups import cups, private_cups
from tests.ipp_printer import ipp_printer

__all__ = ["cups", "ipp_printer", "private_cups"]
