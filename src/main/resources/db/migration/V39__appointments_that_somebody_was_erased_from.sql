-- A migration may have to wait for what an older replica does; the pool's limit is for those who work beside each other.
set local lock_timeout = 0;

-- From which appointments a person was taken out, so that their events are found who asks for that later.
create index appointment_erased on appointment using gin ((document -> 'erased')) where document -> 'erased' is not null;
