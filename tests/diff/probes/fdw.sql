-- name: server + foreign table
-- before
-- after
create foreign data wrapper nothing;
create server far foreign data wrapper nothing options (host 'example');
create foreign table ft (a int, b text) server far options (place 'there');
-- unlike
create foreign data wrapper nothing;
create server far foreign data wrapper nothing options (host 'other');
create foreign table ft (a int, b text) server far options (place 'there');
-- expect: + foreign data wrapper nothing
-- expect: + server far
-- expect: + foreign table public.ft
