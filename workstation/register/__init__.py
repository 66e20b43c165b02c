"""What the port was told: tables loaded from signed packs, read by code, found by name or part of a number."""
