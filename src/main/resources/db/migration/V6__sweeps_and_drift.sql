-- When each calendar is compared with what is known of it. Beside the lane, whose row is locked while
-- somebody works in it.
create table sweep (
  lane_id bigint primary key references lane,
  next_at timestamptz not null,
  confirmed boolean not null default false,
  swept_at timestamptz,
  events integer,
  orphans_left integer
);
create index sweep_next on sweep (next_at);

-- What somebody made of events, where it was left so.
create table drift (
  reference_id bigint primary key references reference on delete cascade,
  kind text not null check (kind in ('edited', 'deleted')),
  members text[] not null,
  applied_revision bigint,
  found_at timestamptz not null
);
create index drift_found on drift (found_at);
