-- Which directory the wanted references were made by, so that a change is noticed after a restart.
create table directory_seen (
  singleton boolean primary key default true check (singleton),
  fingerprint text not null,
  seen_at timestamptz not null
);
