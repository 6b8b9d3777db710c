-- catalog: pg_language
select format('create %slanguage %I%s%s%s', case when l.lanpltrusted then 'trusted ' else '' end, l.lanname,
         case when l.lanplcallfoid <> 0 then format(' handler %s', l.lanplcallfoid::regproc) end,
         case when l.laninline <> 0 then format(' inline %s', l.laninline::regproc) end,
         case when l.lanvalidator <> 0 then format(' validator %s', l.lanvalidator::regproc) end)
from pg_language l
where l.oid >= 16384
  and not exists (select from pg_depend e where e.classid = 'pg_language'::regclass and e.objid = l.oid and e.deptype = 'e')
