-- slice: accounts
-- How members enter. Sessions and their server halves lie in a store that no backup holds.

CREATE TABLE lock (
  id      TEXT NOT NULL PRIMARY KEY,
  member  TEXT NOT NULL,
  kind    TEXT NOT NULL CHECK (kind IN ('passphrase', 'recovery')),
  bytes   {bytes} NOT NULL, -- the bundle key under the lock
  version {int} NOT NULL,
  UNIQUE (member, kind)
) {strict};

CREATE TABLE bundle (
  member TEXT NOT NULL PRIMARY KEY,
  bytes  {bytes} NOT NULL -- the member's root under the bundle key
) {strict};

CREATE TABLE factor (
  member    TEXT NOT NULL PRIMARY KEY,
  kind      TEXT NOT NULL CHECK (kind IN ('totp')),
  bytes     {bytes} NOT NULL, -- the seed under the operations key
  last_step {int} NOT NULL,   -- a code is used once
  version   {int} NOT NULL
) {strict};

CREATE TABLE throttle (
  subject TEXT NOT NULL PRIMARY KEY, -- digest of a login or of a source address
  tries   {int} NOT NULL,
  until   {int} NOT NULL -- no try before this moment
) {strict};

CREATE TABLE sess.session (
  id       TEXT NOT NULL PRIMARY KEY, -- SHA-256 of the session id, hex
  member   TEXT NOT NULL,
  created  {int} NOT NULL,
  seen     {int} NOT NULL,
  ends     {int} NOT NULL,   -- absolute end
  limited  {int} NOT NULL CHECK (limited IN (0, 1)), -- by recovery code: may only set new locks
  bytes    {bytes} NOT NULL  -- the bundle, under the cookie and the server half
) {strict};

CREATE TABLE sess.server_half (
  session TEXT NOT NULL PRIMARY KEY,
  bytes   {bytes} NOT NULL
) {strict};
