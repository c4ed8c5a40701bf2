-- What has been spent of the targets' allowances, shared by all replicas. Not logged: after a crash
-- of the store it is empty, which forgives one burst.
create unlogged table allowance (
  name text primary key,
  spent_until timestamptz not null
) with (fillfactor = 50);

-- Spends from several allowances at once, or from none of them. Each fills up steadily and holds one
-- burst; costs and bursts are in seconds of filling up. Gives how many seconds are missing; 0 when it
-- was spent. What is spent anyway is owed.
create function spend_allowances(
  names text[], costs double precision[], bursts double precision[], anyway boolean)
returns double precision language plpgsql as $$
declare
  found_names integer;
  present timestamptz;
  missing double precision;
begin
  -- In order, so that two that spend from the same ones never wait for each other in a circle.
  perform from allowance a where a.name = any (names) order by a.name for no key update;
  get diagnostics found_names = row_count;
  if found_names < cardinality(names) then
    insert into allowance (name, spent_until)
      select n, clock_timestamp() from unnest(names) n order by n on conflict do nothing;
    perform from allowance a where a.name = any (names) order by a.name for no key update;
  end if;
  present := clock_timestamp();
  select max(extract(epoch from greatest(a.spent_until, present) - present) + asked.cost - asked.burst)
    into missing
    from allowance a
    join unnest(names, costs, bursts) as asked (name, cost, burst) on asked.name = a.name;
  if missing > 0 and not anyway then
    return missing;
  end if;
  update allowance a
    set spent_until = greatest(a.spent_until, present) + make_interval(secs => asked.cost)
    from unnest(names, costs) as asked (name, cost) where asked.name = a.name;
  return 0;
end $$;

-- Pauses of the lane since its last success.
alter table lane add column pauses integer not null default 0;

-- Credentials that a target refuses: everything that needs them waits, and one lane at a time asks again.
create table refused_credentials (
  account text primary key,
  targets text[] not null,
  since timestamptz not null,
  probes integer not null default 0,
  probe_at timestamptz not null,
  code text not null,
  reason text not null
);
