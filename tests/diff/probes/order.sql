-- name: drop column used by view, recreate view
-- before
create table t (a int, b text);
create view v as select a, b from t;
-- after
create table t (a int);
create view v as select a from t;
-- expect: - column public.t.b
-- expect: ~ view public.v

-- name: new table with fk+enum+function default+view
-- before
-- after
create type status as enum ('new', 'done');
create function next_number() returns int language sql as $$ select 42 $$;
create table p (id int primary key);
create table t (id int primary key default next_number(), p_id int references p (id), state status default 'new');
create view v as select t.id, t.state from t join p on p.id = t.p_id;
-- expect: + enum public.status
-- expect: + function public.next_number()
-- expect: + table public.p
-- expect: + table public.t
-- expect: + view public.v

-- name: function using a new table, view using function
-- before
-- after
create table t (a int primary key, b text);
create function count_of_t() returns bigint language sql as $$ select count(*) from t $$;
create view v as select count_of_t() as n;
-- expect: + table public.t
-- expect: + function public.count_of_t()
-- expect: + view public.v

-- name: type change on FK pair int->bigint
-- before
create table p (id int primary key);
create table t (a int references p (id));
-- after
create table p (id bigint primary key);
create table t (a bigint references p (id));
-- expect: ~ column public.p.id
-- expect: ~ column public.t.a

-- name: swap names of two columns types
-- before
create table t (a int, b text);
-- after
create table t (a text, b int);
-- expect: ~ column public.t.a
-- expect: ~ column public.t.b
