-- slice: cases
-- The volume brake: what somebody opened outside their own work, for an hour; and an alarm of its own.
-- Beside it what two people of an institution signed to burn: without it a missing half is an alarm.

CREATE TABLE outside_look (
  member  TEXT NOT NULL,
  case_id TEXT NOT NULL,
  at      {int} NOT NULL, -- first opened, within the hour
  PRIMARY KEY (member, case_id)
) {strict};
CREATE INDEX outside_look_at ON outside_look (at);

CREATE TABLE alarm_next (
  id      TEXT NOT NULL PRIMARY KEY,
  member  TEXT NOT NULL, -- who is told
  kind    TEXT NOT NULL CHECK (kind IN ('rekeyed', 'half_missing', 'ring_missing', 'end_missing', 'volume')),
  subject TEXT NOT NULL, -- id of the colleague, version or letter
  case_id TEXT,
  at      {int} NOT NULL,
  read_at {int},
  version {int} NOT NULL
) {strict};
INSERT INTO alarm_next (id, member, kind, subject, case_id, at, read_at, version)
  SELECT id, member, kind, subject, case_id, at, read_at, version FROM alarm;
DROP TABLE alarm;
ALTER TABLE alarm_next RENAME TO alarm;

CREATE INDEX alarm_member ON alarm (member, read_at);
CREATE INDEX alarm_subject ON alarm (subject, kind);

CREATE TABLE erasure (
  id         TEXT NOT NULL PRIMARY KEY,
  case_id    TEXT NOT NULL,
  owner      TEXT NOT NULL,    -- institution whose halves and lines it names
  statement  {bytes} NOT NULL, -- the entry: who signs, which halves, which lines of the record
  first_sig  {bytes} NOT NULL,
  second_sig {bytes} NOT NULL
) {strict};
