"""Confidential trial runs (试算): a company runs a rule on its own inventory and tells results, not its recipe."""
