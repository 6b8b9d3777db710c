-- catalog: pg_extension
-- The comment of each, and whether it is its own: another one than its control file has, as far as the server has that.
select e.extname as name, a.name is not null and d.description is distinct from a.comment as own, d.description as comment
from pg_catalog.pg_extension e
left join pg_catalog.pg_available_extensions a on a.name = e.extname
left join pg_catalog.pg_description d on d.classoid = 'pg_catalog.pg_extension'::pg_catalog.regclass and d.objoid = e.oid
where e.extname <> 'plpgsql'
