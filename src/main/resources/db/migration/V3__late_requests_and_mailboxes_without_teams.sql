-- A request that nobody has heard of again may still land: when no more of them can, the event is looked at.
alter table reference add column verify_at timestamptz;
-- Just after it was made an event need not be visible everywhere.
alter table reference add column made_at timestamptz;
-- Counts the writes of the workers: one that has lost its lane meanwhile must not write on.
alter table reference add column writes bigint not null default 0;

-- Mailboxes that make events without the Teams meeting that was asked for. Not a column of the lane: whoever finds out
-- holds the lane's row locked.
create table mailbox_without_teams (
  lane_id bigint primary key references lane on delete cascade,
  since timestamptz not null
);
