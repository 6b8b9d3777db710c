-- catalog: pg_opclass pg_opfamily
-- A family of the name of its class goes without saying; members of a class are those that depend on it.
with members (class, family, text) as (
  select d.refobjid, m.amopfamily,
         format('operator %s %s (%s, %s)%s', m.amopstrategy, o.oprname, m.amoplefttype::regtype, m.amoprighttype::regtype,
                case when m.amoppurpose = 'o'
                     then format(' for order by %s', (select quote_ident(f.opfname) from pg_opfamily f
                                                      where f.oid = m.amopsortfamily)) end)
  from pg_amop m
  join pg_operator o on o.oid = m.amopopr
  left join pg_depend d on d.classid = 'pg_amop'::regclass and d.objid = m.oid and d.refclassid = 'pg_opclass'::regclass
  union all
  select d.refobjid, m.amprocfamily,
         format('function %s (%s, %s) %s', m.amprocnum, m.amproclefttype::regtype, m.amprocrighttype::regtype,
                m.amproc::regprocedure)
  from pg_amproc m
  left join pg_depend d on d.classid = 'pg_amproc'::regclass and d.objid = m.oid
    and d.refclassid = 'pg_opclass'::regclass
)
select format('create operator class %I.%I%s for type %s using %I%s as %s', n.nspname, c.opcname,
         case when c.opcdefault then ' default' else '' end, c.opcintype::regtype, a.amname,
         case when f.opfname <> c.opcname or f.opfnamespace <> c.opcnamespace
              then format(' family %I.%I', (select nspname from pg_namespace where oid = f.opfnamespace), f.opfname) end,
         concat_ws(', ', format('storage %s', case when c.opckeytype <> 0 then c.opckeytype else c.opcintype end::regtype),
                   (select string_agg(m.text, ', ' order by m.text) from members m where m.class = c.oid)))
from pg_opclass c
join pg_namespace n on n.oid = c.opcnamespace
join pg_am a on a.oid = c.opcmethod
join pg_opfamily f on f.oid = c.opcfamily
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (select from pg_depend e where e.classid = 'pg_opclass'::regclass and e.objid = c.oid and e.deptype = 'e')
union all
select format('create operator family %I.%I using %I', n.nspname, f.opfname, a.amname)
from pg_opfamily f
join pg_namespace n on n.oid = f.opfnamespace
join pg_am a on a.oid = f.opfmethod
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (select from pg_opclass c where c.opcfamily = f.oid and c.opcname = f.opfname
                  and c.opcnamespace = f.opfnamespace)
  and not exists (select from pg_depend e where e.classid = 'pg_opfamily'::regclass and e.objid = f.oid and e.deptype = 'e')
