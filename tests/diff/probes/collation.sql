-- name: create
-- before
-- after
create collation bytewise (provider = libc, locale = 'C');
-- unlike
create collation bytewise (provider = libc, locale = 'POSIX');
-- expect: + collation public.bytewise

-- name: used by column
-- before
-- after
create collation bytewise (provider = libc, locale = 'C');
create table t (a text collate bytewise);
-- unlike
create collation bytewise (provider = libc, locale = 'C');
create table t (a text);
-- expect: + collation public.bytewise
-- expect: + table public.t
