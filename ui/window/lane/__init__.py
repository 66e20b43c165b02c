"""The Lane screen: one loud band and two quiet panels, painted from one frozen card."""
