-- name: create
-- before
-- after
create type money_of as (amount int);
create function to_money(a int) returns money_of language sql immutable as $$ select row(a)::money_of $$;
create cast (int as money_of) with function to_money(int) as assignment;
-- unlike
create type money_of as (amount int);
create function to_money(a int) returns money_of language sql immutable as $$ select row(a)::money_of $$;
create cast (int as money_of) with function to_money(int) as implicit;
-- expect: + composite type public.money_of
-- expect: + function public.to_money(integer)
-- expect: + cast integer as public.money_of
