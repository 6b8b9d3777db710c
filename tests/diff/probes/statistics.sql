-- name: create
create table t (a int, b int);
-- before
-- after
create statistics s on a, b from t;
-- unlike
create statistics s (mcv) on a, b from t;
-- expect: + statistics public.s

-- name: kinds change
create table t (a int, b int);
-- before
create statistics s on a, b from t;
-- after
create statistics s (ndistinct) on a, b from t;
-- expect: ~ statistics public.s
