"""Models of schemas as SchemaAnalyst writes them become SQL, and the operators of the literature make mutants of it."""

from __future__ import annotations

from benchmarks.schemaanalyst.models import sql_of
from benchmarks.schemaanalyst.operators import exchanged, literature

from ddlproof.model.schema import EMPTY
from ddlproof.proof.cases import Bench
from ddlproof.proof.stated import Width, unclaimed
from ddlproof.source import Source
from ddlproof.sql.replay import read_schema

MODEL = """
public class Zoo extends Schema {
	public Zoo() {
		super("Zoo");
		Table cages = this.createTable("Cages");
		cages.createColumn("no", new IntDataType());
		this.createPrimaryKeyConstraint(cages, cages.getColumn("no"));
		Table animals = this.createTable("Animals");
		animals.createColumn("name", new VarCharDataType(9));
		animals.createColumn("cage", new IntDataType());
		animals.createColumn("legs", new NumericDataType(2, 0));
		this.createPrimaryKeyConstraint(animals, animals.getColumn("name"), animals.getColumn("cage"));
		this.createForeignKeyConstraint(animals, animals.getColumn("cage"), cages, cages.getColumn("no"));
		this.createCheckConstraint("few", animals, new OrExpression(new NullExpression(new ColumnExpression(animals, animals.getColumn("name")), true), new RelationalExpression(new ColumnExpression(animals, animals.getColumn("legs")), RelationalOperator.LESS, new ConstantExpression(new NumericValue(9)))));
		this.createCheckConstraint(animals, new InExpression(new ColumnExpression(animals, animals.getColumn("name")), new ListExpression(new ConstantExpression(new StringValue("it's")), new ConstantExpression(new StringValue("b"))), false));
		this.createNotNullConstraint(animals, animals.getColumn("legs"));
	}
}
"""  # noqa: E501  # as it is written there
SQL = """create table "Cages" ("no" int);
create table "Animals" ("name" varchar(9), "cage" int, "legs" numeric(2, 0));
alter table "Cages" add primary key ("no");
alter table "Animals" add primary key ("name", "cage");
alter table "Animals" add check (("name" is not null) or ("legs" < 9));
alter table "Animals" add check ("name" in ('it''s', 'b'));
alter table "Animals" alter "legs" set not null;
alter table "Animals" add foreign key ("cage") references "Cages" ("no");"""


def test_a_model_as_sql() -> None:
    assert sql_of(MODEL) == SQL


def test_the_mutants_of_the_literature() -> None:
    schema = read_schema(Source("zoo.sql", SQL))
    made = {
        stated.title: literature(Bench(schema, stated, stated.table, 18))
        for stated in unclaimed(EMPTY, schema, (), every=True)
        if not isinstance(stated.part, Width)
    }
    counts = {title.replace('public."', "").replace('"', ""): len(mutants) for title, mutants in made.items()}
    assert counts == {
        "Cages.Cages_pkey": 2,  # dropped; NOT NULL, which changes nothing
        "Cages": 1,  # unique
        "Animals.Animals_pkey": 2 + 2 + 1 + 2,  # exchanged, removed, added; NOT NULL
        "Animals.Animals_check": 1 + 5,
        "Animals.Animals_name_check": 1 + 2,
        "Animals.legs not null": 1,
        "Animals.Animals_cage_fkey": 1 + 2,
        "Animals": 3,
    }


def test_the_pairs_of_a_foreign_key_are_exchanged_and_never_share_a_column() -> None:
    (table,) = read_schema(Source("t.sql", "create table t (a int, b int, c int)")).tables
    found = list(exchanged((("a", "b"), ("b", "c")), table, None))
    assert found == [(("b", "b"),), (("c", "b"), ("b", "c")), (("a", "c"),), (("c", "c"), ("a", "b"))]
