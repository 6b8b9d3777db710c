-- catalog: pg_opfamily
-- Members that belong to no class of their family, as ALTER OPERATOR FAMILY … ADD makes them.
select format('alter operator family %I.%I using %I add operator %s %s (%s, %s)%s', n.nspname, f.opfname, a.amname,
         m.amopstrategy, o.oprname, m.amoplefttype::regtype, m.amoprighttype::regtype,
         case when m.amoppurpose = 'o'
              then format(' for order by %s', (select quote_ident(s.opfname) from pg_opfamily s
                                               where s.oid = m.amopsortfamily)) end)
from pg_amop m
join pg_operator o on o.oid = m.amopopr
join pg_opfamily f on f.oid = m.amopfamily
join pg_namespace n on n.oid = f.opfnamespace
join pg_am a on a.oid = f.opfmethod
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (select from pg_depend d where d.classid = 'pg_amop'::regclass and d.objid = m.oid
                  and (d.refclassid = 'pg_opclass'::regclass or d.deptype = 'e'))
  and not exists (select from pg_opclass c where c.opcfamily = f.oid and c.opcname = f.opfname
                  and c.opcnamespace = f.opfnamespace)
  and not exists (select from pg_depend e where e.classid = 'pg_opfamily'::regclass and e.objid = f.oid and e.deptype = 'e')
union all
select format('alter operator family %I.%I using %I add function %s (%s, %s) %s', n.nspname, f.opfname, a.amname,
         m.amprocnum, m.amproclefttype::regtype, m.amprocrighttype::regtype, m.amproc::regprocedure)
from pg_amproc m
join pg_opfamily f on f.oid = m.amprocfamily
join pg_namespace n on n.oid = f.opfnamespace
join pg_am a on a.oid = f.opfmethod
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (select from pg_depend d where d.classid = 'pg_amproc'::regclass and d.objid = m.oid
                  and (d.refclassid = 'pg_opclass'::regclass or d.deptype = 'e'))
  and not exists (select from pg_opclass c where c.opcfamily = f.oid and c.opcname = f.opfname
                  and c.opcnamespace = f.opfnamespace)
  and not exists (select from pg_depend e where e.classid = 'pg_opfamily'::regclass and e.objid = f.oid and e.deptype = 'e')
