-- What is to be told to the hooks in routes/on-event.camel.yaml, oldest first for each subject. A row goes when it was
-- handed over, or was given up.
create table event (
  id bigint generated always as identity primary key,
  uuid uuid not null default gen_random_uuid(),
  type text not null,
  subject text not null,
  data jsonb not null,
  occurred_at timestamptz not null,
  due_at timestamptz not null,
  attempts integer not null default 0
);
create index event_subject on event (subject, id);
create index event_due on event (due_at, id);

-- What was told of an appointment last, so that nothing is told twice of one revision. Kept only while somebody listens.
create table appointment_told (
  appointment_id bigint primary key references appointment on delete cascade,
  state text not null check (state in ('synced', 'failing', 'failed')),
  revision bigint not null,
  since timestamptz not null
);
create index appointment_failing on appointment_told (since) where state = 'failing';
