-- slice: cases
-- Whom each rung of a referral's ladder reaches, fixed when it was sent. An office that was passed
-- over stands in no row, so that a job without keys cannot tell it.

CREATE TABLE referral_rung (
  referral_id TEXT NOT NULL,
  rung        {int} NOT NULL,
  institution TEXT NOT NULL,
  PRIMARY KEY (referral_id, rung)
) {strict};
