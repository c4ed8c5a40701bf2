-- What makes appointments of callbacks, and events of appointments, in each running replica: a digest of its routes, kamelets
-- and mappings. Null in a replica of an older version, which is not known to have the same.
alter table directory_offer add column mappings text;

-- Since when running replicas have had different ones, as in a rolling update. The row goes when all have the same again;
-- whoever takes it away has all appointments mapped again, because nobody knows by which ones they were mapped meanwhile.
create table mixed_mappings (
  singleton boolean primary key default true check (singleton),
  since timestamptz not null
);
