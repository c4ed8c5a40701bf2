-- Appointments whose last callbacks are applied again with the mappings in use, and how far that is.
create table remap (
  id bigint generated always as identity primary key,
  provider text not null,
  connection text,
  requested_at timestamptz not null,
  finished_at timestamptz,
  -- Those that came later were mapped as they are now.
  last_id bigint not null,
  after_id bigint not null default 0,
  appointments bigint not null,
  changed bigint not null default 0,
  rewritten bigint not null default 0,
  unchanged bigint not null default 0,
  purged bigint not null default 0,
  ignored bigint not null default 0,
  failed bigint not null default 0,
  problems jsonb not null default '[]'
);
-- Asked for again while it runs, it begins anew: two at a time would be one too many.
create unique index remap_running on remap (provider, coalesce(connection, ''))
  where finished_at is null;
