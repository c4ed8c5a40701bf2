-- The name of each lane's calendar as names are compared: without regard to case and the like. Filled in by Calroute, which
-- knows how; a lane that a replica of an older version has made gets it when a calendar is looked for next. Not a column of
-- the lane, whose row is locked while somebody works in it.
create table lane_spelling (
  lane_id bigint primary key references lane on delete cascade,
  target text not null,
  plain text not null
);
create index lane_spelling_plain on lane_spelling (target, plain);
