"""Footprints handed over to others and taken in: the product-footprint records of PACT, and names of rules as URNs."""
