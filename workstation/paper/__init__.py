"""Everything that is printed, and what is read back from paper."""
