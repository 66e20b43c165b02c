"""The demonstration: a synthetic port, simulated devices and the window, a shift of trucks from start to finish."""
