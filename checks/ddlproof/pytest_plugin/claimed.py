"""The tests of a contract: what each is called, where it stands, and which findings fail it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ddlproof.change.contract import Contract
from ddlproof.finding import Finding
from ddlproof.source import Source, Span

LONGEST = 70

Owns = Callable[[Finding], bool]


@dataclass(frozen=True, slots=True)
class Case:
    """One test. `owns` says whether it is the one that a finding is about."""

    name: str
    span: Span | None
    owns: Owns


def cases(contract: Contract) -> tuple[Case, ...]:
    """The tests of a contract, in its order; every finding that no other owns belongs to the first, `diff`."""
    specific = [*_claims(contract), *_writers(contract), *_readers(contract), *_verify(contract), *_runs(contract)]

    def others(finding: Finding) -> bool:
        return not any(case.owns(finding) for case in specific)

    return tuple(_unique([Case("diff", contract.intended_span, others), *specific]))


def _claims(contract: Contract) -> Iterator[Case]:
    for claim in contract.claims:
        yield Case(f"claim[{claim.constraint}: {_short(claim.means)}]", claim.span, _about(claim.span))


def _writers(contract: Contract) -> Iterator[Case]:
    for writer in contract.writers:
        for side in ("before", "after"):
            if getattr(writer, side) is not None:
                yield Case(f"writer[{_short(writer.name)}, {side}]", writer.span, _about(writer.span, side))


def _readers(contract: Contract) -> Iterator[Case]:
    for reader in contract.readers:
        yield Case(f"reader[{_short(reader.name)}]", reader.span, _about(reader.span))


def _verify(contract: Contract) -> Iterator[Case]:
    for query in contract.verify:
        yield Case(f"verify[{_short(query.sql)}]", query.span, _about(query.span))


def _runs(contract: Contract) -> Iterator[Case]:
    """Migration and rollback own what their files are blamed for, but for a schema that nobody wanted."""
    for name, sources in (("migration", contract.migration), ("rollback", contract.rollback)):
        if sources:
            yield Case(name, None, _in(sources))


def _about(span: Span, side: str = "") -> Owns:
    def owns(finding: Finding) -> bool:
        return finding.span == span and finding.side in ("", side or finding.side)

    return owns


def _in(sources: tuple[Source, ...]) -> Owns:
    names = {source.name for source in sources}

    def owns(finding: Finding) -> bool:
        return finding.span is not None and finding.span.source.name in names and finding.rule not in _OF_THE_DIFF

    return owns


# They name the migration's first line, for want of a better place.
_OF_THE_DIFF = ("migration-misses-after", "model-differs-from-catalog")


def _short(text: str) -> str:
    """One line of at most LONGEST characters, in ASCII where pytest adds anything: people copy it into a shell."""
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= LONGEST else one_line[: LONGEST - 3].rstrip() + "..."


def _unique(found: list[Case]) -> Iterator[Case]:
    seen: dict[str, int] = {}
    for case in found:
        number = seen[case.name] = seen.get(case.name, 0) + 1
        yield case if number == 1 else Case(f"{case.name}#{number}", case.span, case.owns)
