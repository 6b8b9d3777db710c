"""JSON in ASCII, so that no terminal, log or diff viewer shows anything but what is written."""

from __future__ import annotations

import json


def dump(document: object) -> str:
    """The document, indented, with a line end. Tuples are lists; everything outside of printable ASCII is escaped."""
    return json.dumps(document, indent=2).replace("\x7f", "\\u007f") + "\n"
