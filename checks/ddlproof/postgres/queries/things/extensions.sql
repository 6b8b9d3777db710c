-- catalog: pg_extension
-- The version is said only where it is not the one that CREATE EXTENSION would choose.
select pg_catalog.format('create extension %I', e.extname)
       || case when n.nspname <> 'public' then pg_catalog.format(' schema %I', n.nspname) else '' end
       || case when e.extversion <> a.default_version then pg_catalog.format(' version %L', e.extversion) else '' end
from pg_catalog.pg_extension e
join pg_catalog.pg_namespace n on n.oid = e.extnamespace
left join pg_catalog.pg_available_extensions a on a.name = e.extname
where e.extname <> 'plpgsql'
