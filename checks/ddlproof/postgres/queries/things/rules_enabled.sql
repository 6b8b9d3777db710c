-- catalog: pg_rewrite
select pg_catalog.format('alter table %I.%I %s rule %I', n.nspname, c.relname,
         case r.ev_enabled when 'D' then 'disable' when 'R' then 'enable replica' else 'enable always' end, r.rulename)
from pg_catalog.pg_rewrite r
join pg_catalog.pg_class c on c.oid = r.ev_class
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where r.rulename <> '_RETURN' and r.ev_enabled <> 'O'
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
