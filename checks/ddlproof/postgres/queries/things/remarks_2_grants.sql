-- if: exists (select from pg_class where relacl is not null and oid >= 16384)
-- if: or exists (select from pg_attribute where attacl is not null and attrelid >= 16384)
-- if: or exists (select from pg_proc where proacl is not null and oid >= 16384)
-- if: or exists (select from pg_type where typacl is not null and oid >= 16384)
-- if: or exists (select from pg_namespace where nspacl is not null and oid >= 16384)
-- if: or (select nspacl from pg_namespace where nspname = 'public')
-- if:    is distinct from (select initprivs from pg_init_privs where objoid = 2200 and classoid = 2615 and objsubid = 0)
-- if: or exists (select from pg_language where lanacl is not null)
-- if: or exists (select from pg_foreign_data_wrapper where fdwacl is not null)
-- if: or exists (select from pg_foreign_server where srvacl is not null)
-- Privileges that are not those of a new object, as the statements that would make them of those.
with objects (class, oid, part, word, name, acl, owner, kind) as (
  select 'pg_class'::regclass, c.oid, 0, case c.relkind when 'S' then 'sequence' else 'table' end,
         format('%I.%I', n.nspname, c.relname), c.relacl, c.relowner,
         case c.relkind when 'S' then 's'::"char" else 'r' end
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and c.relacl is not null
    and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  union all
  select 'pg_class'::regclass, c.oid, a.attnum, format('(%I)', a.attname), format('%I.%I', n.nspname, c.relname),
         a.attacl, c.relowner, 'c'
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  where a.attacl is not null and not a.attisdropped
    and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  union all
  select 'pg_proc'::regclass, p.oid, 0, case p.prokind when 'p' then 'procedure' else 'function' end,
         p.oid::regprocedure::text, p.proacl, p.proowner, 'f'
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where p.proacl is not null and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  union all
  select 'pg_type'::regclass, t.oid, 0, 'type', format('%I.%I', n.nspname, t.typname), t.typacl, t.typowner, 'T'
  from pg_type t join pg_namespace n on n.oid = t.typnamespace
  where t.typacl is not null and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  union all
  select 'pg_namespace'::regclass, n.oid, 0, 'schema', format('%I', n.nspname), n.nspacl, n.nspowner, 'n'
  from pg_namespace n
  where n.nspacl is not null and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  union all
  select 'pg_language'::regclass, l.oid, 0, 'language', format('%I', l.lanname), l.lanacl, l.lanowner, 'l'
  from pg_language l where l.lanacl is not null
  union all
  select 'pg_foreign_data_wrapper'::regclass, f.oid, 0, 'foreign data wrapper', format('%I', f.fdwname), f.fdwacl,
         f.fdwowner, 'F'
  from pg_foreign_data_wrapper f where f.fdwacl is not null
  union all
  select 'pg_foreign_server'::regclass, s.oid, 0, 'foreign server', format('%I', s.srvname), s.srvacl, s.srvowner, 'S'
  from pg_foreign_server s where s.srvacl is not null
),
own as (
  select o.*, acldefault(case o.kind when 'c' then 'r' else o.kind end, o.owner) as usual,
         coalesce((select i.initprivs from pg_init_privs i
                   where i.classoid = o.class and i.objoid = o.oid and i.objsubid = o.part),
                  acldefault(o.kind, o.owner)) as before
  from objects o
  where o.word = 'language'
     or not exists (select from pg_depend e
                    where e.classid = o.class and e.objid = o.oid and e.objsubid = 0
                    and e.deptype in ('e', 'i'))  -- the columns of a partition key depend on their table
),
held as (
  -- Who has given privileges to itself is the owner; what it is when the object is another's, the new owner has.
  select o.class, o.oid, o.part, s.now, g.grantee,
         array_agg(x.privilege_type || x.is_grantable order by x.privilege_type) as state,
         string_agg(lower(x.privilege_type), ', ' order by x.privilege_type) filter (where not x.is_grantable) as plain,
         string_agg(lower(x.privilege_type), ', ' order by x.privilege_type) filter (where x.is_grantable) as passing,
         count(*) filter (where not x.is_grantable) as plains,
         count(*) filter (where x.is_grantable) as passings
  from own o
  cross join lateral (values (true, o.acl), (false, o.before)) s (now, acl)
  cross join lateral aclexplode(s.acl) x
  cross join lateral (select case when not s.now and x.grantee = x.grantor then o.owner else x.grantee end) g (grantee)
  where g.grantee is distinct from to_regrole('ddlproof_stand_ins')::oid  -- by which roles may stand in for others
  group by 1, 2, 3, 4, 5
),
changed as (
  select o.class, o.oid, o.part, o.word, o.name, n.plain, n.passing, n.plains, n.passings, b.state is not null as had,
         case coalesce(n.grantee, b.grantee) when 0 then 'public'
              else quote_ident(pg_get_userbyid(coalesce(n.grantee, b.grantee))) end as role,
         (select count(*) from aclexplode(o.usual) u where u.grantee = o.owner and o.kind <> 'c') as whole
  from (select * from held where now) n
  full join (select * from held where not now) b
    on (n.class, n.oid, n.part, n.grantee) = (b.class, b.oid, b.part, b.grantee)
  join own o on (o.class, o.oid, o.part) = (coalesce(n.class, b.class), coalesce(n.oid, b.oid), coalesce(n.part, b.part))
  where n.state is distinct from b.state
)
select format('%s %s%s on %s %s %s %s%s', case s.step when 1 then 'revoke' else 'grant' end,
         case when s.many = c.whole then 'all' when c.part > 0 then replace(s.words, ',', ' ' || c.word || ',') else s.words end,
         case when c.part > 0 then ' ' || c.word else '' end,
         case when c.part > 0 then 'table' else c.word end, c.name,
         case s.step when 1 then 'from' else 'to' end, c.role,
         case s.step when 3 then ' with grant option' else '' end)
from changed c
cross join lateral (values (1, case when c.had then 'all' end, 0), (2, c.plain, c.plains), (3, c.passing, c.passings))
  s (step, words, many)
where s.words is not null
order by c.class, c.oid, c.part, c.role, s.step
