-- slice: accounts
-- A session knows when a factor was last shown: at its sign-in or at a step-up.

ALTER TABLE sess.session RENAME COLUMN created TO proved;
