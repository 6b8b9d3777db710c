-- catalog: pg_rewrite
select pg_catalog.rtrim(pg_catalog.pg_get_ruledef(r.oid), ';')
from pg_catalog.pg_rewrite r
join pg_catalog.pg_class c on c.oid = r.ev_class
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where r.rulename <> '_RETURN'
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
