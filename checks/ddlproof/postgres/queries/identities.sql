-- What keeps its identity when it gets another name: kind, schema and name of what it is part of, own name, oid, number.
select 'table' as kind, n.nspname as schema, '' as owner, c.relname as name, c.oid::bigint as oid, 0 as number
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
union all
select 'index', n.nspname, '', c.relname, c.oid::bigint, 0
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('i', 'I') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
union all
select 'column', n.nspname, c.relname, a.attname, c.oid::bigint, a.attnum
from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
union all
select 'constraint', n.nspname, c.relname, k.conname, k.oid::bigint, 0
from pg_catalog.pg_constraint k join pg_catalog.pg_class c on c.oid = k.conrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
union all
select 'enum value', n.nspname, t.typname, e.enumlabel, e.oid::bigint, 0
from pg_catalog.pg_enum e join pg_catalog.pg_type t on t.oid = e.enumtypid
join pg_catalog.pg_namespace n on n.oid = t.typnamespace
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
