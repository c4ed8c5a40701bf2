-- Beside the lane: whoever works in a lane holds its row locked, and finds this out meanwhile.
create table mailbox_without_teams (
  lane_id bigint primary key references lane,
  since timestamptz not null
);
insert into mailbox_without_teams (lane_id, since)
  select id, without_teams_since from lane where without_teams_since is not null;
alter table lane drop column without_teams_since;
