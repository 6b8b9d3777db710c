-- 2200 is schema public in every database (pg_namespace.dat): asking for the name of each of PostgreSQL's own some
-- 5,000 commented objects would take longer than all other queries together.
-- Comments on objects outside PostgreSQL's own schemas. Those of extensions and of their members come with them.
select pg_catalog.format('comment on %s %s is %L',
         case when i.type like '%column' then 'column'
              when i.type in ('table constraint', 'domain constraint') then 'constraint'
              when i.type = 'statistics object' then 'statistics'
              when t.typtype = 'd' then 'domain'
              else pg_catalog.replace(i.type, '-', ' ') end,  -- foreign-data wrapper
         case when i.type = 'domain constraint' then pg_catalog.replace(i.identity, ' on ', ' on domain ')
              else i.identity end, d.description)
from pg_catalog.pg_description d
cross join lateral pg_catalog.pg_identify_object(d.classoid, d.objoid, d.objsubid) i
left join pg_catalog.pg_type t on d.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass and t.oid = d.objoid
where (d.objoid >= 16384
       or (d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass and d.objoid = 2200
           and d.description <> 'standard public schema'))
  and d.classoid not in ('pg_catalog.pg_extension'::pg_catalog.regclass,
                         'pg_catalog.pg_largeobject'::pg_catalog.regclass)
  and i.identity is not null
  and coalesce(i.schema, '') !~ '^pg_' and coalesce(i.schema, '') <> 'information_schema'
  and not exists (select from pg_catalog.pg_depend e
                  where e.classid = d.classoid and e.objid = d.objoid and e.deptype = 'e')
