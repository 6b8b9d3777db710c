-- name: create
-- before
-- after
create function apart(a int, b int) returns int language sql immutable as $$ select abs(a - b) $$;
create operator <=> (function = apart, leftarg = int, rightarg = int, commutator = <=>);
-- unlike
create function apart(a int, b int) returns int language sql immutable as $$ select abs(a - b) $$;
create operator <=> (function = apart, leftarg = int, rightarg = int);
-- expect: + function public.apart(integer, integer)
-- expect: + operator public.<=>(integer, integer)
