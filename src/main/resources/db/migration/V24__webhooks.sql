-- A migration may have to wait for what an older replica does; the pool's limit is for those who work beside each other.
set local lock_timeout = 0;
-- Whether the provider still calls Calroute back, as it said when it was asked last; and when it is to be asked next.
alter table provider_connection add column webhook_registered boolean;
alter table provider_connection add column webhook_enabled boolean;
alter table provider_connection add column webhook_checked_at timestamptz;
alter table provider_connection add column webhook_due_at timestamptz;
-- Up to when the provider's log of its deliveries was read.
alter table provider_connection add column webhook_log_until timestamptz;
