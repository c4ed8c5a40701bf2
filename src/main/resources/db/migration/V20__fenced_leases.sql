-- The right to work in a lane: a lease that its holder renews and that runs out with it, instead of a transaction that is
-- open while calendars are called. Each holder has a number of its own, and what it writes is refused once the lane has
-- another. A replica of an older version locks the row instead and does not look at the lease: both may work in one lane
-- for a while, but no reference is written by two, because each write names the one before it.
alter table lane add column epoch bigint not null default 0;
-- Never the same number twice, not even after a crash that has forgotten a lease: leases are not waited for on disk.
create sequence lane_epoch;
alter table lane add column leased_from timestamptz;
alter table lane add column leased_until timestamptz;

-- Rows that are written several times in their life: room for the next version beside the present one, and a vacuum that
-- does not wait until a fifth of a large table is dead.
alter table lane set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
alter table reference set (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
alter table callback set (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
