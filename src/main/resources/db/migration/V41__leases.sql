-- Who works in a lane. Not columns of the lane, to which every reference and every appointment leads: while somebody
-- holds a transaction open, PostgreSQL keeps each version of a row, and whoever comes by the lane's id goes past all of
-- them. Here the newest is found first, by its epoch, which no two leases share.
create table lease (
  lane_id bigint not null references lane on delete cascade,
  epoch bigint not null,
  leased_from timestamptz,
  leased_until timestamptz,
  primary key (lane_id, epoch)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);

create function lease_of_new_lane() returns trigger language plpgsql as $$
begin
  insert into lease (lane_id, epoch) values (new.id, new.epoch);
  return null;
end $$;

-- A replica of an older version writes its leases into the lane. It gets a lane only if nobody has leased it here.
create function lease_by_older_version() returns trigger language plpgsql as $$
begin
  if new.epoch <> old.epoch then
    update lease set epoch = new.epoch, leased_from = new.leased_from, leased_until = new.leased_until
    where lane_id = new.id and epoch = (select max(l.epoch) from lease l where l.lane_id = new.id)
      and (leased_until is null or leased_until < clock_timestamp()
        or leased_from < pg_postmaster_start_time() or epoch = old.epoch);
    return case when found then new end;
  end if;
  update lease set leased_from = new.leased_from, leased_until = new.leased_until
  where lane_id = new.id and epoch = new.epoch;
  return new;
end $$;

create trigger new_lane after insert on lane for each row execute function lease_of_new_lane();
create trigger older_lease before update of epoch, leased_from, leased_until on lane
  for each row execute function lease_by_older_version();

insert into lease (lane_id, epoch, leased_from, leased_until)
select id, epoch, leased_from, leased_until from lane;
