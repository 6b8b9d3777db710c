"""A writer's statement is rejected where it should be accepted, or the other way round."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.finding import Hit, Severity
from ddlproof.rules.rule import About, Example, Trial

ABOUT = About(
    severity=Severity.ERROR,
    trigger="A `[[writer]]` that PostgreSQL judges otherwise than the contract says, on the schema before or after.",
    effect="The application fails when it writes, or writes what should be impossible.",
    instead="Mend the writer's SQL, the schema, or the contract; the row shows what it tried to write.",
    needs="a running PostgreSQL",
)
_BEFORE = "create table models (id int primary key); create table jobs (id int primary key, model_id int);"
_FK = "alter table jobs add constraint fk foreign key (model_id) references models (id);"
_AFTER = "create table models (id int primary key); create table jobs (id int primary key, model_id int constraint fk references models (id));"  # noqa: E501
_WRITER = '[[writer]]\nname = "job"\nsql = "insert into jobs (id, model_id) values (:id, :model)"\nwith = {{ id = "new", model = {} }}\nafter = "accepted"'  # noqa: E501
BAD = Example(_FK, _BEFORE, _AFTER, contract=_WRITER.format('"new"'))
GOOD = Example(_FK, _BEFORE, _AFTER, contract=_WRITER.format('"models.id"'))


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield a hit for each surprise."""
    for result, span in trial.writers:
        if result.holds:
            continue
        error = result.error
        by = f" by {error.constraint or error.message} ({error.sqlstate})" if error else ""
        why = f": {result.why}" if result.why else ""
        yield Hit(
            f'writer "{result.name}" is {result.got} {result.schema} the change{by}, '
            f"and should be {result.expected}{why}",
            span=span,
            object=error.constraint if error else "",
            witness=result.row,
            side=result.schema,
        )
