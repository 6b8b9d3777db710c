-- The schema as the application has it: every job belongs to a row of a model.

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
  row_id uuid not null references model_rows (id),
  model_id uuid not null references models (id),
  user_id uuid not null,
  team_id uuid,
  request_payload jsonb not null,
  provider_request_id text,
  status text not null default 'queued',
  error text,
  created_at timestamptz default now(),
  updated_at timestamptz default now()
);
