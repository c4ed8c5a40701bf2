-- Units of its quota that a resting lane finds when its rest is over: they are spent already.
alter table lane add column booked_units integer not null default 0;

-- Spends from several allowances at once, now or as soon as there is enough: whoever comes first is first. Costs and
-- bursts are in seconds of filling up, no cost above its burst. Gives how many seconds to wait, 0 for none, and whether
-- it is spent by then. It is not where the first allowance, which others share, would have enough before the rest have:
-- what was set aside there would be missing elsewhere meanwhile.
create function book_allowances(
  names text[], costs double precision[], bursts double precision[],
  out wait double precision, out booked boolean) language plpgsql as $$
declare
  found_names integer;
  present timestamptz;
  shared_wait double precision;
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
  select greatest(0, max(needed.wait)), max(needed.wait) filter (where needed.name = names[1])
    into wait, shared_wait
    from (
      select a.name,
          extract(epoch from greatest(a.spent_until, present) - present) + asked.cost - asked.burst as wait
        from allowance a
        join unnest(names, costs, bursts) as asked (name, cost, burst) on asked.name = a.name
    ) needed;
  booked := wait = 0 or shared_wait >= wait;
  if booked then
    update allowance a
      set spent_until = greatest(a.spent_until, present + make_interval(secs => wait))
        + make_interval(secs => asked.cost)
      from unnest(names, costs) as asked (name, cost) where asked.name = a.name;
  end if;
end $$;
