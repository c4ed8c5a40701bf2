-- Whether somebody has put words beside ours into the event's text: it is looked at before ours are exchanged.
alter table reference add column shares_text boolean not null default false;

-- Whether the pause of a lane was asked for, or keeps a quota, so that nobody may cut it short.
alter table lane add column pause_firm boolean not null default false;
