-- name: create
-- before
-- after
create type mood as enum ('sad', 'ok');
-- unlike
create type mood as enum ('ok', 'sad');
-- expect: + enum public.mood

-- name: drop
-- before
create type mood as enum ('sad', 'ok');
-- after
-- expect: - enum public.mood

-- name: add value at end
-- before
create type mood as enum ('sad', 'ok');
-- after
create type mood as enum ('sad', 'ok', 'happy');
-- expect: ~ enum public.mood

-- name: add value in the middle
-- before
create type mood as enum ('sad', 'happy');
-- after
create type mood as enum ('sad', 'ok', 'happy');
-- expect: ~ enum public.mood

-- name: add value, used by column+default
-- before
create type mood as enum ('sad', 'ok');
create table t (m mood default 'ok');
-- after
create type mood as enum ('sad', 'ok', 'happy');
create table t (m mood default 'happy');
-- expect: ~ enum public.mood
-- expect: ~ column public.t.m

-- name: rename value
-- before
create type mood as enum ('sad', 'ok');
-- after
create type mood as enum ('unhappy', 'ok');
-- expect: ~ enum public.mood

-- name: reorder values
-- before
create type mood as enum ('sad', 'ok');
-- after
create type mood as enum ('ok', 'sad');
-- expect: ~ enum public.mood

-- name: remove value
-- before
create type mood as enum ('sad', 'ok', 'happy');
-- after
create type mood as enum ('sad', 'happy');
-- expect: ~ enum public.mood

-- name: remove value, column uses it
-- before
create type mood as enum ('sad', 'ok', 'happy');
create table t (m mood not null default 'sad');
-- after
create type mood as enum ('sad', 'happy');
create table t (m mood not null default 'sad');
-- expect: ~ enum public.mood

-- name: label with quote
-- before
create type mood as enum ('sad');
-- after
create type mood as enum ('sad', 'it''s ok');
-- expect: ~ enum public.mood
