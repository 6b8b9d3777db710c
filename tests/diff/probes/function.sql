-- name: create
-- before
-- after
create function f(a int) returns int language sql as $$ select a + 1 $$;
-- unlike
create function f(a int) returns int language sql strict as $$ select a + 1 $$;
-- expect: + function public.f(integer)

-- name: drop
-- before
create function f(a int) returns int language sql as $$ select a + 1 $$;
-- after
-- expect: - function public.f(integer)

-- name: body
-- before
create function f(a int) returns int language sql as $$ select a + 1 $$;
-- after
create function f(a int) returns int language sql as $$ select a + 2 $$;
-- expect: ~ function public.f(integer)

-- name: volatility/strict/parallel
-- before
create function f(a int) returns int language sql as $$ select a + 1 $$;
-- after
create function f(a int) returns int language sql immutable strict parallel safe as $$ select a + 1 $$;
-- expect: ~ function public.f(integer)

-- name: cost/rows/leakproof
-- before
create function f(a int) returns setof int language sql as $$ select a + 1 $$;
-- after
create function f(a int) returns setof int language sql cost 500 rows 10 leakproof as $$ select a + 1 $$;
-- expect: ~ function public.f(integer)

-- name: SET config / security definer
-- before
create function f(a int) returns int language sql as $$ select a + 1 $$;
-- after
create function f(a int) returns int language sql security definer set search_path = pg_catalog as $$ select a + 1 $$;
-- expect: ~ function public.f(integer)

-- name: return type change
-- before
create function f(a int) returns int language sql as $$ select a + 1 $$;
-- after
create function f(a int) returns bigint language sql as $$ select a + 1 $$;
-- expect: ~ function public.f(integer)

-- name: argument rename
-- before
create function f(a int) returns int language sql as $$ select $1 + 1 $$;
-- after
create function f(b int) returns int language sql as $$ select $1 + 1 $$;
-- expect: ~ function public.f(integer)

-- name: argument default added
-- before
create function f(a int) returns int language sql as $$ select a + 1 $$;
-- after
create function f(a int default 7) returns int language sql as $$ select a + 1 $$;
-- expect: ~ function public.f(integer)

-- name: overload add
create function f(a int) returns int language sql as $$ select a + 1 $$;
-- before
-- after
create function f(a text) returns int language sql as $$ select length(a) $$;
-- unlike
create function f(a int, b int) returns int language sql as $$ select a + b $$;
-- expect: + function public.f(text)

-- name: SQL-standard body (BEGIN ATOMIC)
-- before
-- after
create function f(a int) returns int language sql begin atomic select a + 1; end;
-- unlike
create function f(a int) returns int language sql begin atomic select a + 2; end;
-- expect: + function public.f(integer)

-- name: used by CHECK: body order of creation
-- before
-- after
create function positive(a int) returns bool language sql immutable as $$ select a > 0 $$;
create table t (a int constraint c check (positive(a)));
-- unlike
create function positive(a int) returns bool language sql immutable as $$ select a > 0 $$;
create table t (a int);
-- expect: + function public.positive(integer)
-- expect: + table public.t

-- name: used by default of existing table col
-- before
create table t (a int);
-- after
create function next_value() returns int language sql as $$ select 42 $$;
create table t (a int default next_value());
-- expect: + function public.next_value()
-- expect: ~ column public.t.a

-- name: returns setof table
-- before
-- after
create table t (a int primary key, b text);
create function all_of_t() returns setof t language sql as $$ select * from t $$;
-- expect: + table public.t
-- expect: + function public.all_of_t()
