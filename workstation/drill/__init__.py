"""Synthetic ports of any size and the scripts of their trucks: values only, deterministic from a seed."""
