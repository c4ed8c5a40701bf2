-- Rows that are written with each call. While somebody holds a transaction open, PostgreSQL keeps each version of a row:
-- with a number of its own the newest is found first. The functions are the same to replicas of an older version.
alter table allowance add column version bigint not null default 0;
alter table allowance drop constraint allowance_pkey;
alter table allowance add primary key (name, version);

-- Locks allowances in order, so that two that spend from the same ones never wait for each other in a circle, and makes
-- those that are not there. Should two make one at once, the one that is written first is newer from then on.
create function lock_allowances(names text[]) returns void language plpgsql as $$
declare
  one text;
begin
  for one in select n from unnest(names) n order by n loop
    perform from allowance a where a.name = one order by a.version desc limit 1 for no key update;
    if not found then
      insert into allowance (name, spent_until) values (one, clock_timestamp()) on conflict do nothing;
      perform from allowance a where a.name = one order by a.version desc limit 1 for no key update;
    end if;
  end loop;
end $$;

create or replace function book_allowances(
  names text[], costs double precision[], bursts double precision[],
  out wait double precision, out booked boolean) language plpgsql as $$
declare
  present timestamptz;
  shared_wait double precision;
begin
  perform lock_allowances(names);
  present := clock_timestamp();
  select greatest(0, max(needed.wait)), max(needed.wait) filter (where needed.name = names[1])
    into wait, shared_wait
    from (
      select asked.name,
          extract(epoch from greatest(a.spent_until, present) - present) + asked.cost - asked.burst as wait
        from unnest(names, costs, bursts) as asked (name, cost, burst)
        cross join lateral (
          select v.spent_until from allowance v where v.name = asked.name order by v.version desc limit 1) a
    ) needed;
  booked := wait = 0 or shared_wait >= wait;
  if booked then
    update allowance a
      set version = a.version + 1,
        spent_until = greatest(a.spent_until, present + make_interval(secs => wait))
          + make_interval(secs => asked.cost)
      from (
        select n.name, n.cost, (select max(v.version) from allowance v where v.name = n.name) as newest
        from unnest(names, costs) as n (name, cost)) as asked
      where a.name = asked.name and a.version = asked.newest;
  end if;
end $$;

create or replace function spend_allowances(
  names text[], costs double precision[], bursts double precision[], anyway boolean)
returns double precision language plpgsql as $$
declare
  present timestamptz;
  missing double precision;
begin
  perform lock_allowances(names);
  present := clock_timestamp();
  select max(extract(epoch from greatest(a.spent_until, present) - present) + asked.cost - asked.burst)
    into missing
    from unnest(names, costs, bursts) as asked (name, cost, burst)
    cross join lateral (
      select v.spent_until from allowance v where v.name = asked.name order by v.version desc limit 1) a;
  if missing > 0 and not anyway then
    return missing;
  end if;
  update allowance a
    set version = a.version + 1,
      spent_until = greatest(a.spent_until, present) + make_interval(secs => asked.cost)
    from (
      select n.name, n.cost, (select max(v.version) from allowance v where v.name = n.name) as newest
      from unnest(names, costs) as n (name, cost)) as asked
    where a.name = asked.name and a.version = asked.newest;
  return 0;
end $$;
