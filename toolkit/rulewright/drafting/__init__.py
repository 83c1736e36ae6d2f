"""From rule data to a draft standard after GB/T 1.1-2020, and the checks of rules and drafts."""
