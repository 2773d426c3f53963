-- slice: tasks
-- What one person must know about keys or about what no longer opens, until they say that they read it.

CREATE TABLE alarm (
  id      TEXT NOT NULL PRIMARY KEY,
  member  TEXT NOT NULL, -- who is told
  kind    TEXT NOT NULL CHECK (kind IN ('rekeyed', 'half_missing', 'ring_missing', 'end_missing')),
  subject TEXT NOT NULL, -- id of the colleague, version or letter
  case_id TEXT,
  at      {int} NOT NULL,
  read_at {int},
  version {int} NOT NULL
) {strict};

CREATE INDEX alarm_member ON alarm (member, read_at);
CREATE INDEX alarm_subject ON alarm (subject, kind);
