-- By which ids providers knew nothing when they were asked, so that whoever has them asked is told. Those
-- older than a week go with the next one.
create table unknown_at_provider (
  provider text not null,
  connection text not null,
  external_id text not null,
  answered_at timestamptz not null,
  primary key (provider, connection, external_id)
);
create index unknown_at_provider_answered on unknown_at_provider (answered_at);

-- When a sweep missed an event of which that says nothing yet, because lists lag; void once the reference was changed since.
alter table reference add column missed_at timestamptz;

-- Since when what a backfill holds waits for nobody.
alter table provider_run add column accepted_at timestamptz;
create index provider_run_accepted on provider_run (provider, connection, accepted_at)
  where accepted_at is not null;
