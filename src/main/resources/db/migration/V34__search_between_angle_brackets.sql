-- What stands between angle brackets is found as well: the parser takes it for a tag, so that a client could hide from
-- whoever searches, and from whoever erases. An older replica uses the same function and finds more.
create or replace function appointment_words(external_id text, document jsonb) returns tsvector
  language sql immutable parallel safe
  return to_tsvector('simple', translate(
    external_id
    || ' ' || coalesce(document ->> 'title', '')
    || ' ' || coalesce(document #>> '{client,name}', '')
    || ' ' || coalesce(document #>> '{client,email}', '')
    || ' ' || coalesce(document #>> '{client,id}', '')
    || ' ' || jsonb_path_query_array(document, '$.otherClients[*].name')::text
    || ' ' || jsonb_path_query_array(document, '$.otherClients[*].email')::text
    || ' ' || jsonb_path_query_array(document, '$.otherClients[*].id')::text
    || ' ' || coalesce(document #>> '{service,name}', '')
    || ' ' || jsonb_path_query_array(document, '$.staff[*].name')::text
    || ' ' || jsonb_path_query_array(document, '$.staff[*].email')::text
    || ' ' || jsonb_path_query_array(document, '$.staff[*].id')::text
    || ' ' || jsonb_path_query_array(document, '$.externalIds.*')::text,
    '<>', '  '));
reindex index appointment_words;
