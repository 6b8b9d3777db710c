-- name: add
create table t (a int);
-- before
-- after
create index i on t (a);
-- unlike
create index i on t (a desc);
-- expect: + index public.i

-- name: drop
create table t (a int);
-- before
create index i on t (a);
-- after
-- expect: - index public.i

-- name: rename
create table t (a int);
-- before
create index i on t (a);
-- after
create index j on t (a);
-- expect: - index public.i
-- expect: + index public.j

-- name: method btree->hash
create table t (a int);
-- before
create index i on t (a);
-- after
create index i on t using hash (a);
-- expect: ~ index public.i

-- name: expression change
create table t (a text);
-- before
create index i on t (lower(a));
-- after
create index i on t (upper(a));
-- expect: ~ index public.i

-- name: partial predicate change
create table t (a int);
-- before
create index i on t (a) where a > 0;
-- after
create index i on t (a) where a > 10;
-- expect: ~ index public.i

-- name: include
create table t (a int, b int);
-- before
create index i on t (a);
-- after
create index i on t (a) include (b);
-- expect: ~ index public.i

-- name: opclass
create table t (a text);
-- before
create index i on t (a);
-- after
create index i on t (a text_pattern_ops);
-- expect: ~ index public.i

-- name: collation
create table t (a text);
-- before
create index i on t (a);
-- after
create index i on t (a collate "C");
-- expect: ~ index public.i

-- name: desc / nulls first
create table t (a int, b int);
-- before
create index i on t (a, b);
-- after
create index i on t (a desc, b nulls first);
-- expect: ~ index public.i

-- name: unique flag
create table t (a int);
-- before
create index i on t (a);
-- after
create unique index i on t (a);
-- expect: ~ index public.i

-- name: unique NULLS NOT DISTINCT
create table t (a int);
-- before
create unique index i on t (a);
-- after
create unique index i on t (a) nulls not distinct;
-- expect: ~ index public.i

-- name: storage parameter fillfactor
create table t (a int);
-- before
create index i on t (a);
-- after
create index i on t (a) with (fillfactor = 70);
-- expect: ~ index public.i

-- name: cluster on
create table t (a int);
create index i on t (a);
-- before
-- after
alter table t cluster on i;
-- expect: ~ index public.i

-- name: mixed column+expression order
create table t (a text, b text);
-- before
create index i on t (a, lower(b));
-- after
create index i on t (lower(b), a);
-- expect: ~ index public.i

-- name: on materialized view
create table t (a int);
create materialized view m as select a from t;
-- before
-- after
create index i on m (a);
-- unlike
create unique index i on m (a);
-- expect: + index public.i
