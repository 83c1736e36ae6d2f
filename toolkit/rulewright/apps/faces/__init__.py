"""The apps as widgets: forms that call the core, and what comes back put on the page."""
