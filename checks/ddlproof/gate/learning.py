"""Schemas with what their server says of conditions that Python cannot evaluate, before rows are made for them."""

from __future__ import annotations

from dataclasses import replace

from ddlproof.gate.stage import Stage
from ddlproof.model.schema import Schema
from ddlproof.postgres.database import Database
from ddlproof.proof.learned import learn, unknown
from ddlproof.rehearsal.population import tables_of


def with_answers(stage: Stage, empty: Database, goal: Database, before: Schema, after: Schema) -> tuple[Schema, Schema]:
    """Both schemas with the answers for the tables of which rows are made; `empty` has the one, `goal` the other."""
    tables = tables_of((before, after), stage.plan.changed_tables)
    tables += tuple(table.name for table in after.tables) if stage.options.every else ()
    answers = after.answers
    for database, schema in ((goal, after), (empty, before)):
        asked = unknown(schema, tables, answers)
        if asked:
            with database.connect() as session:
                answers |= learn(session, asked)
    return replace(before, answers=answers), replace(after, answers=answers)
