-- slice: accounts
-- Second factors beside the telephone's code, and what a member sees of the own sessions.

-- When a factor was last shown: at the sign-in or at a step-up.
ALTER TABLE sess.session RENAME COLUMN created TO proved;
-- Browser and system in two words.
ALTER TABLE sess.session ADD COLUMN device TEXT NOT NULL DEFAULT '';

CREATE TABLE code_card (
  member  TEXT NOT NULL PRIMARY KEY,
  bytes   {bytes} NOT NULL, -- forty codes under the operations key; each is struck off by its use
  since   {int} NOT NULL,
  version {int} NOT NULL
) {strict};

CREATE TABLE security_key (
  id      TEXT NOT NULL PRIMARY KEY,
  member  TEXT NOT NULL,
  bytes   {bytes} NOT NULL, -- name, public key, origin and count under the operations key
  version {int} NOT NULL
) {strict};

CREATE INDEX security_key_member ON security_key (member);

-- Challenges that were answered: none is answered twice.
CREATE TABLE sess.challenge (
  digest TEXT NOT NULL PRIMARY KEY,
  until  {int} NOT NULL -- it is refused by its age from then on
) {strict};
