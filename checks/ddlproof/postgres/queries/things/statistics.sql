-- catalog: pg_statistic_ext
select pg_get_statisticsobjdef(s.oid), 1
from pg_statistic_ext s
join pg_namespace n on n.oid = s.stxnamespace
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (select from pg_depend e where e.classid = 'pg_statistic_ext'::regclass and e.objid = s.oid and e.deptype = 'e')
union all
select format('alter statistics %I.%I set statistics %s', n.nspname, s.stxname, s.stxstattarget), 2
from pg_statistic_ext s
join pg_namespace n on n.oid = s.stxnamespace
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and s.stxstattarget >= 0
  and not exists (select from pg_depend e where e.classid = 'pg_statistic_ext'::regclass and e.objid = s.oid and e.deptype = 'e')
order by 2
