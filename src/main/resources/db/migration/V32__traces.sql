-- Under which trace a callback is followed, as the header traceparent has it (W3C Trace Context): 55 characters, only of those
-- that are followed. An older replica leaves it out, and its callbacks are followed by nobody.
alter table callback add column traceparent text;
