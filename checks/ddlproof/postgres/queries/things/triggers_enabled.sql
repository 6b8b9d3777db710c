-- if: exists (select from pg_trigger where not tgisinternal and tgenabled <> 'O')
select pg_catalog.format('alter table %I.%I %s trigger %I', n.nspname, c.relname,
         case t.tgenabled when 'D' then 'disable' when 'R' then 'enable replica' else 'enable always' end, t.tgname)
from pg_catalog.pg_trigger t
join pg_catalog.pg_class c on c.oid = t.tgrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where not t.tgisinternal and t.tgparentid = 0 and t.tgenabled <> 'O'
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
