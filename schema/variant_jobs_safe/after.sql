-- A job belongs to a row of a model, then it has that model; or to a row of a variant, then it has none.

create table models (
  id uuid primary key,
  name text not null
);

create table model_rows (
  id uuid primary key,
  model_id uuid not null references models (id),
  prompt text
);

create table variant_rows (
  id uuid primary key,
  name text not null,
  prompt text
);

create table jobs (
  id uuid primary key,
  row_id uuid references model_rows (id),
  variant_row_id uuid references variant_rows (id),
  model_id uuid references models (id),
  user_id uuid not null,
  team_id uuid,
  request_payload jsonb not null,
  provider_request_id text,
  status text not null default 'queued',
  error text,
  created_at timestamptz default now(),
  updated_at timestamptz default now(),
  constraint jobs_row_or_variant_check check (num_nonnulls(row_id, variant_row_id) = 1),
  constraint jobs_model_with_row_check check ((row_id is null) = (model_id is null))
);

create index idx_jobs_variant_row on jobs (variant_row_id);
