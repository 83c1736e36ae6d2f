"""Excel forms in which a plant fills in what a rule asks for, and the way back to an unallocated inventory."""
