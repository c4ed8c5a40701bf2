-- Which policy (tentative, personal, Teams) the wanted references were made by, beside the directory.
alter table directory_seen add column policy text;
