-- slice: registry
-- What the directory says of an institution beyond its signed card and its first entry, and who
-- brought it up to date. Every change takes a version of the institution's own row with it.

CREATE TABLE institution_detail (
  institution TEXT NOT NULL PRIMARY KEY,
  address     TEXT NOT NULL, -- for everybody; never of a shelter
  hours       TEXT NOT NULL  -- for everybody
) {strict};

CREATE TABLE institution_post (
  institution TEXT NOT NULL,
  place       {int} NOT NULL, -- 1 is called first
  post        TEXT NOT NULL,
  person      TEXT NOT NULL,  -- of the member of staff; empty where the post answers
  shift       TEXT NOT NULL,
  number      TEXT NOT NULL,  -- for members of receiving circles
  PRIMARY KEY (institution, place)
) {strict};

CREATE TABLE institution_change (
  institution TEXT NOT NULL,
  version     {int} NOT NULL, -- of the institution's row that came of it
  at          {int} NOT NULL,
  member      TEXT NOT NULL,
  fields      TEXT NOT NULL,  -- codes of what changed; empty: looked through and right
  PRIMARY KEY (institution, version)
) {strict};
