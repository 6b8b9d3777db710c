-- catalog: pg_policy
select pg_catalog.format('create policy %I on %I.%I as %s for %s to %s', p.polname, n.nspname, c.relname,
         case when p.polpermissive then 'permissive' else 'restrictive' end,
         case p.polcmd
           when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all'
         end,
         (select pg_catalog.string_agg(coalesce(pg_catalog.quote_ident(r.rolname), 'public'), ', ')
          from pg_catalog.unnest(p.polroles) as of_policy (id)
          left join pg_catalog.pg_roles r on r.oid = of_policy.id))
       || coalesce(' using (' || pg_catalog.pg_get_expr(p.polqual, p.polrelid) || ')', '')
       || coalesce(' with check (' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')
from pg_catalog.pg_policy p
join pg_catalog.pg_class c on c.oid = p.polrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
