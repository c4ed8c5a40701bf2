-- How far the topic has been taken into the journal. It moves in the transaction that stores the callbacks, so that each
-- record is taken once whatever Kafka remembers. A topic that is made anew has another id, and is read from its beginning.
create table topic_offset (
  topic_id text not null,
  partition integer not null,
  topic text not null,
  next_offset bigint not null,
  primary key (topic_id, partition)
);
-- Replicas that make ids without asking the store differ in this number.
create sequence callback_lane minvalue 0 maxvalue 63 cycle;
