-- A migration may have to wait for what an older replica does; the pool's limit is for those who work beside each other.
set local lock_timeout = 0;
