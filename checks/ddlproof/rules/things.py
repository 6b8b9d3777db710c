"""Whether a view, function, trigger … is there. Not a rule."""

from __future__ import annotations

from ddlproof.evidence import Moment
from ddlproof.model.thing import ROUTINES, Thing


def absent(moment: Moment, thing: Thing) -> bool:
    """Whether it is known that there is none."""
    if not moment.known:
        return False
    if thing.table is not None:
        return not any(part.kind == thing.kind and part.label == thing.label for part in moment.view.parts(thing.table))
    kinds = ROUTINES if thing.kind == "routine" else (thing.kind,)
    return thing.qname is not None and not moment.view.named(thing.qname, *kinds)
