-- slice: accounts
-- Six digits by which a member resumes a session that was covered or lay idle (V17).

CREATE TABLE pin (
  member  TEXT NOT NULL PRIMARY KEY,
  bytes   {bytes} NOT NULL, -- the digits, under the member's own key
  version {int} NOT NULL
) {strict};

CREATE TABLE sess.pin (
  session TEXT NOT NULL PRIMARY KEY,
  digest  {bytes} NOT NULL, -- of session and digits, under the key file's PIN secret
  tries   {int} NOT NULL,
  covered {int}             -- when the screen was covered; the digits are asked from then on
) {strict};
