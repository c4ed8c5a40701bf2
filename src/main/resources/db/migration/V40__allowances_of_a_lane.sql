-- What calls about a lane's calendar are charged to, by name, so that a place can be booked when the lane is claimed. Null
-- for none, and until a call was booked for; an older version books for each lane by itself.
alter table lane add column allowances text[];
