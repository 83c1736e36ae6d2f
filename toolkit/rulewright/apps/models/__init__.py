"""What the apps show and do, as plain Python: no widget here, so that every line can be tested without a browser."""
