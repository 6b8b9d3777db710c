"""The command as a process of its own: `ddlproof`, and `python -m ddlproof`, which is the same."""

import gc
import signal
import sys

PATIENT = 100_000
"""Objects made before garbage is looked for: with Python's 700, that takes a tenth of the time of a short run."""
INTERRUPTED = 130


def main() -> int:
    """Run the command. Ctrl-C ends it without a traceback also while it is still being loaded."""
    gc.set_threshold(PATIENT)
    # A server or container is stopped on the way out, so a polite kill has to leave by the front door.
    for polite in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(polite, lambda number, _: sys.exit(128 + number))
    try:
        from ddlproof.cli import main as run

        return run()
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
