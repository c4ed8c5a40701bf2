-- When a pending callback may be mapped again after a step of its route has failed for the time being; null for now. A
-- replica of an older version does not look at it and tries at once, which is too early and does no harm.
alter table callback add column retry_at timestamptz;
