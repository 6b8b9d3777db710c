"""What is on a foreign server, or made by a foreign-data wrapper: PostgreSQL documentation, 5.12 "Foreign Data".

Neither has a schema: what is theirs says their names in an attribute, a user mapping in its own identity.
"""

from __future__ import annotations

from dataclasses import replace

from ddlproof.model.thing import Thing
from ddlproof.sql.draft import Draft

_SAYS = {"server": (("foreign table", "server"),), "foreign data wrapper": (("server", "foreign data wrapper"),)}


def served(draft: Draft, thing: Thing) -> list[Thing]:
    """The foreign tables and user mappings of a server, the servers of a wrapper."""
    found = [
        one for kind, said in _SAYS.get(thing.kind, ()) for one in draft.of_kind(kind) if one.get(said) == thing.label
    ]
    if thing.kind == "server":
        found += [one for one in draft.of_kind("user mapping") if one.label.endswith(_on(thing))]
    return found


def rename_served(draft: Draft, was: Thing, now: Thing) -> None:
    """They say its new name."""
    for one in served(draft, was):
        draft.remove_thing(one.key)
        said = {name: now.label for kind, name in _SAYS[was.kind] if kind == one.kind}
        label = one.label.removesuffix(_on(was)) + _on(now) if one.kind == "user mapping" else one.label
        draft.add_thing(replace(one, label=label).with_attributes({**said}))


def _on(server: Thing) -> str:
    return f" server {server.label}"
