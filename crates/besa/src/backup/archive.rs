//! The file of a backup set: lines of JSON, packed by zstd, closed by age to its recipients. The
//! stock tools open it too: `age -d -i KEY set.age | zstd -d`.

use crate::app::Unopened;
use crate::db::{Row, Value};
use crate::founding::unwritten;
use besa_vault::{BackupKey, BackupReader, BackupRecipient, BackupWriter};
use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use zstd::stream::read::Decoder;
use zstd::stream::write::Encoder;

/// How hard zstd tries.
const LEVEL: i32 = 6;

/// The first line: what the set is, of which deployment, and where the record stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Head {
    /// Always 1.
    pub(crate) besa_backup: u32,
    /// `main` or `shred`.
    pub(crate) set: String,
    /// Id of the deployment, hexadecimal.
    pub(crate) deployment: String,
    /// When it was taken, microseconds UTC.
    pub(crate) taken: i64,
    /// Number of the last migration.
    pub(crate) schema: i64,
    /// The record's last checkpoint as it was signed.
    pub(crate) checkpoint: String,
}

/// One line after the head.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Line {
    /// The rows that follow are of this table.
    Table(String, Vec<String>),
    /// A row.
    Row(Vec<Cell>),
    /// Nothing follows; so many rows were written.
    End(u64),
}

/// One value of a row.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Cell {
    Int(i64),
    Text(String),
    Bytes { b64: String },
    Absent(()),
}

impl Cell {
    fn of(value: &Value) -> Cell {
        match value {
            Value::Int(Some(number)) => Cell::Int(*number),
            Value::Text(Some(text)) => Cell::Text(text.clone()),
            Value::Bytes(Some(bytes)) => Cell::Bytes {
                b64: BASE64.encode(bytes),
            },
            Value::Int(None) | Value::Text(None) | Value::Bytes(None) => Cell::Absent(()),
        }
    }

    fn value(self) -> Option<Value> {
        Some(match self {
            Cell::Int(number) => Value::from(number),
            Cell::Text(text) => Value::from(text),
            Cell::Bytes { b64 } => Value::from(BASE64.decode(b64.as_bytes()).ok()?),
            Cell::Absent(()) => Value::Int(None),
        })
    }
}

/// A set being written; under its own name only once it is whole.
pub(super) struct Writing {
    out: Encoder<'static, BackupWriter<BufWriter<File>>>,
    path: PathBuf,
    part: PathBuf,
    rows: u64,
}

impl Writing {
    pub(super) fn begin(
        path: PathBuf,
        recipients: &[BackupRecipient],
        head: &Head,
    ) -> Result<Writing, Unopened> {
        let part = path.with_extension("part");
        let file = File::options()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&part)
            .map_err(|error| unwritten(&part, &error))?;
        let out = BackupWriter::new(recipients, BufWriter::new(file))
            .and_then(|out| Encoder::new(out, LEVEL))
            .map_err(|error| unwritten(&part, &error))?;
        let mut writing = Writing {
            out,
            path,
            part,
            rows: 0,
        };
        writing.line(head)?;
        Ok(writing)
    }

    pub(super) fn table(&mut self, name: &str, columns: &[String]) -> Result<(), Unopened> {
        self.line(&Line::Table(name.to_owned(), columns.to_vec()))
    }

    pub(super) fn row(&mut self, row: &Row) -> Result<(), Unopened> {
        self.rows = self.rows.saturating_add(1);
        self.line(&Line::Row(row.values().iter().map(Cell::of).collect()))
    }

    fn line(&mut self, line: &impl Serialize) -> Result<(), Unopened> {
        serde_json::to_writer(&mut self.out, line)
            .map_err(std::io::Error::from)
            .and_then(|()| self.out.write_all(b"\n"))
            .map_err(|error| unwritten(&self.part, &error))
    }

    /// Ends the file, waits until it lies on the disk, and gives it its name.
    pub(super) fn end(mut self) -> Result<PathBuf, Unopened> {
        let rows = self.rows;
        self.line(&Line::End(rows))?;
        let finish = || -> std::io::Result<()> {
            let file = self.out.finish()?.finish()?;
            file.into_inner()
                .map_err(|error| error.into_error())?
                .sync_all()?;
            std::fs::rename(&self.part, &self.path)
        };
        finish().map_err(|error| unwritten(&self.part, &error))?;
        Ok(self.path)
    }
}

/// A set being read.
pub(super) struct Reading {
    lines: BufReader<Decoder<'static, BufReader<BackupReader<BufReader<File>>>>>,
    path: PathBuf,
    rows: u64,
}

impl Reading {
    /// Opens a set with the recipient's key; its head is read and must say this set.
    pub(super) fn open(
        path: &Path,
        identity: &BackupKey,
        set: &str,
    ) -> Result<(Reading, Head), Unopened> {
        let closed = |why: String| Unopened(format!("{} did not open: {why}", path.display()));
        let file = File::open(path).map_err(|error| closed(error.to_string()))?;
        let opened = BackupReader::new(identity, BufReader::new(file))
            .map_err(|_| closed("this key opens it not, or it is no backup".to_owned()))?;
        let lines = Decoder::new(opened).map_err(|error| closed(error.to_string()))?;
        let mut reading = Reading {
            lines: BufReader::new(lines),
            path: path.to_owned(),
            rows: 0,
        };
        let head: Head = reading.line()?;
        if head.besa_backup != 1 || head.set != set {
            return Err(closed(format!("it is not the {set} set of a backup")));
        }
        Ok((reading, head))
    }

    /// The next line; a file that was cut short is refused.
    pub(super) fn next(&mut self) -> Result<Line, Unopened> {
        let line: Line = self.line()?;
        match &line {
            Line::Row(_) => self.rows = self.rows.saturating_add(1),
            Line::End(rows) if *rows != self.rows => return Err(self.damaged()),
            Line::Table(..) | Line::End(_) => {}
        }
        Ok(line)
    }

    /// The values of a row.
    pub(super) fn values(&self, cells: Vec<Cell>) -> Result<Vec<Value>, Unopened> {
        let values: Option<Vec<Value>> = cells.into_iter().map(Cell::value).collect();
        values.ok_or_else(|| self.damaged())
    }

    pub(super) fn damaged(&self) -> Unopened {
        Unopened(format!(
            "{} is damaged or cut short. Nothing was restored.",
            self.path.display()
        ))
    }

    fn line<T: for<'a> Deserialize<'a>>(&mut self) -> Result<T, Unopened> {
        let mut line = String::new();
        match self.lines.read_line(&mut line) {
            Ok(1..) => serde_json::from_str(&line).map_err(|_| self.damaged()),
            Ok(0) | Err(_) => Err(self.damaged()),
        }
    }
}
