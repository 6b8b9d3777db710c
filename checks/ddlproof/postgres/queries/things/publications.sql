-- catalog: pg_publication
select format('create publication %I%s with (publish = %L, publish_via_partition_root = %s%s)', p.pubname,
         case when p.puballtables then ' for all tables' else '' end,
         concat_ws(', ', case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end,
                   case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end), p.pubviaroot,
         -- since PostgreSQL 18
         case to_jsonb(p) ->> 'pubgencols' when 's' then ', publish_generated_columns = stored' end), 1
from pg_publication p
union all
select format('alter publication %I add table %I.%I', p.pubname, n.nspname, c.relname), 2
from pg_publication_rel r
join pg_publication p on p.oid = r.prpubid
join pg_class c on c.oid = r.prrelid
join pg_namespace n on n.oid = c.relnamespace
order by 2
