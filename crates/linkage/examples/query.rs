//! Builds an index of one file and asks it for each row of another: `query KNOWN.csv ASKED.csv KIND...`
//!
//! Plain files: an id column `r0, r1, ...` first, then one column for each kind, nothing quoted. Prints the
//! memory of the index and, for each question, its id, the microseconds and the numbers of ten rows.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "an example that measures speaks and looks at a watch"
)]

use besa_linkage::{Column, Index, Schema};
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [known, asked, kinds @ ..] = words.as_slice() else {
        return Err("query KNOWN.csv ASKED.csv KIND...".into());
    };
    let mut columns = Vec::new();
    for (at, kind) in kinds.iter().enumerate() {
        columns.push(Column {
            name: at.to_string(),
            kind: kind.parse()?,
        });
    }
    let before = resident_kib()?;
    let mut index = Index::new(&Schema::new(columns)?);
    for line in BufReader::new(File::open(known)?).lines().skip(1) {
        let line = line?;
        let mut cells = line.split(',');
        let id = cells
            .next()
            .unwrap_or_default()
            .trim_start_matches('r')
            .parse()?;
        index.add(id, &cells.collect::<Vec<_>>())?;
    }
    println!("index_kib {}", resident_kib()?.saturating_sub(before));
    for line in BufReader::new(File::open(asked)?).lines().skip(1) {
        let line = line?;
        let mut cells = line.split(',');
        let id = cells.next().unwrap_or_default();
        let cells: Vec<&str> = cells.collect();
        let watch = Instant::now();
        let hits = index.query(&cells, 10)?;
        let micros = watch.elapsed().as_micros();
        let hits: Vec<String> = hits.iter().map(|hit| hit.id.to_string()).collect();
        println!("{id} {micros} {}", hits.join(" "));
    }
    Ok(())
}

/// The memory of this process that is in use now, as Linux counts it.
fn resident_kib() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number.ok_or("no VmRSS")?.parse()?)
}
