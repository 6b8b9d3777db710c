-- name: create child
create table p (a int, b text);
-- before
-- after
create table c (d date) inherits (p);
-- unlike
create table c (a int, b text, d date);
-- expect: + table public.c

-- name: add column to parent
-- before
create table p (a int);
create table c (d date) inherits (p);
-- after
create table p (a int, b text);
create table c (d date) inherits (p);
-- expect: + column public.p.b
-- may: + column public.c.b

-- name: no inherit
create table p (a int, b text);
create table c (d date) inherits (p);
-- before
-- after
alter table c no inherit p;
-- expect: ~ table public.c
-- may: ~ column public.c.a
-- may: ~ column public.c.b
