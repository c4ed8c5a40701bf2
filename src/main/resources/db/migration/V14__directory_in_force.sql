-- The directories that appointments were routed by, each with the policy (tentative, personal, Teams) beside it. The one with
-- the highest number is in force in all replicas, whatever their files say; those before tell what was in force once.
create table directory (
  number bigint primary key,
  version text not null,
  entries jsonb not null,
  policy text not null,
  -- Since which number the policy is this one: what was routed before is looked at even where it stands already.
  policy_since bigint not null,
  taken_at timestamptz not null,
  -- When all appointments were compared once more, some minutes later.
  checked_at timestamptz
);

-- What the files of each running replica say. It is held while it is not in force and must not be by itself.
create table directory_offer (
  replica text primary key,
  version text not null,
  entries jsonb not null,
  policy text not null,
  seen_at timestamptz not null,
  held_by text check (held_by in ('brake', 'newer')),
  events bigint not null default 0,
  moved bigint not null default 0,
  removed bigint not null default 0
);

-- Number of the directory that the appointment was routed by; 0 when it was by none of these. A replica of an older version
-- does not write it.
alter table appointment add column routed_by bigint not null default 0;
