"""New files to start from: a rule, an inventory, a study, with comments that say what goes where."""
