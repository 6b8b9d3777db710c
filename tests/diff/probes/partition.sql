-- name: create parent + child
-- before
-- after
create table p (a int, d date) partition by range (d);
create table p_2024 partition of p for values from ('2024-01-01') to ('2025-01-01');
-- unlike
create table p (a int, d date) partition by range (d);
create table p_2024 partition of p for values from ('2024-01-01') to ('2024-07-01');
-- expect: + table public.p
-- expect: + table public.p_2024

-- name: add partition
create table p (a int, d date) partition by range (d);
-- before
-- after
create table p_2024 partition of p for values from ('2024-01-01') to ('2025-01-01');
-- unlike
create table p_2024 (a int, d date);
-- expect: + table public.p_2024

-- name: drop partition
create table p (a int, d date) partition by range (d);
-- before
create table p_2024 partition of p for values from ('2024-01-01') to ('2025-01-01');
-- after
-- expect: - table public.p_2024

-- name: detach (child kept)
create table p (a int, d date) partition by range (d);
-- before
create table p_2024 partition of p for values from ('2024-01-01') to ('2025-01-01');
-- after
create table p_2024 (a int, d date);
-- expect: ~ table public.p_2024

-- name: attach (child existed)
create table p (a int, d date) partition by range (d);
create table p_2024 (a int, d date);
-- before
-- after
alter table p attach partition p_2024 for values from ('2024-01-01') to ('2025-01-01');
-- expect: ~ table public.p_2024

-- name: bound change
create table p (a int, d date) partition by range (d);
-- before
create table p_2024 partition of p for values from ('2024-01-01') to ('2025-01-01');
-- after
create table p_2024 partition of p for values from ('2024-01-01') to ('2024-07-01');
-- expect: ~ table public.p_2024

-- name: partition key change
-- before
create table p (a int, d date) partition by range (d);
-- after
create table p (a int, d date) partition by range (a);
-- expect: ~ table public.p

-- name: plain -> partitioned
-- before
create table p (a int, d date);
-- after
create table p (a int, d date) partition by range (d);
-- expect: ~ table public.p

-- name: add column to parent
-- before
create table p (a int, d date) partition by range (d);
create table p_2024 partition of p for values from ('2024-01-01') to ('2025-01-01');
-- after
create table p (a int, d date, b text) partition by range (d);
create table p_2024 partition of p for values from ('2024-01-01') to ('2025-01-01');
-- expect: + column public.p.b
-- may: + column public.p_2024.b

-- name: index on parent
create table p (a int, d date) partition by range (d);
create table p_2024 partition of p for values from ('2024-01-01') to ('2025-01-01');
-- before
-- after
create index i on p (a);
-- expect: + index public.i
-- may: + index public.p_2024_a_idx

-- name: PK on parent
create table p (a int not null, d date not null) partition by range (d);
create table p_2024 partition of p for values from ('2024-01-01') to ('2025-01-01');
-- before
-- after
alter table p add constraint p_pkey primary key (a, d);
-- expect: + primary key public.p.p_pkey
-- may: + primary key public.p_2024.p_2024_pkey

-- name: list/hash/default partitions
-- before
-- after
create table l (a int, kind text) partition by list (kind);
create table l_red partition of l for values in ('red', 'crimson');
create table l_rest partition of l default;
create table h (a int) partition by hash (a);
create table h_0 partition of h for values with (modulus 2, remainder 0);
-- unlike
create table l (a int, kind text) partition by list (kind);
create table l_red partition of l for values in ('red');
create table l_rest partition of l default;
create table h (a int) partition by hash (a);
create table h_0 partition of h for values with (modulus 2, remainder 0);
-- expect: + table public.l
-- expect: + table public.l_red
-- expect: + table public.l_rest
-- expect: + table public.h
-- expect: + table public.h_0
