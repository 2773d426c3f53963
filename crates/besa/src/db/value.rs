//! Values that travel to and from the database: text, integer and bytes, each of them perhaps absent.

use super::Error;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::{Column, Row as _, SqlSafeStr, TypeInfo};

/// One value. The kind is kept even when it is absent, because PostgreSQL asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Value {
        Value::Int(Some(value))
    }
}
impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Value {
        Value::Int(value)
    }
}
impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Int(Some(i64::from(value)))
    }
}
impl From<&str> for Value {
    fn from(value: &str) -> Value {
        Value::Text(Some(value.to_owned()))
    }
}
impl From<String> for Value {
    fn from(value: String) -> Value {
        Value::Text(Some(value))
    }
}
impl From<Option<String>> for Value {
    fn from(value: Option<String>) -> Value {
        Value::Text(value)
    }
}
impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Value {
        Value::Bytes(Some(value.to_vec()))
    }
}
impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Value {
        Value::Bytes(Some(value))
    }
}
impl From<Option<Vec<u8>>> for Value {
    fn from(value: Option<Vec<u8>>) -> Value {
        Value::Bytes(value)
    }
}
impl<const N: usize> From<[u8; N]> for Value {
    fn from(value: [u8; N]) -> Value {
        Value::Bytes(Some(value.to_vec()))
    }
}

pub(super) fn pg(
    sql: impl SqlSafeStr,
    arguments: &[Value],
) -> sqlx::query::Query<'static, sqlx::Postgres, PgArguments> {
    arguments
        .iter()
        .fold(sqlx::query(sql), |query, value| match value.clone() {
            Value::Int(value) => query.bind(value),
            Value::Text(value) => query.bind(value),
            Value::Bytes(value) => query.bind(value),
        })
}

/// One row, its columns by position in the query's own order.
#[derive(Clone, Debug)]
pub(crate) struct Row(Vec<Value>);

impl Row {
    pub(super) fn of(values: Vec<Value>) -> Row {
        Row(values)
    }

    pub(super) fn from_pg(row: &PgRow) -> Result<Row, Error> {
        row.columns()
            .iter()
            .map(|column| {
                let at = column.ordinal();
                Ok(match column.type_info().name() {
                    "TEXT" | "VARCHAR" | "NAME" => Value::Text(row.try_get(at)?),
                    "BYTEA" => Value::Bytes(row.try_get(at)?),
                    "INT4" => Value::Int(row.try_get::<Option<i32>, _>(at)?.map(i64::from)),
                    _ => Value::Int(row.try_get(at)?),
                })
            })
            .collect::<Result<_, Error>>()
            .map(Row)
    }

    /// The values in column order.
    pub(crate) fn values(&self) -> &[Value] {
        &self.0
    }

    /// Text that may be absent.
    pub(crate) fn maybe_text(&self, at: usize) -> Option<String> {
        match self.0.get(at) {
            Some(Value::Text(value)) => value.clone(),
            Some(Value::Int(_) | Value::Bytes(_)) | None => None,
        }
    }

    /// Text; empty where the column is absent, which a NOT NULL column never is.
    pub(crate) fn text(&self, at: usize) -> String {
        self.maybe_text(at).unwrap_or_default()
    }

    /// An integer that may be absent.
    pub(crate) fn maybe_int(&self, at: usize) -> Option<i64> {
        match self.0.get(at) {
            Some(Value::Int(value)) => *value,
            Some(Value::Text(_) | Value::Bytes(_)) | None => None,
        }
    }

    /// An integer; zero where the column is absent.
    pub(crate) fn int(&self, at: usize) -> i64 {
        self.maybe_int(at).unwrap_or_default()
    }

    /// Bytes that may be absent.
    pub(crate) fn maybe_bytes(&self, at: usize) -> Option<Vec<u8>> {
        match self.0.get(at) {
            Some(Value::Bytes(value)) => value.clone(),
            Some(Value::Int(_) | Value::Text(_)) | None => None,
        }
    }

    /// Bytes; empty where the column is absent.
    pub(crate) fn bytes(&self, at: usize) -> Vec<u8> {
        self.maybe_bytes(at).unwrap_or_default()
    }

    /// Something written as text, for instance an id; `None` where absent or not of that form.
    pub(crate) fn parse<T: std::str::FromStr>(&self, at: usize) -> Option<T> {
        self.maybe_text(at)?.parse().ok()
    }
}
