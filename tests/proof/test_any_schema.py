"""Random schemas without triggers: whatever the constraints, PostgreSQL does to every row what was predicted."""

from __future__ import annotations

from dataclasses import replace

from ddl import scripts
from hypothesis import HealthCheck, given, settings

from ddlproof.model.answers import NONE
from ddlproof.model.schema import EMPTY
from ddlproof.postgres.catalog import read_schema
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import StatementFailed
from ddlproof.proof.learned import learn, unknown
from ddlproof.proof.stated import unclaimed
from ddlproof.proof.unclaimed import prove_unclaimed
from ddlproof.sql.definitions import READING


@settings(suppress_health_check=list(HealthCheck), max_examples=30, deadline=None)
@given(script=scripts())
def test_what_is_predicted_happens(embedded: Server, script: tuple[list[str], list[str]]) -> None:
    database = embedded.create("any")
    try:
        with database.connect() as session:
            done = []
            for statement in script[0]:
                if "trigger" in statement or "rule" in statement:
                    continue
                try:
                    session.run(statement)
                except StatementFailed:
                    continue
                done.append(statement)
            schema = read_schema(session, READING)
            asked = unknown(schema, [table.name for table in schema.tables], NONE)
            schema = replace(schema, answers=learn(session, asked))
            every = unclaimed(EMPTY, schema, (), every=True)
            for proof in prove_unclaimed(session, schema, every):
                assert proof.mismatches == (), ";\n".join(done)
                assert proof.accepted + proof.rejected == proof.rows
                assert proof.rows or proof.notes
    finally:
        embedded.drop(database)


def test_a_default_is_not_mistaken_for_a_constraint_of_the_columns_name(embedded: Server) -> None:
    """The CHECK rejects what the default fills in: that is its right, and no wrong of the default's."""
    database = embedded.create("named")
    with database.connect() as session:
        session.run("create table t (id serial, lock serial constraint lock check (id is null or not (lock > 0)))")
        schema = read_schema(session, READING)
        proofs = prove_unclaimed(session, schema, unclaimed(EMPTY, schema, (), every=True))
        assert [proof.mismatches for proof in proofs if proof.mismatches] == []
    embedded.drop(database)
