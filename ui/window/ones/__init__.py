"""The pages of a person and of an item, reached from any card in one key."""
