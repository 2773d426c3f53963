-- slice: registry
-- Institutions, the circles inside them, the people in their posts, and the signed cards
-- that bind all of these to keys.

CREATE TABLE institution (
  id            TEXT NOT NULL PRIMARY KEY,
  kind          TEXT NOT NULL,  -- code of rules/kinds.toml
  name          TEXT NOT NULL,
  county        TEXT NOT NULL,  -- ISO code of the county of its seat
  seat          TEXT NOT NULL,  -- municipality code of its seat
  public_line   TEXT NOT NULL,  -- telephone for everybody; empty when there is none
  duty_contact  TEXT NOT NULL,  -- telephone of the person on duty; for members of receiving circles
  joined        {int} NOT NULL CHECK (joined IN (0, 1)), -- 0: known, works outside the system
  version       {int} NOT NULL
) {strict};

CREATE TABLE institution_area (
  institution TEXT NOT NULL,
  area        TEXT NOT NULL, -- municipality code, county ISO code, or AL for the whole country
  PRIMARY KEY (institution, area)
) {strict};

CREATE TABLE institution_service (
  institution TEXT NOT NULL,
  service     TEXT NOT NULL, -- code of rules/services.toml
  PRIMARY KEY (institution, service)
) {strict};

CREATE TABLE card (
  id          TEXT NOT NULL PRIMARY KEY,
  kind        TEXT NOT NULL CHECK (kind IN ('institution', 'member', 'circle')),
  subject     TEXT NOT NULL, -- id of the institution, member or circle
  serial      {int} NOT NULL,-- serial of the card; for a circle its epoch
  institution TEXT NOT NULL,
  bytes       {bytes} NOT NULL, -- the card
  sig         {bytes} NOT NULL, -- of the root, the institution, or the epoch before
  sig_member  {bytes},          -- for a circle: of the founder or the rotating member
  hash        {bytes} NOT NULL,
  UNIQUE (kind, subject, serial)
) {strict};

CREATE TABLE circle (
  id          TEXT NOT NULL PRIMARY KEY,
  institution TEXT NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('front_desk', 'cases', 'sensitive', 'stewards')),
  epoch       {int} NOT NULL,
  version     {int} NOT NULL,
  UNIQUE (institution, kind)
) {strict};

CREATE TABLE circle_member (
  circle      TEXT NOT NULL,
  epoch       {int} NOT NULL,
  member      TEXT NOT NULL,
  admits      {int} NOT NULL CHECK (admits IN (0, 1)), -- may admit others
  admitted_by TEXT NOT NULL,
  bytes       {bytes} NOT NULL, -- the circle's root, sealed to the member's card
  sig         {bytes} NOT NULL, -- of the admitting member
  PRIMARY KEY (circle, epoch, member)
) {strict};

CREATE TABLE chain (
  circle TEXT NOT NULL,
  epoch  {int} NOT NULL, -- the root of this epoch, sealed under the next one
  bytes  {bytes} NOT NULL,
  PRIMARY KEY (circle, epoch)
) {strict};

CREATE TABLE member (
  id          TEXT NOT NULL PRIMARY KEY,
  institution TEXT NOT NULL,
  login       TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL, -- of the member of staff, as on the card
  post        TEXT NOT NULL,
  role        TEXT NOT NULL,
  profession  TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('invited', 'keyed', 'confirmed', 'suspended', 'left')),
  lang        TEXT NOT NULL CHECK (lang IN ('sq', 'en')),
  keys        {bytes},      -- public keys offered at enrolment, until the card carries them
  version     {int} NOT NULL
) {strict};

CREATE TABLE invitation (
  member  TEXT NOT NULL PRIMARY KEY,
  founder {int} NOT NULL CHECK (founder IN (0, 1)), -- the first steward makes the circles
  lock    TEXT NOT NULL,             -- id of the lock that the one-time code opens
  bytes   {bytes} NOT NULL,          -- under the code: for a founder the institution's signing seed, else a random key
  until   {int} NOT NULL,
  used_at {int},
  version {int} NOT NULL
) {strict};
