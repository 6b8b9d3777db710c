-- name: add
-- before
-- after
create sequence s;
-- unlike
create sequence s increment by 2;
-- expect: + sequence public.s

-- name: drop
-- before
create sequence s;
-- after
-- expect: - sequence public.s

-- name: increment
-- before
create sequence s;
-- after
create sequence s increment by 5;
-- expect: ~ sequence public.s

-- name: max/min/cycle
-- before
create sequence s;
-- after
create sequence s minvalue 10 maxvalue 1000 start with 10 cycle;
-- expect: ~ sequence public.s

-- name: cache
-- before
create sequence s;
-- after
create sequence s cache 20;
-- expect: ~ sequence public.s

-- name: data type
-- before
create sequence s;
-- after
create sequence s as integer;
-- expect: ~ sequence public.s

-- name: owned by
create table t (a int);
-- before
create sequence s;
-- after
create sequence s owned by t.a;
-- expect: ~ sequence public.s
