-- Run statement by statement, outside a transaction: CREATE INDEX CONCURRENTLY needs it.

-- 1. The shape. Each statement changes the catalog only and gives up after two seconds, instead of queueing in
--    front of the application.
set lock_timeout = '2s';

alter table public.jobs
  add column variant_row_id uuid,
  alter column row_id drop not null,
  alter column model_id drop not null;

alter table public.jobs
  add constraint jobs_row_or_variant_check check (num_nonnulls(row_id, variant_row_id) = 1) not valid,
  add constraint jobs_model_with_row_check check ((row_id is null) = (model_id is null)) not valid;

alter table public.jobs
  add constraint jobs_variant_row_id_fkey foreign key (variant_row_id) references public.variant_rows (id) not valid;

-- 2. The proof that the rows there are already comply, while the application goes on reading and writing.
alter table public.jobs validate constraint jobs_row_or_variant_check;
alter table public.jobs validate constraint jobs_model_with_row_check;
alter table public.jobs validate constraint jobs_variant_row_id_fkey;

-- 3. The index. It waits for old snapshots as if they were locks, so a lock_timeout would leave it invalid.
set lock_timeout = 0;

create index concurrently idx_jobs_variant_row on public.jobs (variant_row_id);
