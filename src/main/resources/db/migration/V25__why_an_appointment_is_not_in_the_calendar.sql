-- A migration may have to wait for what an older replica does; the pool's limit is for those who work beside each other.
set local lock_timeout = 0;

-- Callbacks that the door has refused, counted by who sent them. Nothing of what they said is kept, and no name that
-- nobody has configured: '' stands for it.
create table refused_callback (
  provider text not null,
  connection text not null,
  source text not null,
  status integer not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  times bigint not null,
  primary key (provider, connection, source, status)
);

-- Since when an appointment has its status, and which callback said so; null for what was stored before, and wrong where a
-- replica of an older version has changed the status since.
alter table appointment add column status_since timestamptz;
alter table appointment add column status_by bigint;

-- What a callback that was not applied mentions, so that it is found by any id in its body: hashes of the short texts and the
-- numbers in it. Null for those that were applied, which are found by their appointment.
alter table callback add column mentions bigint[];
create index callback_mentions on callback using gin (mentions) where mentions is not null;
