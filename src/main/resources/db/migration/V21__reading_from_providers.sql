-- Appointments whose state is to be asked for. A hint says that something is new and not what; the provider knows.
create table ask (
  provider text not null,
  connection text not null,
  external_id text not null,
  document jsonb,
  hint bigint,
  asked bigint not null default 1,
  due_at timestamptz not null,
  taken_until timestamptz,
  attempts integer not null default 0,
  reason_code text,
  reason text,
  primary key (provider, connection, external_id)
);
create index ask_due on ask (due_at);

-- Calls to one provider that are under way at once, shared by all replicas.
create table provider_slot (
  name text not null,
  slot integer not null,
  taken_until timestamptz not null,
  holder uuid,
  primary key (name, slot)
);

-- What ids at a provider stand for, kept for a while.
create table provider_object (
  provider text not null,
  connection text not null,
  kind text not null,
  external_id text not null,
  document jsonb not null,
  good_until timestamptz not null,
  primary key (provider, connection, kind, external_id)
);

-- What is known of reading from a connection's provider.
create table provider_connection (
  provider text not null,
  connection text not null,
  list_cursor jsonb,
  fast_at timestamptz,
  slow_at timestamptz,
  backfilled_at timestamptz,
  missed_found bigint not null default 0,
  first_heard_at timestamptz,
  last_heard_at timestamptz,
  heard bigint not null default 0,
  longest_silence interval not null default '0',
  silent_since timestamptz,
  problem_code text,
  problem text,
  primary key (provider, connection)
);

-- The last callback that was counted there.
create table heard_until (callback bigint not null);
insert into heard_until select coalesce(max(id), 0) from callback;

-- One reading of a list, page by page. What it has read is stored with where it goes on.
create table provider_run (
  id bigint generated always as identity primary key,
  provider text not null,
  connection text not null,
  kind text not null check (kind in ('fast', 'slow', 'backfill', 'import')),
  state text not null default 'listing'
    check (state in ('listing', 'planned', 'writing', 'done', 'stopped')),
  range_from timestamptz,
  range_to timestamptz,
  list_cursor jsonb,
  page jsonb,
  begun_at timestamptz not null,
  read_at timestamptz,
  ended_at timestamptz,
  due_at timestamptz not null,
  taken_until timestamptz,
  attempts integer not null default 0,
  listed bigint not null default 0,
  news bigint not null default 0,
  total bigint,
  moved boolean not null default false,
  reason_code text,
  reason text,
  plan jsonb
);
create unique index provider_run_open on provider_run (provider, connection, kind)
  where state in ('listing', 'planned', 'writing');

-- What each row of a list was when it was seen last, so that one that is as before costs no more than this look.
create table provider_row (
  provider text not null,
  connection text not null,
  external_id text not null,
  hash text,
  callback bigint,
  run_id bigint not null,
  starts_at timestamptz,
  missing integer not null default 0,
  asked_at timestamptz,
  primary key (provider, connection, external_id)
);
create index provider_row_start on provider_row (provider, connection, starts_at);
create index appointment_held on appointment (provider, connection, id) where document ? 'held';

-- Last, so that callbacks are kept out only for a moment.
-- Where a callback comes from: null for one that a provider sent, otherwise 'list', 'get' or 'import'; and when the state
-- in it was read. A callback that stands for the state at its arrival, because its provider could not be asked, has both.
alter table callback add column source text;
alter table callback add column read_from timestamptz;
alter table callback add column read_until timestamptz;
-- The run of lists, backfills or imports that it was seen in.
alter table callback add column run_id bigint;
