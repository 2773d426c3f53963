-- slice: registry
-- Circles that wait for their next key because somebody left them: the next session of a member
-- who stayed rotates.

CREATE TABLE rotation_due (
  circle TEXT NOT NULL PRIMARY KEY,
  since  {int} NOT NULL
) {strict};

CREATE INDEX circle_member_member ON circle_member (member);
