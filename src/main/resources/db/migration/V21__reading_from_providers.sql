-- Where a callback comes from: null for one that a provider sent, otherwise 'list', 'get' or 'import'; and when the state
-- in it was read. A callback that stands for the state at its arrival, because its provider could not be asked, has both.
alter table callback add column source text;
alter table callback add column read_from timestamptz;
alter table callback add column read_until timestamptz;
-- The run of lists, backfills or imports that it was seen in.
alter table callback add column run_id bigint;

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
