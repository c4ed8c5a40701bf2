-- What one turn has to know of the appointment's other references, found without reading them all.

-- Whether it can carry the appointment's online meeting: a meeting of its own, or an event in a mailbox. Null where a
-- version before this one has placed it.
alter table reference add column carries boolean;
create index reference_host on reference (appointment_id, position, id) where wanted and carries is not false;

-- For those that go and wait for the ones that take their place.
create index reference_to_come on reference (appointment_id)
  where wanted and state <> 'live'
    and (failure_kind is null or failure_kind <> 'exhausted' and attempts < 2 and due_at is not null);
create index reference_waiting on reference (appointment_id) where waiting;
