"""A large dump read and replayed, beside sqlglot's own parser on the same text.

Both in one process, in turns. sqlglot takes a statement that it does not know for a `Command`. It is given the whole
text, or, where one statement that it refuses ends its work on that, the statements as we cut them.
Run: `python benchmarks/dump.py [ROUNDS [FILE]]`; without a file, one as pg_dump writes it of 2 MB.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import sqlglot
from sqlglot.errors import SqlglotError
from timing import in_turns, ratio, report

from ddlproof.source import Source
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay

GOAL = 3.0
SIZE = 2_000_000


def table(number: int) -> str:
    """One table with what pg_dump writes of it, apart from its foreign key."""
    name = f"public.table_{number}"
    return f"""--
-- Name: table_{number}; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE {name} (
    id bigint NOT NULL,
    parent bigint,
    code character varying(40) NOT NULL,
    amount numeric(12,2) DEFAULT 0 NOT NULL,
    state text DEFAULT 'new'::text NOT NULL,
    data jsonb DEFAULT '{{}}'::jsonb,
    made timestamp with time zone DEFAULT now(),
    CONSTRAINT table_{number}_amount_check CHECK ((amount >= (0)::numeric)),
    CONSTRAINT table_{number}_state_check CHECK ((state = ANY (ARRAY['new'::text, 'open'::text, 'done'::text])))
);

COMMENT ON TABLE {name} IS 'What table {number} holds; and more.';

CREATE SEQUENCE {name}_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE {name}_id_seq OWNED BY {name}.id;

ALTER TABLE ONLY {name} ALTER COLUMN id SET DEFAULT nextval('{name}_id_seq'::regclass);

ALTER TABLE ONLY {name}
    ADD CONSTRAINT table_{number}_pkey PRIMARY KEY (id);

ALTER TABLE ONLY {name}
    ADD CONSTRAINT table_{number}_code_key UNIQUE (code);

CREATE INDEX index_{number}_on_state ON {name} USING btree (state, made) WHERE (state <> 'done'::text);

CREATE FUNCTION public.touch_{number}() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  new.made := now();
  return new;
end
$$;

CREATE TRIGGER touch BEFORE UPDATE ON {name} FOR EACH ROW EXECUTE FUNCTION public.touch_{number}();

CREATE VIEW public.view_{number} AS
 SELECT t.id,
    t.code,
    lower(t.state) AS state
   FROM {name} t
  WHERE (t.amount > (10)::numeric);

"""


def dump() -> str:
    """Tables in the order of pg_dump, their foreign keys at the end."""
    tables = 1
    size = len(table(0))
    text = [table(0)]
    while size < SIZE:
        text.append(table(tables))
        size += len(text[-1])
        tables += 1
    keys = (
        f"ALTER TABLE ONLY public.table_{n}\n    ADD CONSTRAINT table_{n}_parent_fkey FOREIGN KEY (parent)"
        f" REFERENCES public.table_{n - 1}(id) ON DELETE CASCADE;\n\n"
        for n in range(1, tables)
    )
    return "".join([*text, *keys])


def ours(text: str) -> Replay:
    """Read and replayed."""
    replay = Replay(version=18)
    replay.run(read(Source("dump.sql", text)))
    return replay


def refused(texts: list[str]) -> int:
    """Parsed by sqlglot; how many of them it does not take."""
    count = 0
    for text in texts:
        try:
            sqlglot.parse(text, dialect="postgres")
        except SqlglotError:
            count += 1
    return count


def main(rounds: int, file: str | None) -> None:
    """Print how long both take."""
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    text = Path(file).read_text("utf-8") if file else dump()
    statements = [statement.sql for statement in read(Source("dump.sql", text))]
    replay = ours(text)
    print(f"not read: {len(replay.opaque)}, errors: {len(replay.problems)}")
    parts = [text] if not refused([text]) else statements
    print(f"{len(text) / 1e6:.1f} MB, {len(statements)} statements, of which sqlglot refuses {refused(parts)}")
    taken = in_turns(rounds, {"ddlproof": lambda: ours(text), "sqlglot": lambda: refused(parts)})
    report(taken)
    ratio(taken, "ddlproof", "sqlglot", GOAL)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5, sys.argv[2] if len(sys.argv) > 2 else None)
