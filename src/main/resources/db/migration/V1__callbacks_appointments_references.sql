-- The journal: every callback that was answered 2xx, byte for byte, with what became of it.
create table callback (
  id bigint generated always as identity primary key,
  provider text not null,
  connection text not null,
  delivery_key text not null,
  received_at timestamptz not null,
  charset text not null,
  body bytea not null,
  outcome text not null default 'pending'
    check (outcome in ('pending', 'applied', 'unchanged', 'stale', 'ignored', 'failed')),
  reason_code text,
  reason text,
  type text,
  appointment_key text,
  attempts integer not null default 0,
  applied_at timestamptz,
  unique (provider, connection, delivery_key)
);
create index callback_pending on callback (id) where outcome = 'pending';
create index callback_failed on callback (id) where outcome = 'failed';
create index callback_appointment on callback (appointment_key, id) where appointment_key is not null;

-- The desired state of every appointment: what the calendars are to show.
create table appointment (
  id bigint generated always as identity primary key,
  provider text not null,
  connection text not null,
  external_id text not null,
  status text not null,
  revision bigint not null,
  version text not null,
  version_callback bigint not null,
  document jsonb not null,
  starts_at timestamptz,
  ends_at timestamptz,
  unrouted boolean not null default false,
  changed_at timestamptz not null,
  unique (provider, connection, external_id),
  check ((starts_at is null) = (ends_at is null)),
  check (starts_at <= ends_at)
);
create index appointment_unrouted on appointment (id) where unrouted;

-- Other names under which an appointment can be found, and ids that a provider has given up for it.
create table appointment_alias (
  appointment_id bigint not null references appointment on delete cascade,
  kind text not null,
  value text not null,
  primary key (appointment_id, kind, value)
);
create index appointment_alias_value on appointment_alias (value);

-- One queue of calls per calendar. A worker holds the row locked while it works in the lane.
create table lane (
  id bigint generated always as identity primary key,
  target text not null,
  calendar text not null,
  paused_until timestamptz,
  pause_code text,
  pause_reason text,
  unique (target, calendar)
);

-- One event or online meeting that stands, or is to stand, for one appointment in one place.
create table reference (
  id bigint generated always as identity primary key,
  appointment_id bigint not null references appointment on delete cascade,
  lane_id bigint not null references lane,
  position integer not null,
  staff jsonb,
  wanted boolean not null,
  state text not null default 'absent' check (state in ('absent', 'live', 'gone')),
  generation integer not null default 0,
  event_id text,
  ical_uid text,
  etag text,
  join_url text,
  applied_revision bigint,
  applied_hash text,
  applied_content text,
  in_flight_operation text check (in_flight_operation in ('create', 'update', 'delete')),
  in_flight_content text,
  in_flight_hash text,
  in_flight_revision bigint,
  in_flight_first_sent_at timestamptz,
  in_flight_last_sent_at timestamptz,
  due_at timestamptz,
  waiting boolean not null default false,
  attempts integer not null default 0,
  failure_kind text,
  failure_code text,
  failure_message text,
  changed_at timestamptz not null,
  unique (appointment_id, lane_id),
  check (in_flight_operation is null or in_flight_first_sent_at is not null),
  check (state <> 'live' or event_id is not null)
);
create index reference_due on reference (lane_id, due_at) where due_at is not null;
create index reference_failed on reference (id) where failure_kind is not null;
create index reference_event_id on reference (event_id) where event_id is not null;
create index reference_ical_uid on reference (ical_uid) where ical_uid is not null;
create index reference_join_url on reference using hash (join_url) where join_url is not null;
