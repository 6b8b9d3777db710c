-- One transaction: when it refuses, nothing has happened. psql goes on after an error, so without BEGIN the
-- statements below would still run.
begin;

set local lock_timeout = '2s';

-- No variant job may arrive between the look and the drop.
lock table public.jobs in access exclusive mode;

do $$
declare
  variant_jobs bigint;
begin
  select count(*) into variant_jobs from public.jobs where variant_row_id is not null;
  if variant_jobs > 0 then
    raise exception 'rollback refused: % variant job(s) exist, and the old schema cannot hold them', variant_jobs
      using hint = 'Move or delete the jobs where variant_row_id is not null, then run the rollback again.';
  end if;
end
$$;

alter table public.jobs
  drop constraint jobs_model_with_row_check,
  drop constraint jobs_row_or_variant_check,
  drop column variant_row_id,
  alter column row_id set not null,
  alter column model_id set not null;

commit;
