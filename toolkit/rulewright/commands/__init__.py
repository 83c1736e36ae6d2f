"""The commands of the command line, one module each: NAME, NEEDS_BRIGHTWAY, HELP, ``add`` and ``run``; no logic."""
