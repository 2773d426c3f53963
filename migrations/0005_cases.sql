-- slice: cases
-- Cases, their five dimensions, referrals and what happened to them, tasks and notices.
-- Nothing here names or describes a person: codes, clocks and institutions only.

CREATE TABLE case_file (
  id      TEXT NOT NULL PRIMARY KEY,
  code    TEXT NOT NULL UNIQUE,
  owner   TEXT NOT NULL,     -- institution
  author  TEXT NOT NULL,     -- member who opened it
  opened  {int} NOT NULL     -- to the minute
) {strict};
CREATE INDEX case_file_owner ON case_file (owner, opened);

CREATE TABLE fact (
  id        TEXT NOT NULL PRIMARY KEY,
  case_id   TEXT NOT NULL,
  dimension TEXT NOT NULL CHECK (dimension IN ('identification', 'assistance', 'consent', 'proceedings', 'residence')),
  n         {int} NOT NULL,  -- 1, 2, 3 within case and dimension
  code      TEXT NOT NULL,
  author    TEXT NOT NULL,
  at        {int} NOT NULL,
  UNIQUE (case_id, dimension, n)
) {strict};

CREATE TABLE consent (
  id          TEXT NOT NULL PRIMARY KEY,
  case_id     TEXT NOT NULL,
  referral_id TEXT NOT NULL,
  ground      TEXT NOT NULL CHECK (ground IN ('law', 'vital_interest', 'public_duty', 'consent')),
  sealed_id   TEXT NOT NULL, -- the person's wish, in a sealed version
  at          {int} NOT NULL
) {strict};
CREATE INDEX consent_case ON consent (case_id);

CREATE TABLE referral (
  id        TEXT NOT NULL PRIMARY KEY,
  code      TEXT NOT NULL UNIQUE,
  case_id   TEXT NOT NULL,
  kind      TEXT NOT NULL CHECK (kind IN ('referral', 'child_notice', 'duty_report')),
  sender    TEXT NOT NULL,   -- institution
  author    TEXT NOT NULL,   -- member
  receiver  TEXT NOT NULL,   -- institution, inside or outside the system
  outside   {int} NOT NULL CHECK (outside IN (0, 1)),
  service   TEXT NOT NULL,
  duty      TEXT NOT NULL,   -- by which duty the receiver is competent
  urgency   TEXT NOT NULL CHECK (urgency IN ('urgent', 'normal')),
  slip_id   TEXT NOT NULL,   -- sealed version of the minimum notice
  sent_at   {int} NOT NULL,
  due_at    {int} NOT NULL,
  state     TEXT NOT NULL,
  state_at  {int} NOT NULL,
  rung      {int} NOT NULL,  -- last rung of the ladder that was told
  version   {int} NOT NULL
) {strict};
CREATE INDEX referral_receiver ON referral (receiver, state);
CREATE INDEX referral_sender ON referral (sender, state);
CREATE INDEX referral_case ON referral (case_id);
CREATE INDEX referral_due ON referral (state, due_at);

CREATE TABLE referral_item (
  referral_id TEXT NOT NULL,
  sealed_id   TEXT NOT NULL,  -- exactly this version, for ever
  PRIMARY KEY (referral_id, sealed_id)
) {strict};

CREATE TABLE referral_event (
  referral_id TEXT NOT NULL,
  n           {int} NOT NULL,
  code        TEXT NOT NULL,
  body        TEXT NOT NULL,  -- the event: codes, ids and moments, never a text
  actor       TEXT NOT NULL,
  institution TEXT,
  sealed_id   TEXT,           -- what was said with it, sealed
  at          {int} NOT NULL,
  PRIMARY KEY (referral_id, n)
) {strict};

CREATE TABLE task (
  id          TEXT NOT NULL PRIMARY KEY,
  institution TEXT NOT NULL,
  member      TEXT,           -- when it is one person's
  kind        TEXT NOT NULL,
  case_id     TEXT,
  referral_id TEXT,
  due_at      {int} NOT NULL,
  done_at     {int},
  done_by     TEXT,
  version     {int} NOT NULL,
  CHECK ((done_at IS NULL) = (done_by IS NULL))
) {strict};
CREATE INDEX task_open ON task (institution, done_at, due_at);

CREATE TABLE notice (
  id          TEXT NOT NULL PRIMARY KEY,
  institution TEXT NOT NULL,
  kind        TEXT NOT NULL,  -- new_case, escalation_<rung>, …
  case_code   TEXT NOT NULL,
  county      TEXT NOT NULL,
  urgency     TEXT NOT NULL,
  referral_id TEXT,
  rung        {int} NOT NULL,
  at          {int} NOT NULL
) {strict};
CREATE INDEX notice_institution ON notice (institution, at);
