"""One item, one chain: what happened to a container, vehicle, seal, lock or consignment at every station, and what of it cannot be."""
