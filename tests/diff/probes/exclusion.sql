-- name: add
-- before
create table t (r int4range);
-- after
create table t (r int4range, constraint e exclude using gist (r with &&));
-- unlike
create table t (r int4range, constraint e exclude using gist (r with =));
-- expect: + exclude public.t.e

-- name: drop
-- before
create table t (r int4range, constraint e exclude using gist (r with &&));
-- after
create table t (r int4range);
-- expect: - exclude public.t.e

-- name: change (where)
-- before
create table t (r int4range, live bool, constraint e exclude using gist (r with &&));
-- after
create table t (r int4range, live bool, constraint e exclude using gist (r with &&) where (live));
-- expect: ~ exclude public.t.e
