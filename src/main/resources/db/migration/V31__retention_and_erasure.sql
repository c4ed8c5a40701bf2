-- A migration may have to wait for what an older replica does; the pool's limit is for those who work beside each other.
set local lock_timeout = 0;

-- What is too old is removed once a day, by whoever has taken it; how far that is; and up to when appointments have been
-- removed that had ended: events from before stand in calendars, and nobody here knows them any more.
create table retention (
  singleton boolean primary key default true check (singleton),
  due_at timestamptz not null,
  taken_until timestamptz,
  after_callback bigint not null default 0,
  appointments_before timestamptz
);
-- A store that is being upgraded has other things to do at first.
insert into retention (due_at) values (now() + interval '1 hour');

-- By when an appointment was over, or, where it has no time, was heard of last.
create index appointment_over on appointment ((coalesce(ends_at, changed_at)), id);

-- People who were erased: keyed digests of their addresses and ids, from which nobody can read them, and the last callback
-- that had come by then.
create table erasure (
  digest bytea primary key,
  last_callback bigint not null,
  erased_at timestamptz not null
);
create table erasure_key (
  singleton boolean primary key default true check (singleton),
  key bytea not null default sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
);
insert into erasure_key default values;

-- Last, so that callbacks are kept out only for a moment. A callback whose body was erased has none.
alter table callback alter column body drop not null;
