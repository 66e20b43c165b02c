"""One call, one response: numbered calls with owner, due time, escalation, proof and closure."""
