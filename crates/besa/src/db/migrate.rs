//! One list of migrations for both engines; a released one is never edited.

use super::{Db, Writer, dialect};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};
use std::borrow::Cow;

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
        14,
        "directory",
        include_str!("../../../../migrations/0014_directory.sql"),
    ),
];

/// Brings the schema up to date; refuses a database that a newer program has changed.
pub(super) async fn run(db: &Db) -> Result<(), sqlx::Error> {
    up_to(db, i64::MAX).await
}

/// Brings the schema to where a program stood that knew no later migration than this.
pub(super) async fn up_to(db: &Db, last: i64) -> Result<(), sqlx::Error> {
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
        Writer::Lite(connection) => migrator.run(connection).await?,
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
