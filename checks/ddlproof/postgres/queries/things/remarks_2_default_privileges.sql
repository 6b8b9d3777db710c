-- catalog: pg_default_acl
-- Default privileges that are not PostgreSQL's own, as the statements that would make them of those.
with own as (
  select d.oid, d.defaclacl as acl, n.nspname as schema, d.defaclobjtype as kind, d.defaclrole as maker,
         acldefault(case d.defaclobjtype when 'S' then 's' else d.defaclobjtype end, d.defaclrole) as usual
  from pg_default_acl d
  left join pg_namespace n on n.oid = d.defaclnamespace
),
held as (
  select o.oid, s.now, x.grantee,
         array_agg(x.privilege_type || x.is_grantable order by x.privilege_type) as state,
         string_agg(lower(x.privilege_type), ', ' order by x.privilege_type) filter (where not x.is_grantable) as plain,
         string_agg(lower(x.privilege_type), ', ' order by x.privilege_type) filter (where x.is_grantable) as passing,
         count(*) filter (where not x.is_grantable) as plains,
         count(*) filter (where x.is_grantable) as passings
  from own o
  cross join lateral (values (true, o.acl), (false, case when o.schema is null then o.usual end)) s (now, acl)
  cross join lateral aclexplode(s.acl) x
  where x.grantee is distinct from to_regrole('ddlproof_stand_ins')::oid  -- by which roles may stand in for others
  group by 1, 2, 3
),
changed as (
  select o.*, n.plain, n.passing, n.plains, n.passings, b.state is not null as had,
         case coalesce(n.grantee, b.grantee) when 0 then 'public'
              else quote_ident(pg_get_userbyid(coalesce(n.grantee, b.grantee))) end as role,
         (select count(*) from aclexplode(o.usual) u where u.grantee = o.maker) as whole
  from (select * from held where now) n
  full join (select * from held where not now) b on n.oid = b.oid and n.grantee = b.grantee
  join own o on o.oid = coalesce(n.oid, b.oid)
  where n.state is distinct from b.state
)
select format('alter default privileges%s%s %s %s on %s %s %s%s',
         case when c.maker in ((select d.datdba from pg_database d where d.datname = current_database()),
                               current_user::regrole) then ''
              else format(' for role %I', pg_get_userbyid(c.maker)) end,
         case when c.schema is null then '' else format(' in schema %I', c.schema) end,
         case s.step when 1 then 'revoke' else 'grant' end,
         case when s.many = c.whole then 'all' else s.words end,
         case c.kind when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types'
                     when 'n' then 'schemas' else 'large objects' end,
         case s.step when 1 then 'from' else 'to' end, c.role,
         case s.step when 3 then ' with grant option' else '' end)
from changed c
cross join lateral (values (1, case when c.had then 'all' end, 0), (2, c.plain, c.plains), (3, c.passing, c.passings))
  s (step, words, many)
where s.words is not null
order by c.oid, c.role, s.step
