//! One person among a million: the index is built and asked by `crates/linkage/examples/query.rs`.

use super::cost::measure;
use super::data::{columns, csv};
use super::register::{Rates, register};
use super::report::{Figure, Measured};
use super::{Goal, load};
use crate::run::{Done, Stop, program};
use std::collections::HashMap;
use std::fs;
use std::path::Path;

pub(super) const NAME: &str = "query-1m";

const RECORDS: usize = 1_000_000;
const QUERIES: usize = 2_000;

pub(super) fn run(folder: &Path, seed: u64) -> Done<Figure> {
    let (rows, queries) = register(seed, &Rates::PAPER, RECORDS, QUERIES);
    let (known, asked) = (
        folder.join("query-1m.csv"),
        folder.join("query-1m.asked.csv"),
    );
    fs::write(&known, csv(&rows, &Rates::PAPER))?;
    fs::write(&asked, csv(&queries, &Rates::PAPER))?;
    let kinds: Vec<&str> = columns(&Rates::PAPER)
        .iter()
        .map(|(_, kind)| *kind)
        .collect();
    let example = load::built(&["--package=besa-linkage", "--example=query"], "query")?;
    let ended = measure(program(example).arg(&known).arg(&asked).args(kinds))?;
    // Who stands in which row, by the number in its id.
    let person: Vec<u32> = rows.iter().map(|row| row.person).collect();
    let partner: HashMap<&str, u32> = queries
        .iter()
        .map(|query| (query.id.as_str(), query.person))
        .collect();
    let strange = || {
        Stop(format!(
            "the example said something else: {:.200}",
            ended.said
        ))
    };
    let (mut micros, mut found, mut index_kib) = (Vec::new(), 0, None);
    for line in ended.said.lines() {
        let mut words = line.split_whitespace();
        let (name, number) = (
            words.next().ok_or_else(strange)?,
            words.next().ok_or_else(strange)?,
        );
        if name == "index_kib" {
            index_kib = number.parse().ok();
            continue;
        }
        micros.push(number.parse::<f64>().map_err(|_| strange())?);
        let hits = words.filter_map(|row| person.get(row.parse::<usize>().ok()?));
        found += usize::from(hits.into_iter().any(|hit| partner.get(name) == Some(hit)));
    }
    if micros.len() != QUERIES {
        return Err(strange());
    }
    micros.sort_by(f64::total_cmp);
    let at = |share: f64| micros[(micros.len() as f64 * share) as usize] / 1000.0;
    Ok(Figure {
        task: NAME,
        seed: Some(seed),
        cpu_s: ended.cpu_s,
        peak_kib: ended.peak_kib,
        goal: Goal::NONE,
        measured: Measured::Queries {
            p50_ms: at(0.5),
            p95_ms: at(0.95),
            found: found as f64 / QUERIES as f64,
            index_kib: index_kib.ok_or_else(strange)?,
        },
    })
}
