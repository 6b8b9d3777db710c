"""Cases tried on a server, under the constraint as it is and under its mutants, all in one round trip.

PostgreSQL documentation, section 41.6.8 "Trapping Errors": each block of PL/pgSQL with an exception clause is a
subtransaction. The one around everything takes back the rows that all cases need, one around each mutant its DDL.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ddlproof.model.row import Row
from ddlproof.postgres.session import Session
from ddlproof.proof import judge
from ddlproof.proof.cases import Case
from ddlproof.proof.judge import ACCEPTED, Verdict
from ddlproof.proof.judge import quoted as _quoted

_FUNCTION = f"""
create or replace function pg_temp.ddlproof_try(parents pg_catalog.text, setups pg_catalog.text[],
  statements pg_catalog.text[], questions pg_catalog.text[], mutants pg_catalog.text[], accepted pg_catalog.bool[])
returns table (mutant pg_catalog.int4, number pg_catalog.int4, state pg_catalog.text, at_constraint pg_catalog.text,
  at_column pg_catalog.text, said pg_catalog.text, answer pg_catalog.text)
language plpgsql as $try$
declare
  original pg_catalog.text[] := coalesce(accepted::pg_catalog.text[], '{{}}');
  outcome pg_catalog.text;
  made pg_catalog.bool;
  prepared pg_catalog.bool;
  touched pg_catalog.int8;
begin
  begin
    number := 0;
    mutant := 0;
    if parents <> '' then
      execute 'set constraints all deferred';
      execute parents;
      execute 'set constraints all immediate';
    end if;
    for i in (accepted is not null)::pg_catalog.int4 .. pg_catalog.cardinality(mutants) loop
      mutant := i;
      number := 0;
      made := i = 0;
      begin
        if i > 0 then
          execute mutants[i];
        end if;
        made := true;
        for j in 1 .. pg_catalog.cardinality(statements) loop
          number := j;
          answer := '';
          at_constraint := '';
          at_column := '';
          said := '';
          prepared := false;
          begin
            if setups[j] <> '' then
              execute setups[j];
            end if;
            prepared := true;
            execute statements[j];
            get diagnostics touched = row_count;
            execute 'set constraints all immediate';
            if questions[j] <> '' then
              execute questions[j] into answer;
            elsif touched = 0 then
              answer := 'nothing happens';
            end if;
            raise exception using errcode = '{ACCEPTED}';
          exception when others then
            get stacked diagnostics state = returned_sqlstate, at_constraint = constraint_name,
              at_column = column_name, said = message_text;
          end;
          answer := pg_catalog.concat(answer);
          if not prepared then
            state := pg_catalog.concat('not prepared: ', state);
          end if;
          outcome := case when accepted is not null then (state = '{ACCEPTED}')::pg_catalog.text
            else pg_catalog.concat(state, '|', answer) end;
          if i = 0 then
            original := original || outcome;
            return next;
          elsif original[j] is distinct from outcome then
            return next;
            exit;
          end if;
        end loop;
        raise exception using errcode = '{ACCEPTED}';
      exception when others then
        if not made then
          get stacked diagnostics state = returned_sqlstate, said = message_text;
          number := 0;
          return next;
        elsif sqlstate <> '{ACCEPTED}' then
          raise;
        end if;
      end;
    end loop;
    raise exception using errcode = '{ACCEPTED}';
  exception when sqlstate '{ACCEPTED}' then
    null;
  end;
end
$try$
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of a case: the verdict, and the answer to its question. `prepared`: its rows could be put there."""

    verdict: Verdict
    answer: str
    prepared: bool = True


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of each case; and for each mutant whether a case told it apart, None where it cannot be made."""

    seen: tuple[Seen, ...]
    told_apart: tuple[bool | None, ...]


def install(session: Session) -> None:
    """Make the functions that try cases and judge rows, as of `judge.install`.

    Raises:
        StatementFailed: the server does not let us.
    """
    judge.install(session)
    session.run(_FUNCTION)


def try_cases(
    session: Session,
    parents: Sequence[Row],
    cases: Sequence[Case],
    mutants: Sequence[str],
    accepted: Sequence[bool] | None = None,
) -> Tried:
    """Try cases on tables that hold the rows `parents` besides; nothing is left behind.

    Args:
        accepted: whether each case is accepted, where that is known already, and all that matters of a mutant.

    Raises:
        StatementFailed: the rows cannot be put there.
    """
    common = set(parents)
    setups = ["\n".join(row.sql for row in case.there if row not in common) for case in cases]
    given = [setups, [case.sql for case in cases], [case.question for case in cases], mutants]
    arrays = ["{" + ",".join(_quoted(one) for one in texts) + "}" for texts in given]
    sql = "select * from pg_temp.ddlproof_try($1, $2, $3, $4, $5, $6)"
    known = None if accepted is None else "{" + ",".join(map(str, accepted)) + "}"
    result = session.run_with(sql, ["\n".join(row.sql for row in parents), *arrays, known])
    seen: list[Seen] = []
    apart: list[bool | None] = [False] * len(mutants)
    for mutant, number, state, constraint, column, said, answer in result.rows:
        if mutant == "0":
            seen.append(_seen(state or "", constraint or "", column or "", said or "", answer or ""))
        elif number == "0":  # PostgreSQL does not make it; or rows that are there violate it
            apart[int(mutant or 1) - 1] = True if (state or "").startswith("23") else None
        else:
            apart[int(mutant or 1) - 1] = True
    return Tried(tuple(seen), tuple(apart))


def _seen(state: str, constraint: str, column: str, said: str, answer: str) -> Seen:
    if state == ACCEPTED:
        return Seen(Verdict(True), answer)
    code = state.removeprefix("not prepared: ")
    return Seen(Verdict(False, code, constraint, column, said), "", code == state)
