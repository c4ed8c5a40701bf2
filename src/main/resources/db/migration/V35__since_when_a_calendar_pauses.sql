-- The first of the pauses that follow on each other; null where an older replica has made the pause.
alter table lane add column paused_since timestamptz;
