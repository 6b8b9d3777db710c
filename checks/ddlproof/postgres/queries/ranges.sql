-- if: exists (select from pg_range where rngtypid >= 16384)
-- An option is said only where it is not the default of the subtype.
select n.nspname as schema, t.typname as name, pg_catalog.format_type(r.rngsubtype, null) as subtype,
       case when not o.opcdefault then o.opcname end as subtype_opclass,
       case when r.rngcollation <> s.typcollation
            then (select co.collname from pg_catalog.pg_collation co where co.oid = r.rngcollation) end as collation,
       c.proname as canonical, d.proname as subtype_diff,
       (select m.typname from pg_catalog.pg_type m
        where m.oid::text = pg_catalog.to_jsonb(r) ->> 'rngmultitypid') as multirange
from pg_catalog.pg_range r
join pg_catalog.pg_type t on t.oid = r.rngtypid
join pg_catalog.pg_type s on s.oid = r.rngsubtype
join pg_catalog.pg_namespace n on n.oid = t.typnamespace
join pg_catalog.pg_opclass o on o.oid = r.rngsubopc
left join pg_catalog.pg_proc c on c.oid = r.rngcanonical
left join pg_catalog.pg_proc d on d.oid = r.rngsubdiff
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (select from pg_catalog.pg_depend e
                  where e.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and e.objid = t.oid and e.deptype = 'e')
