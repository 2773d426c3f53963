//! The files of pairs: whole under their name, or not there.

use super::{End, Stop, same};
use besa_linkage::Links;
use csv::Writer;
use std::fmt;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile};

/// Where the pairs go, and their explanation when it is asked for.
pub(super) struct Output {
    pairs: PathBuf,
    explained: Option<PathBuf>,
}

impl Output {
    /// Refuses, before any work, a place that cannot be written or that holds what is read.
    pub(super) fn prepare<'a>(
        out: &Path,
        explain: bool,
        inputs: impl Iterator<Item = &'a PathBuf>,
    ) -> Result<Output, End> {
        let output = Output {
            pairs: out.to_owned(),
            explained: explain.then(|| out.with_extension("explain.csv")),
        };
        for input in inputs {
            if output.all().any(|path| same(path, input)) {
                let input = input.display();
                return Err(End::Refused(format!("The output would overwrite {input}.")));
            }
        }
        for path in output.all() {
            if path.is_dir() {
                return Err(End::Refused(format!("{}: is a folder", path.display())));
            }
            // Made and dropped: a folder that takes no file is told now, not after the work.
            beside(path)?;
        }
        Ok(output)
    }

    fn all(&self) -> impl Iterator<Item = &Path> {
        [Some(&self.pairs), self.explained.as_ref()]
            .into_iter()
            .flatten()
            .map(PathBuf::as_path)
    }

    /// Writes both files beside their places and puts them there when they are whole.
    pub(super) fn write(
        &self,
        links: &Links,
        a: &[Box<str>],
        b: &[Box<str>],
        stop: &Stop,
    ) -> Result<(), End> {
        let failed = |error: csv::Error| End::Refused(format!("{}: {error}", self.pairs.display()));
        let mut files = Vec::new();
        let mut pairs = Rows::begin(&self.pairs, &["id_a", "id_b", "weight", "probability"])?;
        for pair in &links.pairs {
            stop.check()?;
            let (weight, probability) = (
                format!("{:.3}", pair.weight),
                format!("{:.6}", pair.probability),
            );
            let ids: [&str; 2] = [&a[pair.a as usize], &b[pair.b as usize]];
            pairs
                .0
                .write_record([ids[0], ids[1], &weight, &probability])
                .map_err(failed)?;
        }
        files.push((pairs.end(&self.pairs)?, self.pairs.as_path()));
        if let Some(explained) = &self.explained {
            let header = ["id_a", "id_b", "column", "level", "weight"];
            let mut rows = Rows::begin(explained, &header)?;
            for pair in &links.pairs {
                stop.check()?;
                let ids: [&str; 2] = [&a[pair.a as usize], &b[pair.b as usize]];
                for part in links.explain(pair) {
                    let weight = format!("{:.3}", part.weight);
                    rows.0
                        .write_record([ids[0], ids[1], &part.column, part.level.as_str(), &weight])
                        .map_err(failed)?;
                }
            }
            files.push((rows.end(explained)?, explained));
        }
        stop.check()?;
        // The pairs last: where they stand, what belongs to them stands too.
        for (file, path) in files.into_iter().rev() {
            file.persist(path)
                .map_err(|error| refused(path, &error.error))?;
        }
        Ok(())
    }
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let paths: Vec<_> = self.all().map(|path| path.display().to_string()).collect();
        write!(f, "Written: {}.", paths.join(", "))
    }
}

/// A table being written under a passing name; dropped unfinished, it is gone.
struct Rows(Writer<BufWriter<NamedTempFile>>);

impl Rows {
    fn begin(path: &Path, header: &[&str]) -> Result<Rows, End> {
        let mut rows = Writer::from_writer(BufWriter::new(beside(path)?));
        rows.write_record(header)
            .map_err(|error| End::Refused(format!("{}: {error}", path.display())))?;
        Ok(Rows(rows))
    }

    fn end(self, path: &Path) -> Result<NamedTempFile, End> {
        let inner = self
            .0
            .into_inner()
            .map_err(|error| refused(path, error.error()))?;
        let file = inner
            .into_inner()
            .map_err(|error| refused(path, error.error()))?;
        File::sync_all(file.as_file()).map_err(|error| refused(path, &error))?;
        Ok(file)
    }
}

/// A file of a passing name, readable by its owner only, in the folder where it will stand.
fn beside(path: &Path) -> Result<NamedTempFile, End> {
    let folder = path
        .parent()
        .filter(|it| !it.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    Builder::new()
        .prefix(".besa-link-")
        .tempfile_in(folder)
        .map_err(|error| refused(folder, &error))
}

fn refused(path: &Path, error: &std::io::Error) -> End {
    End::Refused(format!("{}: cannot be written: {error}", path.display()))
}
