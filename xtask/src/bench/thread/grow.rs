//! A county grown old: rows of cases as they are, again and again, so that a page has much to find
//! its own among. Nothing of it opens or verifies; what is measured needs neither.

use crate::load::Place;
use crate::run::{Done, Stop};
use sqlx::{Connection, Executor, PgConnection};

/// The rows of a case that its page reads. The same statements on both engines; `{n}` is how many.
const ROWS: [&str; 4] = [
    "INSERT INTO case_file (id, code, owner, author, opened) \
     WITH RECURSIVE many(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM many WHERE i < {n}) \
     SELECT 'old-' || i, 'OLD-' || i, c.owner, c.author, c.opened - i FROM many, \
     (SELECT owner, author, opened FROM case_file ORDER BY opened LIMIT 1) AS c",
    "INSERT INTO fact (id, case_id, dimension, n, code, author, at) \
     WITH RECURSIVE many(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM many WHERE i < {n}) \
     SELECT 'old-' || i, 'old-' || i, f.dimension, f.n, f.code, f.author, f.at FROM many, \
     (SELECT dimension, n, code, author, at FROM fact ORDER BY at LIMIT 1) AS f",
    "INSERT INTO sealed (id, case_id, section, format, version, prev, owner, author, half_id, \
     commitment, bytes, sig, at) \
     WITH RECURSIVE many(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM many WHERE i < {n}) \
     SELECT 'old-' || i, 'old-' || i, s.section, s.format, s.version, s.prev, s.owner, s.author, 'old-' || i, \
     s.commitment, s.bytes, s.sig, s.at FROM many, \
     (SELECT * FROM sealed WHERE case_id IS NOT NULL ORDER BY at LIMIT 1) AS s",
    "INSERT INTO referral (id, code, case_id, kind, sender, author, receiver, outside, service, duty, \
     urgency, slip_id, sent_at, due_at, state, state_at, rung, version) \
     WITH RECURSIVE many(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM many WHERE i < {n}) \
     SELECT 'old-' || i, 'OLD-' || i, 'old-' || i, r.kind, r.sender, r.author, r.receiver, r.outside, r.service, \
     r.duty, r.urgency, r.slip_id, r.sent_at - i, r.due_at - i, 'concluded', r.state_at, r.rung, r.version FROM many, \
     (SELECT * FROM referral ORDER BY sent_at LIMIT 1) AS r",
];

/// Adds this many cases to a county that is not served.
pub(super) fn grow(place: &Place, cases: usize) -> Done {
    let rows = ROWS.map(|sql| sql.replace("{n}", &cases.to_string()));
    match &place.database {
        Some(url) => tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?
            .block_on(in_postgres(url, &rows))
            .map_err(|error| Stop(error.to_string())),
        None => {
            let db = rusqlite::Connection::open(place.folder.join("besa.db"))?;
            for sql in rows {
                db.execute(&sql, [])?;
            }
            Ok(db.execute_batch("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)")?)
        }
    }
}

async fn in_postgres(url: &str, rows: &[String]) -> Result<(), sqlx::Error> {
    let mut db = PgConnection::connect(url).await?;
    for sql in rows {
        db.execute(sqlx::AssertSqlSafe(sql.as_str())).await?;
    }
    db.execute("VACUUM ANALYZE").await?;
    db.close().await
}
