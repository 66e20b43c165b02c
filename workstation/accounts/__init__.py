"""One enterprise, one account: credit on both scales, e-ledgers by double entry, leases, batch exits, value-added codes, vehicles on the mainland."""
