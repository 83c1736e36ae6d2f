"""Serve the apps by Voilà: ``python -m rulewright.apps.serve NOTEBOOK_OR_FOLDER PORT BROWSER``.

A program of its own, because Voilà takes its process for itself (signals, event loop, logging).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

LOCALHOST = "127.0.0.1"
CULL_AFTER_S = 120  # a kernel without a page for so long is ended; drafts and saved files stay
# A page may use what this server sends, and nothing from elsewhere: the apps work without a network, and a text of
# a rule can't call anybody. Widgets need scripts and styles inside the page, and figures are data addresses.
PAGE_POLICY = (
    "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; connect-src 'self' ws: data:; frame-ancestors 'self'"
)


def serve(arguments: Sequence[str]) -> None:
    """Serve until stopped; ``arguments`` are what to serve, the port, and "browser" or "no-browser"."""
    what, port, browser = arguments
    app = import_module("voila.app").Voila.instance()
    app.initialize(
        [
            what,
            f"--Voila.ip={LOCALHOST}",
            f"--port={port}",
            "--Voila.auto_token=True",  # Jupyter's own token guards the address
            # a page that was closed leaves its kernel behind: with a token, Voilà's own message to end it is refused
            f"--MappingKernelManager.cull_idle_timeout={CULL_AFTER_S}",
            f"--MappingKernelManager.cull_interval={CULL_AFTER_S // 2}",
            *([] if browser == "browser" else ["--no-browser"]),
        ]
    )
    app.tornado_settings = {"headers": {"Content-Security-Policy": PAGE_POLICY}}
    app.start()


if __name__ == "__main__":
    serve(sys.argv[1:])
