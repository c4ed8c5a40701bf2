-- When something later than the last callback said where an appointment is to stand: a change of the directory, a changed
-- mapping, a backfill that was accepted. provider_run.accepted_at, which told only of the last, is read no more.
alter table appointment add column placed_anew_at timestamptz;
