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
use rusqlite::{Connection as Files, params};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::convert::Infallible;
use std::ops::Range;
use std::path::Path;

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
    let acts = acts.max(BATCH);
    let took = match &place.database {
        Some(url) => tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?
            .block_on(in_postgres(url, acts))
            .map_err(|error| Stop(error.to_string()))?,
        None => in_files(&place.folder.join("bare.db"), acts)?,
    };
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

const ACTOR: &str = "pevmu5wugiv6rzrpub6omiyzsa";
const CHECKPOINT: &str = "besa/record\n1\nAAAA\n\n— besa/record AAAA\n";

/// What a batch writes besides its lines: the tiles of two levels and a signed checkpoint.
const LEVELS: [i64; 2] = [0, 1];

async fn in_postgres(url: &str, acts: usize) -> Result<f64, sqlx::Error> {
    let mut db = PgConnection::connect(url).await?;
    db.execute(AssertSqlSafe(tables("BIGINT", "BYTEA"))).await?;
    let watch = Watch::start();
    for batch in batches(acts) {
        db.execute("BEGIN").await?;
        for number in batch.clone() {
            db.execute("SAVEPOINT act").await?;
            sqlx::query(LINE)
                .bind(number)
                .bind(besa_id())
                .bind(number)
                .bind(ACTOR)
                .bind(ACTOR)
                .bind("open_case")
                .bind(format!("case-{}", number % 97))
                .bind(vec![7_u8; 32])
                .bind(vec![7_u8; 32])
                .bind(vec![7_u8; 320])
                .execute(&mut db)
                .await?;
            db.execute("RELEASE SAVEPOINT act").await?;
        }
        for level in LEVELS {
            sqlx::query(TILE)
                .bind(level)
                .bind(batch.start.div_euclid(256))
                .bind(256_i64)
                .bind(vec![7_u8; 8_192])
                .execute(&mut db)
                .await?;
        }
        sqlx::query(NOTE)
            .bind(batch.start)
            .bind(CHECKPOINT)
            .execute(&mut db)
            .await?;
        db.execute("COMMIT").await?;
    }
    let took = watch.read().as_secs_f64();
    db.close().await?;
    Ok(took)
}

fn in_files(file: &Path, acts: usize) -> rusqlite::Result<f64> {
    let db = Files::open(file)?;
    db.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")?;
    db.execute_batch(&tables("INTEGER", "BLOB"))?;
    let word = |sql: &str| db.prepare_cached(sql)?.execute([]).map(drop);
    let watch = Watch::start();
    for batch in batches(acts) {
        word("BEGIN IMMEDIATE")?;
        for number in batch.clone() {
            word("SAVEPOINT act")?;
            db.prepare_cached(LINE)?.execute(params![
                number,
                besa_id(),
                number,
                ACTOR,
                ACTOR,
                "open_case",
                format!("case-{}", number % 97),
                [7_u8; 32],
                [7_u8; 32],
                [7_u8; 320],
            ])?;
            word("RELEASE SAVEPOINT act")?;
        }
        for level in LEVELS {
            let place = batch.start.div_euclid(256);
            db.prepare_cached(TILE)?
                .execute(params![level, place, 256, vec![7_u8; 8_192]])?;
        }
        db.prepare_cached(NOTE)?
            .execute(params![batch.start, CHECKPOINT])?;
        word("COMMIT")?;
    }
    Ok(watch.read().as_secs_f64())
}

/// The numbers of the lines, commit by commit.
fn batches(acts: usize) -> impl Iterator<Item = Range<i64>> {
    let count = |many: usize| i64::try_from(many).unwrap_or(i64::MAX);
    (0..acts)
        .step_by(BATCH)
        .map(move |first| count(first)..count(first.saturating_add(BATCH)))
}

fn besa_id() -> String {
    format!(
        "{:032x}",
        u128::from_le_bytes(besa_vault::draw_id(&mut OsChance))
    )
}
