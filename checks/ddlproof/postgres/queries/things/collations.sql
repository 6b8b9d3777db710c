-- catalog: pg_collation
select format('create collation %I.%I (provider = %s, %s%s)', n.nspname, c.collname,
         case c.collprovider when 'i' then 'icu' when 'b' then 'builtin' else 'libc' end,
         case when c.collcollate is not null
              then format('lc_collate = %L, lc_ctype = %L', c.collcollate, c.collctype)
              else format('locale = %L', coalesce(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale')) end,
         case when c.collisdeterministic then '' else ', deterministic = false' end
         || coalesce(', rules = ' || quote_literal(to_jsonb(c) ->> 'collicurules'), ''))
from pg_collation c
join pg_namespace n on n.oid = c.collnamespace
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (select from pg_depend e where e.classid = 'pg_collation'::regclass and e.objid = c.oid and e.deptype = 'e')
