-- if: exists (select from pg_depend where deptype = 'x')
-- What goes with an extension, as ALTER … DEPENDS ON EXTENSION says; of an index the query of indexes tells it.
select distinct format('alter %s %s depends on extension %I', i.type, i.identity, e.extname)
from pg_depend d
join pg_extension e on e.oid = d.refobjid
cross join lateral pg_identify_object(d.classid, d.objid, 0) i
where d.deptype = 'x' and d.refclassid = 'pg_extension'::regclass and i.type <> 'index'
