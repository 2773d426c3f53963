-- slice: tasks
-- What is still to be done for one case: each page of a case, and each row of the list, asks.

CREATE INDEX task_case ON task (case_id, done_at);
