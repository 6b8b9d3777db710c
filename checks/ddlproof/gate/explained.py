"""What PostgreSQL refuses, beside what the rules say of the same statement."""

from __future__ import annotations

from ddlproof.change.config import find_config, on_platform
from ddlproof.errors import ServerRefused
from ddlproof.gate.parts import judge_parts
from ddlproof.gate.plan import Plan
from ddlproof.options import Options
from ddlproof.rules.judge import worst_first
from ddlproof.source import Span


def explained(refused: ServerRefused, one: Plan, options: Options) -> ServerRefused:
    """The error with a note for each finding of the statement, if it is one of the migration."""
    place = refused.span
    statement = next(
        (s.span for s in one.migration.statements if place is not None and _begins_in(place, s.span)), None
    )
    if statement is None:
        return refused
    config = on_platform(find_config(one.folder), one.contract.tool)
    said = judge_parts(one.parts(options.runner or config.runner), one.before_model, options, config).findings
    about = (found for found in said if found.span is not None and _begins_in(found.span, statement))
    notes = (f"{found.rule}: {found.message}. {found.instead}".rstrip() for found in worst_first(about))
    return ServerRefused(refused.message, span=place, hint=refused.hint, notes=(*refused.notes, *notes))


def _begins_in(span: Span, place: Span) -> bool:
    return span.source == place.source and place.start <= span.start < place.end
