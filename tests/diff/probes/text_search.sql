-- name: config
-- before
-- after
create text search configuration plain (copy = simple);
-- unlike
create text search configuration plain (copy = english);
-- expect: + text search configuration public.plain
