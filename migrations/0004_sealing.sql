-- slice: sealing
-- Everything about a person: sealed versions, the rings that open them inside a circle,
-- the letters that carry them between circles, and the halves that can be burnt.

CREATE TABLE sealed (
  id       TEXT NOT NULL PRIMARY KEY,
  case_id  TEXT,              -- absent for what belongs to an institution, not to a case
  section  TEXT NOT NULL,
  format   {int} NOT NULL,     -- of the section's content
  version  {int} NOT NULL,
  prev     {bytes},           -- hash of the version before
  owner    TEXT NOT NULL,     -- institution
  author   TEXT NOT NULL,     -- member
  half_id  TEXT NOT NULL UNIQUE,
  commitment {bytes} NOT NULL,
  bytes    {bytes} NOT NULL,
  sig      {bytes} NOT NULL,
  at       {int} NOT NULL     -- to the minute
) {strict};
CREATE UNIQUE INDEX sealed_order ON sealed (case_id, section, owner, version);

CREATE TABLE ring (
  circle    TEXT NOT NULL,
  sealed_id TEXT NOT NULL,
  letter_id TEXT NOT NULL,    -- empty for the circle's own
  epoch     {int} NOT NULL,
  bytes     {bytes} NOT NULL,
  PRIMARY KEY (circle, sealed_id, letter_id)
) {strict};
CREATE INDEX ring_sealed ON ring (sealed_id);
CREATE INDEX ring_letter ON ring (letter_id);

CREATE TABLE letter (
  id          TEXT NOT NULL PRIMARY KEY,
  case_id     TEXT NOT NULL,
  referral_id TEXT NOT NULL,
  stage       TEXT NOT NULL CHECK (stage IN ('slip', 'package', 'answer')),
  sender      TEXT NOT NULL,    -- member
  circle      TEXT NOT NULL,    -- receiving circle
  epoch       {int} NOT NULL,
  until       {int},
  statement   {bytes} NOT NULL,
  body        {bytes},          -- gone when the letter ends
  body_hash   {bytes} NOT NULL, -- stays
  sig         {bytes} NOT NULL
) {strict};
CREATE INDEX letter_circle ON letter (circle, case_id);
CREATE INDEX letter_referral ON letter (referral_id);

CREATE TABLE letter_end (
  letter_id TEXT NOT NULL PRIMARY KEY,
  reason    TEXT NOT NULL CHECK (reason IN ('withdrawn', 'declined', 'expired')),
  by_actor  TEXT NOT NULL,
  at        {int} NOT NULL,
  sig       {bytes}             -- absent when a job ended it
) {strict};

CREATE TABLE draft (
  id      TEXT NOT NULL PRIMARY KEY,
  member  TEXT NOT NULL,
  form    TEXT NOT NULL,
  case_id TEXT,
  half_id TEXT NOT NULL,
  bytes   {bytes} NOT NULL,
  created {int} NOT NULL,
  saved   {int} NOT NULL,
  until   {int} NOT NULL,
  version {int} NOT NULL
) {strict};
CREATE INDEX draft_member ON draft (member, until);

CREATE TABLE shred.half (
  id    TEXT NOT NULL PRIMARY KEY,
  boot  TEXT NOT NULL,       -- the start of the node that made it
  bytes {bytes} NOT NULL,
  made  {int} NOT NULL
) {strict};

CREATE TABLE shred.boot (
  id   TEXT NOT NULL PRIMARY KEY,
  beat {int} NOT NULL         -- last sign of life
) {strict};
