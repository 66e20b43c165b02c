"""The page of an enterprise: credit, balances, batches, vehicles, codes and history of its account, painted."""
