-- What is said of a table as a whole; partitions and children with their parents.
select n.nspname as schema, c.relname as "table",
       case when c.relpersistence = 'u' then 'unlogged' end as persistence,
       c.relrowsecurity as row_level_security, c.relforcerowsecurity as force_row_level_security,
       case c.relreplident when 'f' then 'full' when 'n' then 'nothing'
            when 'i' then (select 'index ' || i.relname from pg_catalog.pg_index x
                           join pg_catalog.pg_class i on i.oid = x.indexrelid
                           where x.indrelid = c.oid and x.indisreplident) end as replica_identity,
       case when am.amname <> 'heap' then am.amname end as access_method,
       ts.spcname as tablespace,
       pg_catalog.array_cat(c.reloptions, (select pg_catalog.array_agg('toast.' || o.o) from pg_catalog.pg_class t,
                                           pg_catalog.unnest(t.reloptions) as o(o) where t.oid = c.reltoastrelid))
         as parameters,
       case when c.relkind = 'p' then pg_catalog.pg_get_partkeydef(c.oid) end as partitioned,
       case when c.relispartition then pg_catalog.pg_get_expr(c.relpartbound, c.oid) end as bounds,
       (select pg_catalog.array_agg(array[pn.nspname::text, p.relname::text] order by h.inhseqno)
        from pg_catalog.pg_inherits h join pg_catalog.pg_class p on p.oid = h.inhparent
        join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace where h.inhrelid = c.oid) as parents,
       (select k.conname from pg_catalog.pg_index x join pg_catalog.pg_constraint k on k.conindid = x.indexrelid
        where x.indrelid = c.oid and x.indisclustered and k.contype in ('p', 'u', 'x')) as clustered,
       (select array[tn.nspname::text, t.typname::text] from pg_catalog.pg_type t
        join pg_catalog.pg_namespace tn on tn.oid = t.typnamespace where t.oid = c.reloftype) as of_type,
       case when not c.relispartition then array(
         select a.attname::text from pg_catalog.pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and a.attislocal and a.attinhcount > 0 and not a.attisdropped
         union all
         select 'check ' || k.conname from pg_catalog.pg_constraint k
         where k.conrelid = c.oid and k.contype = 'c' and k.conislocal and k.coninhcount > 0) end as own
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_am am on am.oid = c.relam
left join pg_catalog.pg_tablespace ts on ts.oid = c.reltablespace
where c.relkind in ('r', 'p') and c.relpersistence <> 't'
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
