-- catalog: pg_operator
-- An operator without a function is one that another has named before it was made.
select format('create operator %I.%s (function = %s%s%s%s%s%s%s%s%s)', n.nspname, o.oprname, o.oprcode,
         case when o.oprleft <> 0 then format(', leftarg = %s', o.oprleft::regtype) end,
         case when o.oprright <> 0 then format(', rightarg = %s', o.oprright::regtype) end,
         case when c.oid is not null then format(', commutator = %s', c.oprname) end,
         case when g.oid is not null then format(', negator = %s', g.oprname) end,
         case when o.oprrest <> 0 then format(', restrict = %s', o.oprrest) end,
         case when o.oprjoin <> 0 then format(', join = %s', o.oprjoin) end,
         case when o.oprcanhash then ', hashes' end,
         case when o.oprcanmerge then ', merges' end)
from pg_operator o
join pg_namespace n on n.oid = o.oprnamespace
left join pg_operator c on c.oid = o.oprcom
left join pg_operator g on g.oid = o.oprnegate
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and o.oprcode <> 0
  and not exists (select from pg_depend e where e.classid = 'pg_operator'::regclass and e.objid = o.oid and e.deptype = 'e')
