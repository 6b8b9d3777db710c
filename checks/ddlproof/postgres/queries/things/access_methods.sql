-- catalog: pg_am
select format('create access method %I type %s handler %s', a.amname, case a.amtype when 'i' then 'index' else 'table' end,
         a.amhandler)
from pg_am a
where a.oid >= 16384
  and not exists (select from pg_depend e where e.classid = 'pg_am'::regclass and e.objid = a.oid and e.deptype = 'e')
