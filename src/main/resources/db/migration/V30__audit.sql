-- A migration may have to wait for what an older replica does; the pool's limit is for those who work beside each other.
set local lock_timeout = 0;

-- Who has changed what, or was refused it. A row is written before it is done; status is null until it is, and stays null where
-- the process ended meanwhile. Nothing of what was sent is kept but the ids in the address.
--
-- Whoever is refused without being known is counted: a row for each hour, source and reason, with who = ''.
create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  who text not null,
  how text not null,
  source text not null,
  method text not null,
  path text not null,
  ids jsonb not null,
  status integer,
  times bigint not null default 1
);
create index audit_who on audit (who, id);
create unique index audit_refused on audit (at, source, path) where who = '';
