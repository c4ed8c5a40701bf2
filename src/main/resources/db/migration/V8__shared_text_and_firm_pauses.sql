-- Whether somebody has put words beside ours into the event's text: it is looked at before ours are exchanged.
alter table reference add column shares_text boolean not null default false;

-- Whether the pause of a lane was asked for, or keeps a quota, so that nobody may cut it short.
alter table lane add column pause_firm boolean not null default false;

-- Texts, as a JSON array, that lost requests of ours may have brought or may bring yet: where the text is shared, one of
-- them may be the one to exchange.
alter table reference add column late_texts text;
