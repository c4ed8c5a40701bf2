-- What is to stand in a field of a booking at its provider. There is one value for each field: a newer one takes the place
-- of one that nobody has written yet. The row stays as long as the field is wanted, so that the same value is not written
-- twice.
create table outbox (
  provider text not null,
  connection text not null,
  external_id text not null,
  field text not null check (field in ('ids', 'link')),
  value jsonb not null,
  hash text not null,
  due_at timestamptz,
  attempts integer not null default 0,
  taken_until timestamptz,
  written_hash text,
  written_at timestamptz,
  reason_code text,
  reason text,
  primary key (provider, connection, external_id, field)
);
create index outbox_due on outbox (due_at) where due_at is not null;
create index outbox_stopped on outbox (provider, connection) where due_at is null and reason_code is not null;
