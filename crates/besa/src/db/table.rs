//! The tables whose rows the record binds: every insert, change and removal goes through here,
//! so that the ledger entry can carry the hash of exactly the row that was written.

use super::{Error, Tx, Value};
use besa_ledger::{Cell, row_hash};

/// Who may read a column in clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Could stand on a public page.
    Open,
    /// Codes, ids, clocks: for members and the operator.
    Internal,
    /// Opens only in the session of somebody entitled.
    Sealed,
}

/// One column with its class.
pub(crate) type Column = (&'static str, Class);

/// A table that the record binds row by row.
#[derive(Debug)]
pub(crate) struct Table {
    /// Its name in both engines.
    pub(crate) name: &'static str,
    /// Its columns in the order of the migration.
    pub(crate) columns: &'static [Column],
    /// How many leading columns make the key.
    pub(crate) keys: usize,
}

impl Table {
    /// Whether its last column counts versions, so that two writers cannot both win.
    pub(crate) fn versioned(&self) -> bool {
        self.columns
            .last()
            .is_some_and(|(name, _)| *name == "version")
    }

    /// The key of a row as the record writes it.
    pub(crate) fn key(&self, values: &[Value]) -> String {
        let parts: Vec<String> = values.iter().take(self.keys).map(word).collect();
        parts.join("/")
    }

    /// The hash of a row as the record writes it.
    pub(crate) fn hash(&self, values: &[Value]) -> [u8; 32] {
        let cells: Vec<Cell<'_>> = values
            .iter()
            .map(|value| match value {
                Value::Int(Some(number)) => Cell::Int(*number),
                Value::Text(Some(text)) => Cell::Text(text),
                Value::Bytes(Some(bytes)) => Cell::Bytes(bytes),
                Value::Int(None) | Value::Text(None) | Value::Bytes(None) => Cell::Null,
            })
            .collect();
        row_hash(self.name, &cells)
    }

    fn names(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        names.join(", ")
    }

    fn key_clause(&self, first: usize) -> String {
        let parts: Vec<String> = self
            .columns
            .iter()
            .take(self.keys)
            .enumerate()
            .map(|(at, (name, _))| format!("{name} = ${}", first.saturating_add(at)))
            .collect();
        parts.join(" AND ")
    }

    /// Inserts one row; a row with the same key is an error of the database.
    pub(crate) async fn insert(&self, tx: &mut Tx<'_>, values: &[Value]) -> Result<(), Error> {
        debug_assert_eq!(values.len(), self.columns.len(), "{}", self.name);
        let marks: Vec<String> = (1..=values.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "INSERT INTO {} ({}) VALUES ({})",
            self.name,
            self.names(),
            marks.join(", ")
        );
        tx.composed(sql, values).await.map(|_| ())
    }

    /// Replaces the row with this key. Where the table counts versions, `values` carry the version
    /// that was read and the row is written with the next one. `false`: somebody else was first.
    pub(crate) async fn replace(
        &self,
        tx: &mut Tx<'_>,
        values: &mut [Value],
    ) -> Result<bool, Error> {
        debug_assert_eq!(values.len(), self.columns.len(), "{}", self.name);
        let sets: Vec<String> = self
            .columns
            .iter()
            .enumerate()
            .map(|(at, (name, _))| format!("{name} = ${}", at.saturating_add(1)))
            .collect();
        let next = values.len().saturating_add(1);
        let mut sql = format!(
            "UPDATE {} SET {} WHERE {}",
            self.name,
            sets.join(", "),
            self.key_clause(1)
        );
        let mut arguments = values.to_vec();
        if self.versioned()
            && let Some(Value::Int(Some(version))) = values.last_mut()
        {
            sql.push_str(&format!(" AND version = ${next}"));
            arguments.push(Value::from(*version));
            *version = version.saturating_add(1);
            let written = values.last().cloned();
            let place = arguments.len().saturating_sub(2);
            if let (Some(slot), Some(written)) = (arguments.get_mut(place), written) {
                *slot = written;
            }
        }
        Ok(tx.composed(sql, &arguments).await? == 1)
    }

    /// Removes the row with this key. `false`: it was not there.
    pub(crate) async fn remove(&self, tx: &mut Tx<'_>, key: &[Value]) -> Result<bool, Error> {
        let sql = format!("DELETE FROM {} WHERE {}", self.name, self.key_clause(1));
        Ok(tx.composed(sql, key).await? == 1)
    }

    /// The row with this key, every column in order.
    pub(crate) async fn one(
        &self,
        tx: &mut Tx<'_>,
        key: &[Value],
    ) -> Result<Option<Vec<Value>>, Error> {
        let sql = format!(
            "SELECT {} FROM {} WHERE {}",
            self.names(),
            self.name,
            self.key_clause(1)
        );
        let rows = tx.composed_rows(sql, key).await?;
        Ok(rows.first().map(|row| row.values().to_vec()))
    }

    /// Every row, for the verifier.
    pub(crate) async fn all(&self, tx: &mut Tx<'_>) -> Result<Vec<Vec<Value>>, Error> {
        let sql = format!("SELECT {} FROM {}", self.names(), self.name);
        let rows = tx.composed_rows(sql, &[]).await?;
        Ok(rows.iter().map(|row| row.values().to_vec()).collect())
    }
}

fn word(value: &Value) -> String {
    match value {
        Value::Int(Some(number)) => number.to_string(),
        Value::Text(Some(text)) => text.clone(),
        Value::Bytes(Some(bytes)) => data_encoding::HEXLOWER.encode(bytes),
        Value::Int(None) | Value::Text(None) | Value::Bytes(None) => String::new(),
    }
}
