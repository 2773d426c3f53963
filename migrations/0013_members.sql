-- slice: registry
-- For which circles somebody is invited; how many people work in an institution; which institution
-- stands by a small one as its second person, and what that person said of keys and locks.

CREATE TABLE meant (
  member TEXT NOT NULL,
  kind   TEXT NOT NULL CHECK (kind IN ('front_desk', 'cases', 'sensitive', 'stewards')),
  PRIMARY KEY (member, kind)
) {strict};

CREATE TABLE staff (
  institution TEXT NOT NULL PRIMARY KEY,
  people      {int} NOT NULL -- as the entry said; with one or two a partner stands as second person
) {strict};

CREATE TABLE partner (
  institution TEXT NOT NULL PRIMARY KEY, -- the one that is stood by
  partner     TEXT NOT NULL,
  offered_at  {int} NOT NULL,
  offered_by  TEXT NOT NULL,
  offer_sig   {bytes} NOT NULL,          -- of the steward who asked
  accepted_by TEXT,                      -- NULL: not yet answered
  accepted_at {int},
  accept_sig  {bytes},                   -- of the steward who answered, over the offer
  version     {int} NOT NULL
) {strict};

CREATE INDEX partner_partner ON partner (partner);

CREATE TABLE vouch (
  member  TEXT NOT NULL PRIMARY KEY,
  keys    TEXT NOT NULL,    -- fingerprint of the keys that were compared
  partner TEXT NOT NULL,
  said_by TEXT NOT NULL,    -- the partner's steward
  said_at {int} NOT NULL,
  sig     {bytes} NOT NULL,
  version {int} NOT NULL
) {strict};

CREATE TABLE factor_reset (
  id          TEXT NOT NULL PRIMARY KEY,
  member      TEXT NOT NULL,
  institution TEXT NOT NULL,    -- of the steward who made it
  lock        TEXT NOT NULL,    -- id of the lock that the one-time code opens
  bytes       {bytes} NOT NULL, -- a random key under the code
  until       {int} NOT NULL,
  used_at     {int},
  version     {int} NOT NULL
) {strict};

CREATE INDEX factor_reset_member ON factor_reset (member, until);
