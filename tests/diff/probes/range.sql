-- name: create
-- before
-- after
create type span as range (subtype = float8);
-- unlike
create type span as range (subtype = numeric);
-- expect: + range type public.span

-- name: drop
-- before
create type span as range (subtype = float8);
-- after
-- expect: - range type public.span

-- name: change subtype
-- before
create type span as range (subtype = float8);
-- after
create type span as range (subtype = numeric);
-- expect: ~ range type public.span
