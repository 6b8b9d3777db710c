-- name: create
-- before
-- after
create procedure p(a int) language plpgsql as $$ begin raise notice '%', a; end $$;
-- unlike
create procedure p(a int) language plpgsql as $$ begin raise warning '%', a; end $$;
-- expect: + procedure public.p(integer)

-- name: body
-- before
create procedure p(a int) language plpgsql as $$ begin raise notice '%', a; end $$;
-- after
create procedure p(a int) language plpgsql as $$ begin raise warning '%', a; end $$;
-- expect: ~ procedure public.p(integer)
