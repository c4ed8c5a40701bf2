-- By what a client's address finds its appointment. Calroute's own key: 128 bits that nobody can guess, made where the row
-- is made, so that a replica of an older version, which does not name the column, gives each appointment one as well. Rows of
-- before stay without one until somebody asks for it: to write all of them would hold the table for minutes.
alter table appointment add column join_key bytea;
alter table appointment alter column join_key set default
  substring(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) from 1 for 16);

-- Only hashes of keys are in the indexes: what a search compares tells nothing of a key by the time that it takes.
create index appointment_join_key on appointment using hash (join_key);
-- The provider's own key, which the store has only as a digest.
create index appointment_join_digest on appointment using hash ((document ->> 'joinKey'));
