"""The major version of PostgreSQL that carries a script out, where nobody says which it is."""

from __future__ import annotations

OLDEST = 13
"""The oldest that is supported, and what a migration is taken to run on."""
NONE_SAID = 0
"""In the place of a version, of a schema of which nobody knows where it is: what differs is as in the newest."""
