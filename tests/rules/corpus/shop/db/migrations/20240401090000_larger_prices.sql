-- migrate:up
set lock_timeout = '2s';
alter table products alter column price_cents type bigint;

-- migrate:down
alter table products alter column price_cents type integer;
