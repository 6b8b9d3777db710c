-- name: create
-- before
-- after
create collation bytewise (provider = libc, locale = 'C');
-- expect: + collation public.bytewise

-- name: used by column
-- before
-- after
create collation bytewise (provider = libc, locale = 'C');
create table t (a text collate bytewise);
-- expect: + collation public.bytewise
-- expect: + table public.t
