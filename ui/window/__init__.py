"""The window: it shows values and says wishes; it knows no rule, no store and no device."""
