create table patience as select current_setting('lock_timeout') as lock_timeout;
