"""The only door to Brightway: open a project, install flows and methods, solve, write, read.

Nothing is imported here, so that asking for one part does not load the others.
"""
