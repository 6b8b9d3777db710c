-- name: create
create table t (a int, b text);
-- before
-- after
create materialized view m as select a, b from t;
-- unlike
create materialized view m as select a from t;
-- expect: + materialized view public.m

-- name: change query
create table t (a int, b text);
-- before
create materialized view m as select a, b from t;
-- after
create materialized view m as select a, b from t where a > 0;
-- expect: ~ materialized view public.m

-- name: WITH NO DATA
create table t (a int, b text);
-- before
-- after
create materialized view m as select a, b from t with no data;
-- unlike
create materialized view m as select a, b from t;
-- expect: + materialized view public.m
