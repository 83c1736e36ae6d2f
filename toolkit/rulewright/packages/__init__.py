"""Study packages: everything that a result was computed from, written so that it can be computed again elsewhere."""
