//! One list of migrations for both engines; a released one is never edited.

use super::{Db, Error, Writer, dialect};
use rusqlite::{Connection, TransactionBehavior, params};
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The migrations in order: number, name, text.
pub(super) const LIST: &[(i64, &str, &str)] = &[
    (
        1,
        "record",
        include_str!("../../../../migrations/0001_record.sql"),
    ),
    (
        2,
        "registry",
        include_str!("../../../../migrations/0002_registry.sql"),
    ),
    (
        3,
        "accounts",
        include_str!("../../../../migrations/0003_accounts.sql"),
    ),
    (
        4,
        "sealing",
        include_str!("../../../../migrations/0004_sealing.sql"),
    ),
    (
        5,
        "cases",
        include_str!("../../../../migrations/0005_cases.sql"),
    ),
    (
        6,
        "ladder",
        include_str!("../../../../migrations/0006_ladder.sql"),
    ),
    (
        8,
        "rotation",
        include_str!("../../../../migrations/0008_rotation.sql"),
    ),
    (
        9,
        "alarm",
        include_str!("../../../../migrations/0009_alarm.sql"),
    ),
    (
        10,
        "pin",
        include_str!("../../../../migrations/0010_pin.sql"),
    ),
    (
        11,
        "actor",
        include_str!("../../../../migrations/0011_actor.sql"),
    ),
    (
        12,
        "rescue",
        include_str!("../../../../migrations/0012_rescue.sql"),
    ),
    (
        13,
        "members",
        include_str!("../../../../migrations/0013_members.sql"),
    ),
    (
        14,
        "directory",
        include_str!("../../../../migrations/0014_directory.sql"),
    ),
    (
        15,
        "factors",
        include_str!("../../../../migrations/0015_factors.sql"),
    ),
    (
        16,
        "brake_and_erasure",
        include_str!("../../../../migrations/0016_brake_and_erasure.sql"),
    ),
    (
        17,
        "task_case",
        include_str!("../../../../migrations/0017_task_case.sql"),
    ),
];

/// Brings the schema up to date; refuses a database that a newer program has changed.
pub(super) async fn run(db: &Db) -> Result<(), Error> {
    up_to(db, i64::MAX).await
}

/// Brings the schema to where a program stood that knew no later migration than this.
pub(super) async fn up_to(db: &Db, last: i64) -> Result<(), Error> {
    let lite = db.is_lite();
    let known = LIST.iter().filter(|(version, ..)| *version <= last);
    let list = known.map(|(version, name, sql)| {
        Migration::new(
            *version,
            Cow::Borrowed(*name),
            MigrationType::Simple,
            AssertSqlSafe(dialect::spell(sql, lite)).into_sql_str(),
            false,
        )
    });
    let migrator = Migrator::with_migrations(list.collect());
    match &mut db.writer().await? {
        Writer::Lite(connection) => in_files(connection, &migrator)?,
        Writer::Pg(connection) => {
            connection.execute("SET statement_timeout = 0").await?;
            connection
                .execute("CREATE SCHEMA IF NOT EXISTS shred")
                .await?;
            connection
                .execute("CREATE SCHEMA IF NOT EXISTS sess")
                .await?;
            migrator.run(&mut **connection).await?;
        }
    }
    Ok(())
}

/// The same list and the same table as PostgreSQL's, by SQLite's own hand.
fn in_files(connection: &mut Connection, migrator: &Migrator) -> Result<(), Error> {
    let all = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    all.execute_batch(
        "CREATE TABLE IF NOT EXISTS _sqlx_migrations (version BIGINT PRIMARY KEY, \
         description TEXT NOT NULL, installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, \
         success BOOLEAN NOT NULL, checksum BLOB NOT NULL, execution_time BIGINT NOT NULL)",
    )?;
    let seen = all
        .prepare("SELECT version, checksum FROM _sqlx_migrations")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<BTreeMap<i64, Vec<u8>>, _>>()?;
    if let Some(newer) = seen.keys().find(|it| !migrator.version_exists(**it)) {
        return Err(MigrateError::VersionMissing(*newer).into());
    }
    for migration in migrator.iter() {
        match seen.get(&migration.version) {
            Some(checksum) if *checksum == *migration.checksum => {}
            Some(_) => return Err(MigrateError::VersionMismatch(migration.version).into()),
            None => {
                all.execute_batch(migration.sql.as_str())?;
                all.execute(
                    "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                     VALUES (?1, ?2, TRUE, ?3, -1)",
                    params![migration.version, &*migration.description, &*migration.checksum],
                )?;
            }
        }
    }
    Ok(all.commit()?)
}
