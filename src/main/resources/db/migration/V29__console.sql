-- A migration may have to wait for what an older replica does; the pool's limit is for those who work beside each other.
set local lock_timeout = 0;
-- What one process has done in one minute, for the console: kept for two days. settled counts callbacks by how long it took
-- until a calendar showed them, one element for each bucket of the console's, the last one for whatever took longer.
create table minute_count (
  minute timestamptz not null,
  process uuid not null,
  callbacks bigint not null default 0,
  calls bigint not null default 0,
  throttles bigint not null default 0,
  settled bigint[] not null,
  primary key (minute, process)
);

-- What may explain why it goes otherwise since: a file that was taken into use, a version that was started.
create table mark (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  kind text not null check (kind in ('file', 'mapping', 'version')),
  label text not null
);
create index mark_at on mark (at);

-- By the day, for whoever looks for one.
create index appointment_starts on appointment (starts_at) where starts_at is not null;

-- Calls to targets, by what they were about: thirty days of them.
create table made_call (
  id bigint generated always as identity primary key,
  appointment_id bigint not null,
  at timestamptz not null,
  target text not null,
  calendar text not null,
  operation text not null,
  event_id text,
  code text,
  message text
);
create index made_call_appointment on made_call (appointment_id, id);
create index made_call_at on made_call using brin (at);
