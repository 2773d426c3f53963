-- slice: record
-- The newest entries of one person: each sign-in asks how the second factor stood at the last one.

CREATE INDEX ledger_entry_actor ON ledger_entry (actor, idx);
