-- name: create
create function f() returns event_trigger language plpgsql as $$ begin end $$;
-- before
-- after
create event trigger e on ddl_command_end execute function f();
-- unlike
create event trigger e on sql_drop execute function f();
-- expect: + event trigger e

-- name: tags
create function f() returns event_trigger language plpgsql as $$ begin end $$;
-- before
create event trigger e on ddl_command_end execute function f();
-- after
create event trigger e on ddl_command_end when tag in ('CREATE TABLE', 'DROP TABLE') execute function f();
-- expect: ~ event trigger e
