-- name: create
create table t (a int, b text);
-- before
-- after
create view v as select a, b from t;
-- unlike
create view v as select a from t;
-- expect: + view public.v

-- name: drop
create table t (a int, b text);
-- before
create view v as select a, b from t;
-- after
-- expect: - view public.v

-- name: change query
create table t (a int, b text);
-- before
create view v as select a, b from t;
-- after
create view v as select a, b from t where a > 0;
-- expect: ~ view public.v

-- name: drop a column from view
create table t (a int, b text);
-- before
create view v as select a, b from t;
-- after
create view v as select a from t;
-- expect: ~ view public.v

-- name: dependent view chain changed
create table t (a int, b text);
-- before
create view v as select a, b from t;
create view w as select a, b from v;
-- after
create view v as select a, b, a + 1 as c from t;
create view w as select a, b, c from v;
-- expect: ~ view public.v
-- expect: ~ view public.w

-- name: security_barrier/security_invoker option
create table t (a int);
-- before
create view v as select a from t;
-- after
create view v with (security_barrier = true, security_invoker = true) as select a from t;
-- expect: ~ view public.v

-- name: WITH CHECK OPTION
create table t (a int);
-- before
create view v as select a from t where a > 0;
-- after
create view v as select a from t where a > 0 with local check option;
-- expect: ~ view public.v

-- name: column type change under a view
-- before
create table t (a int);
create view v as select a from t;
-- after
create table t (a bigint);
create view v as select a from t;
-- expect: ~ column public.t.a
-- may: ~ view public.v

-- name: drop column under a select * view
-- before
create table t (a int, b text);
create view v as select * from t;
-- after
create table t (a int);
create view v as select * from t;
-- expect: - column public.t.b
-- expect: ~ view public.v

-- name: recursive view
-- before
-- after
create recursive view v (n) as values (1) union all select n + 1 from v where n < 100;
-- unlike
create recursive view v (n) as values (1) union all select n + 1 from v where n < 10;
-- expect: + view public.v
