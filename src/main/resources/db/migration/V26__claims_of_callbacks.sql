-- Who maps a callback, so that nobody else does so too: a lease that its holder renews and that runs out with it. It holds
-- no session, so that a pooler may stand between. A claim saves work, and nothing that must be right depends on it; so a
-- crash of the server may forget it, and it is not written to the log. A replica of an older version locks the callback's
-- number in its session instead: the newer one heeds that lock. The older one does not look here, and may map what the
-- newer one maps; whoever applies it first is the only one to do so.
create unlogged table callback_claim (
  callback_id bigint primary key,
  holder uuid not null,
  claimed_at timestamptz not null,
  claimed_until timestamptz not null
);
-- Rows live for moments: few may be dead at a time.
alter table callback_claim set (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
