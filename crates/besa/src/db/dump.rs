//! Every row of a store in both directions, for backups: the tables are asked of the database
//! itself, so that a new one can never be forgotten.

use super::value::{self, Row, Value};
use super::{Db, Error, Tx, lite, migrate};
use futures_util::TryStreamExt;
use sqlx::AssertSqlSafe;

/// What a backup set holds. Sessions and their server halves are in none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Store {
    /// Everything but the burnable halves.
    Main,
    /// The burnable halves.
    Shred,
}

/// What kind of value a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Int,
    Text,
    Bytes,
}

/// A table as it is dumped: its full name, its columns in order.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    kinds: Vec<Kind>,
}

/// How many values one statement carries at most; both engines take more.
const VALUES: usize = 2_000;

/// The tables of a store, in the order of their names.
pub(crate) async fn shapes(tx: &mut Tx<'_>, store: Store) -> Result<Vec<Shape>, Error> {
    let (schema, tables, columns) = match (&tx, store) {
        (Tx::Lite(_), Store::Main) => (
            "main",
            "SELECT name FROM main.sqlite_schema WHERE type = 'table' ORDER BY name",
            LITE_COLUMNS,
        ),
        (Tx::Lite(_), Store::Shred) => (
            "shred",
            "SELECT name FROM shred.sqlite_schema WHERE type = 'table' ORDER BY name",
            LITE_COLUMNS,
        ),
        (Tx::Pg(_), Store::Main) => ("public", PG_TABLES, PG_COLUMNS),
        (Tx::Pg(_), Store::Shred) => ("shred", PG_TABLES, PG_COLUMNS),
    };
    let in_schema = [Value::from(schema)];
    let arguments: &[Value] = if matches!(tx, Tx::Pg(_)) {
        &in_schema
    } else {
        &[]
    };
    let named = tx.rows(tables, arguments).await?;
    let mut shapes = Vec::with_capacity(named.len());
    for table in named.iter().map(|row| row.text(0)) {
        if table == "_sqlx_migrations" || table.starts_with("sqlite_") {
            continue;
        }
        let of = [Value::from(schema), Value::from(table.as_str())];
        let rows = tx.rows(columns, &of).await?;
        let columns: Vec<String> = rows.iter().map(|row| row.text(0)).collect();
        let kinds = rows.iter().map(|row| kind(&row.text(1))).collect();
        let name = match store {
            Store::Main => table,
            Store::Shred => format!("shred.{table}"),
        };
        shapes.push(Shape {
            name,
            columns,
            kinds,
        });
    }
    Ok(shapes)
}

const LITE_COLUMNS: &str = "SELECT name, type FROM pragma_table_info($2, $1) ORDER BY cid";
const PG_TABLES: &str = "SELECT table_name::TEXT FROM information_schema.tables \
     WHERE table_schema = $1 AND table_type = 'BASE TABLE' ORDER BY table_name";
const PG_COLUMNS: &str = "SELECT column_name::TEXT, data_type::TEXT FROM information_schema.columns \
     WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position";

fn kind(name: &str) -> Kind {
    match name.to_ascii_uppercase().as_str() {
        "BLOB" | "BYTEA" => Kind::Bytes,
        "INTEGER" | "BIGINT" => Kind::Int,
        _ => Kind::Text,
    }
}

/// Hands over every row of a table, one after another; none is kept.
pub(crate) async fn each<E: From<Error>>(
    tx: &mut Tx<'_>,
    shape: &Shape,
    mut take: impl FnMut(&Row) -> Result<(), E>,
) -> Result<(), E> {
    let sql = format!("SELECT {} FROM {}", shape.columns.join(", "), shape.name);
    match tx {
        Tx::Lite(connection) => {
            lite::each(connection, &sql, &[], |row| take(&row))?;
        }
        Tx::Pg(connection) => {
            let mut rows = value::pg(AssertSqlSafe(sql), &[]).fetch(&mut **connection);
            while let Some(row) = rows.try_next().await.map_err(Error::from)? {
                take(&Row::from_pg(&row)?)?;
            }
        }
    }
    Ok(())
}

/// How many rows one statement may carry for this table.
pub(crate) fn rows_at_once(shape: &Shape) -> usize {
    VALUES.checked_div(shape.columns.len()).unwrap_or(1).max(1)
}

/// Writes rows as they are; an absent value takes the kind of its column.
pub(crate) async fn fill(
    tx: &mut Tx<'_>,
    shape: &Shape,
    rows: Vec<Vec<Value>>,
) -> Result<(), Error> {
    if rows.is_empty() {
        return Ok(());
    }
    let width = shape.columns.len();
    let tuple = |row: usize| {
        let first = row.saturating_mul(width);
        let marks: Vec<String> = (1..=width)
            .map(|at| format!("${}", first.saturating_add(at)))
            .collect();
        format!("({})", marks.join(", "))
    };
    let tuples: Vec<String> = (0..rows.len()).map(tuple).collect();
    let sql = format!(
        "INSERT INTO {} ({}) VALUES {}",
        shape.name,
        shape.columns.join(", "),
        tuples.join(", ")
    );
    let values: Vec<Value> = rows
        .into_iter()
        .flat_map(|row| row.into_iter().zip(&shape.kinds))
        .map(|(value, kind)| match (value, kind) {
            (Value::Int(None) | Value::Text(None) | Value::Bytes(None), Kind::Int) => {
                Value::Int(None)
            }
            (Value::Int(None) | Value::Text(None) | Value::Bytes(None), Kind::Text) => {
                Value::Text(None)
            }
            (Value::Int(None) | Value::Text(None) | Value::Bytes(None), Kind::Bytes) => {
                Value::Bytes(None)
            }
            (value, Kind::Int | Kind::Text | Kind::Bytes) => value,
        })
        .collect();
    tx.composed(sql, &values).await.map(|_| ())
}

/// Removes every row of a store.
pub(crate) async fn clear(tx: &mut Tx<'_>, store: Store) -> Result<(), Error> {
    for shape in shapes(tx, store).await? {
        tx.composed(format!("DELETE FROM {}", shape.name), &[])
            .await?;
    }
    Ok(())
}

/// The number of the last migration that this database has seen.
pub(crate) async fn version(tx: &mut Tx<'_>) -> Result<i64, Error> {
    let row = tx
        .row("SELECT MAX(version) FROM _sqlx_migrations", &[])
        .await?;
    Ok(row.map_or(0, |row| row.int(0)))
}

/// The number of the newest migration that this program knows.
pub(crate) fn newest() -> i64 {
    migrate::LIST.last().map_or(0, |(version, ..)| *version)
}

/// Opens a place with the schema of an earlier program, to be filled and brought up to date.
pub(crate) async fn opened_at(place: &super::Place, version: i64) -> Result<Db, Error> {
    let db = Db::connect(place).await?;
    migrate::up_to(&db, version).await?;
    Ok(db)
}
