-- Whether somebody has put words beside ours into the event's text: it is looked at before ours are exchanged.
alter table reference add column shares_text boolean not null default false;
