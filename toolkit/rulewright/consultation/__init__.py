"""The consultation loop: comments on a draft rule, what each would do to results, and the table of how they are handled."""
