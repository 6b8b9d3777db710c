-- Spellings of the same: nothing may be shown as a change, though the catalog holds the text of some differently.

-- name: CHECK parenthesised/whitespace/case: x>0 / ( X > 0 )
-- before
create table t (x int, constraint c check (x>0));
-- after
create table t (x int, constraint c CHECK (( X  >  0 )));
-- expect: nothing

-- name: CHECK flip sides: x>0 / 0<x
-- before
create table t (x int, constraint c check (x > 0));
-- after
create table t (x int, constraint c check (0 < x));
-- expect: nothing

-- name: CHECK NOT of complement: x>0 / not (x<=0)
-- before
create table t (x int, constraint c check (x > 0));
-- after
create table t (x int, constraint c check (not (x <= 0)));
-- expect: nothing

-- name: CHECK IN vs OR: x in (1,2) / x=1 or x=2
-- before
create table t (x int, constraint c check (x in (1, 2)));
-- after
create table t (x int, constraint c check (x = 1 or x = 2));
-- expect: nothing

-- name: CHECK IN vs = ANY: x in (1,2) / x = any(array[1,2])
-- before
create table t (x int, constraint c check (x in (1, 2)));
-- after
create table t (x int, constraint c check (x = any (array[1, 2])));
-- expect: nothing

-- name: CHECK IN order: x in (1,2) / x in (2,1)
-- before
create table t (x int, constraint c check (x in (1, 2)));
-- after
create table t (x int, constraint c check (x in (2, 1)));
-- expect: nothing

-- name: CHECK BETWEEN vs >= and <=: x between 1 and 9 / x>=1 and x<=9
-- before
create table t (x int, constraint c check (x between 1 and 9));
-- after
create table t (x int, constraint c check (x >= 1 and x <= 9));
-- expect: nothing

-- name: CHECK AND order: x>0 and x<9 / x<9 and x>0
-- before
create table t (x int, constraint c check (x > 0 and x < 9));
-- after
create table t (x int, constraint c check (x < 9 and x > 0));
-- expect: nothing

-- name: CHECK redundant conjunct: x>5 / x>5 and x>0
-- before
create table t (x int, constraint c check (x > 5));
-- after
create table t (x int, constraint c check (x > 5 and x > 0));
-- expect: nothing

-- name: CHECK int > vs >= next: x>0 / x>=1
-- before
create table t (x int, constraint c check (x > 0));
-- after
create table t (x int, constraint c check (x >= 1));
-- expect: nothing

-- name: CHECK cast spelling: y <> '' / y <> ''::text
-- before
create table t (y text, constraint c check (y <> ''));
-- after
create table t (y text, constraint c check (y <> ''::text));
-- expect: nothing

-- name: CHECK <> vs !=: x <> 3 / x != 3
-- before
create table t (x int, constraint c check (x <> 3));
-- after
create table t (x int, constraint c check (x != 3));
-- expect: nothing

-- name: CHECK char_length vs length: length(y)>0 / char_length(y)>0
-- before
create table t (y text, constraint c check (length(y) > 0));
-- after
create table t (y text, constraint c check (char_length(y) > 0));
-- expect: nothing

-- name: CHECK IS NOT NULL vs NOT IS NULL: x is not null / not (x is null)
-- before
create table t (x int, constraint c check (x is not null));
-- after
create table t (x int, constraint c check (not (x is null)));
-- expect: nothing

-- name: CHECK coalesce spelling: coalesce(x,0)>=0 / x is null or x>=0
-- before
create table t (x int, constraint c check (coalesce(x, 0) >= 0));
-- after
create table t (x int, constraint c check (x is null or x >= 0));
-- expect: nothing

-- name: CHECK nullable tautology: x>0 / x>0 or x is null
-- before
create table t (x int, constraint c check (x > 0));
-- after
create table t (x int, constraint c check (x > 0 or x is null));
-- expect: nothing

-- name: CHECK inline vs named table constraint
-- before
create table t (x int check (x > 0));
-- after
create table t (x int, constraint t_x_check check (x > 0));
-- expect: nothing

-- name: two CHECKs vs one AND
-- before
create table t (x int, constraint c check (x > 0), constraint d check (x < 9));
-- after
create table t (x int, constraint c check (x > 0 and x < 9));
-- expect: nothing

-- name: serial vs explicit sequence
-- before
create table t (id serial primary key);
-- after
create sequence t_id_seq as integer;
create table t (id integer not null default nextval('t_id_seq'), primary key (id));
alter sequence t_id_seq owned by t.id;
-- expect: nothing

-- name: default now() vs CURRENT_TIMESTAMP
-- before
create table t (a timestamptz default now());
-- after
create table t (a timestamptz default current_timestamp);
-- expect: nothing

-- name: default '5' vs 5
-- before
create table t (a int default '5');
-- after
create table t (a int default 5);
-- expect: nothing

-- name: type aliases (int4/integer, varchar/character varying)
-- before
create table t (a int4, b varchar(10), c timestamptz, d bool, e decimal(5, 2), f float8);
-- after
create table t (a integer, b character varying(10), c timestamp with time zone, d boolean, e numeric(5, 2), f double precision);
-- expect: nothing

-- name: unnamed vs named unique (same auto name)
-- before
create table t (a int unique);
-- after
create table t (a int, constraint t_a_key unique (a));
-- expect: nothing

-- name: PK implies NOT NULL
-- before
create table t (a int primary key);
-- after
create table t (a int not null primary key);
-- expect: nothing

-- name: view with alias/format
create table t (a int, b text);
-- before
create view v as select a, b from t where a > 0;
-- after
create view v as SELECT x.a,   x.b FROM t AS x WHERE (x.a > 0);
-- expect: nothing

-- name: partial index predicate spelling
create table t (x int);
-- before
create index i on t (x) where x > 0;
-- after
create index i on t (x) where (0 < x);
-- expect: nothing

-- name: function body whitespace
-- before
create function f(a int) returns int language sql as $$select a + 1$$;
-- after
create function f(a int) returns int language sql as $$
  select a + 1
$$;
-- expect: nothing
