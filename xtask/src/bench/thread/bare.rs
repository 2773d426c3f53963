//! What the machine does without us: one Argon2id, one HPKE opening, the statements of an act's line.

use crate::bench::figure::Figure;
use crate::load::Place;
use crate::run::{Done, Stop};
use crate::say::Watch;
use besa_vault::{Chance, OsChance, Params, spend_lock};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::XWing;
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{Kem, OpModeR, OpModeS};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, SqliteConnection};
use std::convert::Infallible;

/// Acts that share a commit under load, as the writer allows.
const BATCH: usize = 64;

/// One lock at its full price, one opening of an envelope.
pub(super) fn keys() -> Done<Vec<Figure>> {
    let lock = best(5, || {
        let _spent = spend_lock(Params::DECIDED, "pesë fjalë që nuk hapin asgjë");
        Ok(())
    })?;
    let (private, public) = XWing::gen_keypair_with_rng(&mut System);
    let (enc, sealed) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, XWing>(
        &OpModeS::Base,
        &public,
        b"bench",
        &[7; 256],
        b"place",
        &mut System,
    )
    .map_err(|error| Stop(error.to_string()))?;
    let opening = best(200, || {
        hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, XWing>(
            &OpModeR::Base,
            &private,
            &enc,
            b"bench",
            &sealed,
            b"place",
        )
        .map(drop)
        .map_err(|error| Stop(error.to_string()))
    })?;
    Ok(vec![
        Figure::of("calibration_argon2id", "none").with("cpu_ms", lock),
        Figure::of("calibration_hpke_open", "none").with("cpu_ms", opening),
    ])
}

/// The least that it ever took, in milliseconds: nothing but this thread is asked.
fn best(often: usize, mut once: impl FnMut() -> Done) -> Done<f64> {
    let mut least = f64::INFINITY;
    for _ in 0..often {
        let watch = Watch::start();
        once()?;
        least = least.min(watch.read().as_secs_f64() * 1_000.0);
    }
    Ok(least)
}

/// Randomness of the operating system, as the envelope library takes it.
struct System;

impl TryRng for System {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        OsChance.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        OsChance.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        OsChance.fill(bytes);
        Ok(())
    }
}

impl TryCryptoRng for System {}

/// Lines a second when nothing is done but writing them: the same rows, 64 to a commit, in the
/// same database beside the real ones.
pub(super) fn statements(place: &Place, acts: usize) -> Done<f64> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let acts = acts.max(BATCH);
    let took = runtime
        .block_on(async {
            match &place.database {
                Some(url) => {
                    let mut connection = PgConnection::connect(url).await?;
                    let took = lines_pg(&mut connection, acts).await?;
                    connection.close().await?;
                    Ok(took)
                }
                None => {
                    let mut connection = SqliteConnectOptions::new()
                        .filename(place.folder.join("bare.db"))
                        .create_if_missing(true)
                        .journal_mode(SqliteJournalMode::Wal)
                        .synchronous(SqliteSynchronous::Full)
                        .connect()
                        .await?;
                    let took = lines_lite(&mut connection, acts).await?;
                    connection.close().await?;
                    Ok(took)
                }
            }
        })
        .map_err(|error: sqlx::Error| Stop(error.to_string()))?;
    let acts = f64::from(u32::try_from(acts).unwrap_or(u32::MAX));
    Ok(acts / took)
}

const LINE: &str = "INSERT INTO bare_line (idx, id, at, actor, institution, act, case_id, commitment, salt, body) \
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const TILE: &str = "INSERT INTO bare_tile (level, idx, width, bytes) VALUES ($1, $2, $3, $4) \
                    ON CONFLICT (level, idx) DO UPDATE SET width = $3, bytes = $4";
const NOTE: &str = "INSERT INTO bare_note (n, note) VALUES ($1, $2)";

fn tables(int: &str, bytes: &str) -> String {
    format!(
        "CREATE TABLE bare_line (idx {int} NOT NULL PRIMARY KEY, id TEXT NOT NULL UNIQUE, at {int} NOT NULL, \
           actor TEXT NOT NULL, institution TEXT, act TEXT NOT NULL, case_id TEXT, commitment {bytes} NOT NULL, \
           salt {bytes}, body {bytes}); \
         CREATE INDEX bare_line_case ON bare_line (case_id, idx); \
         CREATE INDEX bare_line_act ON bare_line (institution, act, idx); \
         CREATE TABLE bare_tile (level {int} NOT NULL, idx {int} NOT NULL, width {int} NOT NULL, \
           bytes {bytes} NOT NULL, PRIMARY KEY (level, idx)); \
         CREATE TABLE bare_note (n {int} NOT NULL PRIMARY KEY, note TEXT NOT NULL);"
    )
}

/// Written once for each engine: a connection and its arguments have different types.
macro_rules! lines {
    ($name:ident, $connection:ty, $int:literal, $bytes:literal, $begin:literal) => {
        async fn $name(connection: &mut $connection, acts: usize) -> Result<f64, sqlx::Error> {
            connection
                .execute(AssertSqlSafe(tables($int, $bytes)))
                .await?;
            let watch = Watch::start();
            let mut number = 0_i64;
            let mut batch = 0_i64;
            while usize::try_from(number).is_ok_and(|it| it < acts) {
                connection.execute($begin).await?;
                for _ in 0..BATCH {
                    connection.execute("SAVEPOINT act").await?;
                    sqlx::query(LINE)
                        .bind(number)
                        .bind(format!("{:032x}", besa_id()))
                        .bind(number)
                        .bind("pevmu5wugiv6rzrpub6omiyzsa")
                        .bind("pevmu5wugiv6rzrpub6omiyzsa")
                        .bind("open_case")
                        .bind(format!("case-{}", number % 97))
                        .bind(vec![7_u8; 32])
                        .bind(vec![7_u8; 32])
                        .bind(vec![7_u8; 320])
                        .execute(&mut *connection)
                        .await?;
                    connection.execute("RELEASE SAVEPOINT act").await?;
                    number = number.saturating_add(1);
                }
                for level in 0..2_i64 {
                    sqlx::query(TILE)
                        .bind(level)
                        .bind(number.div_euclid(256))
                        .bind(256_i64)
                        .bind(vec![7_u8; 8_192])
                        .execute(&mut *connection)
                        .await?;
                }
                sqlx::query(NOTE)
                    .bind(batch)
                    .bind("besa/record\n1\nAAAA\n\n— besa/record AAAA\n")
                    .execute(&mut *connection)
                    .await?;
                batch = batch.saturating_add(1);
                connection.execute("COMMIT").await?;
            }
            Ok(watch.read().as_secs_f64())
        }
    };
}

lines!(
    lines_lite,
    SqliteConnection,
    "INTEGER",
    "BLOB",
    "BEGIN IMMEDIATE"
);
lines!(lines_pg, PgConnection, "BIGINT", "BYTEA", "BEGIN");

fn besa_id() -> u128 {
    u128::from_le_bytes(besa_vault::draw_id(&mut OsChance))
}
