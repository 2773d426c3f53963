-- slice: record
-- The record: what was done, by whom, in an order that outsiders can check; beside it the
-- deployment's own facts, the answers of acts already done, and the dated rules.

CREATE TABLE meta (
  key    TEXT NOT NULL PRIMARY KEY, -- deployment, root, log_key, founded
  value  TEXT NOT NULL              -- public values only
) {strict};

CREATE TABLE ledger_entry (
  idx         {int} NOT NULL PRIMARY KEY, -- position in the tree, from 0, without gaps
  id          TEXT  NOT NULL UNIQUE,      -- random
  at          {int} NOT NULL,             -- microseconds UTC
  actor       TEXT  NOT NULL,             -- member id, or system:<job>, or founder
  institution TEXT,                       -- the actor's institution
  act         TEXT  NOT NULL,             -- code of the act
  case_id     TEXT,                       -- the case it concerns
  commitment  {bytes} NOT NULL,           -- HMAC of the body under the salt
  salt        {bytes},                    -- gone after an erasure
  body        {bytes}                     -- gone after an erasure
) {strict};
CREATE INDEX ledger_entry_case ON ledger_entry (case_id, idx);
CREATE INDEX ledger_entry_act ON ledger_entry (institution, act, idx);

CREATE TABLE ledger_tile (
  level  {int} NOT NULL, -- 0 holds leaves
  idx    {int} NOT NULL, -- number of the tile in its level
  width  {int} NOT NULL, -- 1..256 hashes
  bytes  {bytes} NOT NULL,
  PRIMARY KEY (level, idx)
) {strict};

CREATE TABLE ledger_checkpoint (
  n    {int} NOT NULL PRIMARY KEY, -- from 1, without gaps
  note TEXT NOT NULL               -- the signed note: size and root of the tree
) {strict};

CREATE TABLE done (
  key     TEXT NOT NULL PRIMARY KEY, -- idempotency key of a rendered form
  member  TEXT NOT NULL,
  act     TEXT NOT NULL,
  digest  {bytes} NOT NULL,          -- of the body that came with it
  answer  TEXT NOT NULL,             -- where the first answer led, ids only
  at      {int} NOT NULL
) {strict};

CREATE TABLE rule (
  kind       TEXT NOT NULL,
  code       TEXT NOT NULL,
  version    {int} NOT NULL,
  valid_from TEXT NOT NULL, -- yyyy-mm-dd
  valid_to   TEXT,
  source     TEXT NOT NULL, -- law, article or paper
  body       TEXT NOT NULL, -- the file as it was loaded
  PRIMARY KEY (kind, code, version)
) {strict};
