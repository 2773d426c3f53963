-- slice: drafts
-- A form that a session sent after it had ended is not lost: who can show the session's cookie and the
-- form's token may leave three texts, sealed to the author.

CREATE TABLE sess.rescue (
  session TEXT NOT NULL PRIMARY KEY,
  member  TEXT NOT NULL,
  digest  {bytes} NOT NULL, -- knows the cookie's secret again; opens nothing
  until   {int} NOT NULL,
  remain  {int} NOT NULL    -- so many texts may still be left
) {strict};

CREATE TABLE rescued (
  id      TEXT NOT NULL PRIMARY KEY,
  member  TEXT NOT NULL,
  half_id TEXT NOT NULL,
  bytes   {bytes} NOT NULL, -- path and fields, to the author's card
  at      {int} NOT NULL,
  until   {int} NOT NULL
) {strict};

CREATE INDEX rescued_member ON rescued (member, until);
