"""Whether a view, function, trigger … is there, and whether the script makes it. Not a rule."""

from __future__ import annotations

from ddlproof.evidence import Moment
from ddlproof.model import action as a
from ddlproof.model.names import QName
from ddlproof.model.thing import ROUTINES, Thing
from ddlproof.rules.once import OncePerScript, Script


def absent(moment: Moment, thing: Thing) -> bool:
    """Whether it is known that there is none."""
    if not moment.known:
        return False
    if thing.table is not None:
        return not any(part.kind == thing.kind and part.label == thing.label for part in moment.view.parts(thing.table))
    kinds = ROUTINES if thing.kind == "routine" else (thing.kind,)
    return thing.qname is not None and not moment.view.named(thing.qname, *kinds)


def made(moment: Moment, thing: Thing) -> bool:
    """Whether the script makes one of that kind and name, before or after."""
    return _place(thing) in _put(moment.script)


@OncePerScript
def _put(script: Script) -> frozenset[tuple[str, QName | None, QName | None, str]]:
    """What the script makes."""
    return frozenset(_place(one.thing) for one, _ in script if isinstance(one, a.PutThing) and not one.thing.about)


def _place(thing: Thing) -> tuple[str, QName | None, QName | None, str]:
    """Kind and name; of a routine whatever its arguments are."""
    kind = "routine" if thing.kind in ROUTINES else thing.kind
    return kind, thing.qname, thing.table, thing.label if thing.qname is None else ""
