"""Which mutants are made of a constraint."""

from __future__ import annotations

from collections.abc import Callable

from ddlproof.model.constraint import Check
from ddlproof.proof.cases import Bench
from ddlproof.proof.columns import defaults, widths
from ddlproof.proof.free import demands
from ddlproof.proof.hashed import is_hash, other_remainders
from ddlproof.proof.mutants import Mutant, mutants
from ddlproof.proof.rebound import other_bounds
from ddlproof.proof.remade import remade
from ddlproof.proof.stated import Bounds, Default, Free, Width

Operators = Callable[[Bench], tuple[Mutant, ...]]


def wide(bench: Bench) -> tuple[Mutant, ...]:
    """All that this program makes."""
    match bench.stated.part:
        case Check() as check:
            return mutants(check, bench.table, bench.schema)
        case Free():
            return tuple(demands(bench))
        case Default() as default:
            return tuple(defaults(bench, default))
        case Bounds() as bounds:
            return tuple(other_remainders(bench, bounds) if is_hash(bounds) else other_bounds(bench, bounds))
        case Width() as width:
            return tuple(widths(bench, width))
        case _:
            return remade(bench)
