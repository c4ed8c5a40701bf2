-- What people ask for: the indexes behind the operations API. None of them is touched when a
-- callback is accepted.

-- Appointments whose sync has given up until somebody does something.
create index reference_given_up on reference (appointment_id)
  where failure_kind is not null and due_at is null;

-- Lanes that wait for somebody to mend credentials, or for an allowance to come back.
create index reference_parked on reference (lane_id)
  where failure_kind in ('credentials', 'exhausted');

-- What stands, or has stood, in one calendar.
create index reference_calendar on reference (lane_id, appointment_id);
create index lane_calendar on lane (calendar);
create index lane_paused on lane (paused_until) where paused_until is not null;

-- An appointment by the provider's id alone.
create index appointment_external_id on appointment (external_id);

-- The words by which people look for an appointment. Notes are internal and stay out of it.
create function appointment_words(external_id text, document jsonb) returns tsvector
  language sql immutable parallel safe
  return to_tsvector('simple',
    external_id
    || ' ' || coalesce(document ->> 'title', '')
    || ' ' || coalesce(document #>> '{client,name}', '')
    || ' ' || coalesce(document #>> '{client,email}', '')
    || ' ' || coalesce(document #>> '{service,name}', '')
    || ' ' || jsonb_path_query_array(document, '$.staff[*].name')::text
    || ' ' || jsonb_path_query_array(document, '$.staff[*].email')::text
    || ' ' || jsonb_path_query_array(document, '$.staff[*].id')::text
    || ' ' || jsonb_path_query_array(document, '$.externalIds.*')::text);
create index appointment_words on appointment using gin (appointment_words(external_id, document));

-- Outcomes that are rare beside the applied ones.
create index callback_outcome on callback (outcome, id)
  where outcome in ('unchanged', 'stale', 'ignored');
