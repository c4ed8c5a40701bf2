-- Until the target answered; null for calls that an older replica has made.
alter table made_call add column took_ms bigint;
