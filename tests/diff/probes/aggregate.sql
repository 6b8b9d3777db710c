-- name: create
-- before
-- after
create aggregate total(int) (sfunc = int4pl, stype = int, initcond = '0');
-- unlike
create aggregate total(int) (sfunc = int4pl, stype = int);
-- expect: + aggregate public.total(integer)

-- name: change
-- before
create aggregate total(int) (sfunc = int4pl, stype = int, initcond = '0');
-- after
create aggregate total(int) (sfunc = int4pl, stype = int, initcond = '100');
-- expect: ~ aggregate public.total(integer)
