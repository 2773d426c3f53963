//! A register as a CSV file: read row by row; what is wrong is told by file, line and column.

use super::progress::Progress;
use super::schema::Plan;
use super::{End, encoding};
use besa_linkage::{CellError, Register};
use csv::{ReaderBuilder, StringRecord, Terminator};
use encoding_rs::Encoding;
use encoding_rs_io::DecodeReaderBytesBuilder;
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

/// What stands between cells, by country and program.
const SEPARATORS: [u8; 3] = *b",;\t";

/// Rows between two looks at whether to stop.
const OFTEN: u64 = 1024;

/// What replaces a letter that cannot be read.
const BROKEN: char = '\u{fffd}';

/// A register that was read whole.
pub(super) struct Table {
    /// The id of each row.
    pub(super) ids: Vec<Box<str>>,
    /// The rows.
    pub(super) register: Register,
}

impl Table {
    /// Reads the file, all of it or nothing.
    pub(super) fn read(path: &Path, plan: &Plan, progress: &mut Progress) -> Result<Table, End> {
        let encoding = encoding::of(path, progress)?;
        let mut reading = Reading::open(path, encoding, plan)?;
        let bytes = path.metadata().map_or(0, |it| it.len());
        let mut rows = 0_u64;
        while reading.next()? {
            if rows.is_multiple_of(OFTEN) {
                progress.reading(reading.csv.position().byte(), bytes)?;
            }
            rows += 1;
        }
        if reading.ids.is_empty() {
            return Err(reading.wrong("there is a header but no row"));
        }
        reading.remarks(plan).iter().for_each(|it| progress.say(it));
        Ok(reading.done())
    }
}

type Csv = csv::Reader<Box<dyn Read>>;

/// A file in the middle of being read.
struct Reading {
    path: PathBuf,
    encoding: &'static Encoding,
    csv: Csv,
    /// The cells of the row at hand, and the line where it begins.
    row: StringRecord,
    line: u64,
    /// The names in the header.
    header: Vec<String>,
    /// Where the id and the compared columns stand in a row.
    id: usize,
    compared: Vec<usize>,
    register: Register,
    /// The id of each row with the row's number, and the line of each row.
    ids: HashMap<Box<str>, usize>,
    lines: Vec<u64>,
    /// How many cells of each compared column say something.
    filled: Vec<u64>,
}

impl Reading {
    /// Opens the file and finds the separator with which its header has the columns of the plan.
    fn open(path: &Path, encoding: &'static Encoding, plan: &Plan) -> Result<Reading, End> {
        let wanted: Vec<&str> = std::iter::once(plan.id.as_str())
            .chain(
                plan.schema
                    .columns()
                    .iter()
                    .map(|column| column.name.as_str()),
            )
            .collect();
        let missing = |header: &[String]| {
            let absent = wanted
                .iter()
                .filter(|name| !header.iter().any(|it| it == *name));
            absent.copied().collect::<Vec<_>>()
        };
        let mut best: Option<Reading> = None;
        for separator in SEPARATORS {
            let csv = open(path, encoding, separator)?;
            let mut reading = Reading {
                path: path.to_owned(),
                encoding,
                csv,
                row: StringRecord::new(),
                line: 1,
                header: Vec::new(),
                id: 0,
                compared: Vec::new(),
                register: Register::new(&plan.schema),
                ids: HashMap::new(),
                lines: Vec::new(),
                filled: vec![0; plan.schema.columns().len()],
            };
            reading.header()?;
            let lacks = |it: &Reading| missing(&it.header).len();
            if best
                .as_ref()
                .is_none_or(|best| lacks(&reading) < lacks(best))
            {
                best = Some(reading);
            }
        }
        let Some(mut reading) = best else {
            return Err(End::Refused(format!("{}: has no header", path.display())));
        };
        if reading.header.is_empty() {
            return Err(End::Refused(format!(
                "{}: the file is empty",
                path.display()
            )));
        }
        let missing = missing(&reading.header);
        if !missing.is_empty() {
            let names = missing.join("”, “");
            return Err(reading.wrong(&format!("the header lacks “{names}”")));
        }
        let mut at = Vec::new();
        for name in wanted {
            at.push(reading.place(name)?);
        }
        reading.id = at.remove(0);
        reading.compared = at;
        Ok(reading)
    }

    fn header(&mut self) -> Result<(), End> {
        if self.advance()? {
            self.header = self.row.iter().map(|name| name.trim().to_owned()).collect();
        }
        Ok(())
    }

    /// Where a name stands in the header, once.
    fn place(&self, name: &str) -> Result<usize, End> {
        let mut found = self.header.iter().enumerate().filter(|(_, it)| *it == name);
        match (found.next(), found.next()) {
            (Some((at, _)), None) => Ok(at),
            (_, Some((at, _))) => Err(self.wrong_at(at, "the header has this name twice")),
            (None, None) => Err(self.wrong(&format!("the header lacks “{name}”"))),
        }
    }

    /// The next row into `row`, and its line; rows without any letter are passed over.
    fn advance(&mut self) -> Result<bool, End> {
        loop {
            let read = self.csv.read_record(&mut self.row);
            let more = read.map_err(|error| {
                End::Refused(format!("{}: cannot be read: {error}", self.path.display()))
            })?;
            // A line break ends every row, so it began that many lines before, and those within it;
            // or where the reader stood, when an open quotation mark swallowed the last one.
            let within = self.row.as_slice().matches('\n').count() as u64;
            let stood = self.row.position().map_or(1, csv::Position::line);
            self.line = self
                .csv
                .position()
                .line()
                .saturating_sub(1 + within)
                .max(stood);
            if !more || self.row.iter().any(|cell| !cell.trim().is_empty()) {
                return Ok(more);
            }
        }
    }

    /// Takes in one row; says whether there was one.
    fn next(&mut self) -> Result<bool, End> {
        if !self.advance()? {
            return Ok(false);
        }
        self.shape()?;
        let cells: Vec<&str> = self
            .compared
            .iter()
            .map(|at| self.row[*at].trim())
            .collect();
        for (filled, cell) in self.filled.iter_mut().zip(&cells) {
            *filled += u64::from(!cell.is_empty());
        }
        match self.register.push(&cells) {
            Ok(_) => {}
            Err(error @ CellError::TooLong { cell, .. }) => {
                let open = self.perhaps_open();
                return Err(self.wrong_at(self.compared[cell], &format!("{error}{open}")));
            }
            Err(error @ (CellError::Count { .. } | CellError::Full)) => {
                return Err(self.wrong(&error.to_string()));
            }
        }
        self.identify()?;
        Ok(true)
    }

    /// A row has as many cells as the header, and letters that can be read.
    fn shape(&self) -> Result<(), End> {
        let (found, expected) = (self.row.len(), self.header.len());
        if found != expected {
            let open = self.perhaps_open();
            return Err(self.wrong(&format!(
                "{found} cells, where the header has {expected}{open}"
            )));
        }
        // Nearly every row is sound: one look at all of it before one at each cell.
        if !self.row.as_slice().contains(['\0', BROKEN]) {
            return Ok(());
        }
        for (at, cell) in self.row.iter().enumerate() {
            if cell.contains('\0') {
                return Err(self.wrong_at(at, "a NUL character; the file is damaged"));
            }
            let used = at == self.id || self.compared.contains(&at);
            if used && cell.contains(BROKEN) {
                let encoding = self.encoding.name();
                return Err(self.wrong_at(at, &format!("a letter that is not {encoding}")));
            }
        }
        Ok(())
    }

    fn perhaps_open(&self) -> &'static str {
        match self.row.as_slice().contains('\n') {
            true => "; is a quotation mark not closed?",
            false => "",
        }
    }

    /// The row's id, which no other row has.
    fn identify(&mut self) -> Result<(), End> {
        let id = self.row[self.id].trim();
        if id.is_empty() {
            return Err(self.wrong_at(self.id, "the id is empty"));
        }
        if id.len() > Register::LONGEST {
            let bytes = id.len();
            return Err(self.wrong_at(self.id, &format!("an id of {bytes} bytes")));
        }
        if let Some(row) = self.ids.insert(id.into(), self.lines.len()) {
            let line = self.lines[row];
            return Err(self.wrong_at(self.id, &format!("the id of line {line} again")));
        }
        self.lines.push(self.line);
        Ok(())
    }

    /// What the reader should know though it stops nothing.
    fn remarks(&self, plan: &Plan) -> Vec<String> {
        let mut remarks = Vec::new();
        for (at, column) in plan.schema.columns().iter().enumerate() {
            let place = self.compared[at];
            let unread = self.register.unread(at);
            if self.filled[at] == 0 {
                remarks.push(self.place_of(None, Some(place)) + "is empty in every row");
            } else if unread > 0 {
                let kind = column.kind.as_str();
                remarks.push(
                    self.place_of(None, Some(place))
                        + &format!(
                            "{unread} of {} cells are not read as {kind} and count as missing",
                            self.filled[at]
                        ),
                );
            }
        }
        remarks
    }

    fn done(self) -> Table {
        let mut ids = vec![Box::default(); self.ids.len()];
        for (id, row) in self.ids {
            ids[row] = id;
        }
        Table {
            ids,
            register: self.register,
        }
    }

    fn wrong(&self, why: &str) -> End {
        End::Refused(self.place_of(Some(self.line), None) + why)
    }

    fn wrong_at(&self, column: usize, why: &str) -> End {
        End::Refused(self.place_of(Some(self.line), Some(column)) + why)
    }

    /// The file with a line and a column of it; never a value.
    fn place_of(&self, line: Option<u64>, column: Option<usize>) -> String {
        let mut place = self.path.display().to_string();
        if let Some(line) = line {
            place += &format!(", line {line}");
        }
        if let Some(column) = column {
            let name = self.header.get(column).map_or("", String::as_str);
            place += &format!(", column {} ({name})", column + 1);
        }
        place + ": "
    }
}

fn open(path: &Path, encoding: &'static Encoding, separator: u8) -> Result<Csv, End> {
    let file =
        File::open(path).map_err(|error| End::Refused(format!("{}: {error}", path.display())))?;
    let letters = DecodeReaderBytesBuilder::new()
        .encoding(Some(encoding))
        .strip_bom(true)
        .build(BufReader::with_capacity(1 << 16, file));
    // With a line break at the very end every row ends with one, so lines can be counted.
    let letters: Box<dyn Read> = Box::new(letters.chain(&b"\n"[..]));
    Ok(ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .terminator(Terminator::Any(b'\n'))
        .from_reader(letters))
}
