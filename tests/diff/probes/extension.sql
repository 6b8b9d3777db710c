-- name: create
-- before
-- after
create extension hstore;
-- expect: + extension hstore

-- name: drop
-- before
create extension hstore;
-- after
-- expect: - extension hstore

-- name: in a schema
-- before
-- after
create schema extensions;
create extension hstore with schema extensions;
-- unlike
create schema extensions;
create extension hstore;
-- expect: + schema extensions
-- expect: + extension hstore

-- name: column of extension type
-- before
-- after
create extension hstore;
create table t (id int primary key, attributes hstore);
-- expect: + extension hstore
-- expect: + table public.t
