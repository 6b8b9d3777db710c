-- name: config
-- before
-- after
create text search configuration plain (copy = simple);
-- expect: + text search configuration public.plain
