"""Our products and the activities of a background database: candidates, drafts, coverage, and putting them in place."""
