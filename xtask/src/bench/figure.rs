//! A measured figure: a line of JSON for machines, a row of the table for people.

use serde_json::{Value, json};
use std::time::Duration;

/// What a figure must not exceed, or must reach.
struct Goal {
    figure: &'static str,
    value: &'static str,
    most: Option<f64>,
    least: Option<f64>,
}

const fn most(figure: &'static str, value: &'static str, most: f64) -> Goal {
    Goal {
        figure,
        value,
        most: Some(most),
        least: None,
    }
}

const GOALS: [Goal; 11] = [
    most("case_page", "ratio", 1.5),
    most("intake", "cpu_ms", 15.0),
    most("intake_50_at_once", "failed", 0.0),
    most("accept", "cpu_ms", 5.0),
    most("open", "cpu_ms", 4.0),
    most("open_among_many", "cpu_ms", 4.0),
    most("list", "cpu_ms", 4.0),
    most("verify_record", "seconds", 60.0),
    most("memory_idle", "rss_mb", 40.0),
    most("memory_after", "rss_mb", 120.0),
    Goal {
        figure: "clients_100",
        value: "acts_per_s",
        most: None,
        least: Some(300.0),
    },
];

impl Goal {
    fn said(&self, figure: &Figure) -> Option<String> {
        let value = figure.value(self.value)?;
        let (sign, bound, kept) = match (self.most, self.least) {
            (Some(most), _) => ("<=", most, value <= most),
            (None, Some(least)) => (">=", least, value >= least),
            (None, None) => return None,
        };
        let word = if kept { "kept" } else { "missed" };
        Some(format!("{} {sign} {bound}: {word}", self.value))
    }
}

/// One measured thing on one engine.
#[derive(Clone, Debug)]
pub(in crate::bench) struct Figure {
    pub(in crate::bench) name: &'static str,
    pub(in crate::bench) db: &'static str,
    /// What was measured, each with its unit in its name.
    pub(in crate::bench) values: Vec<(&'static str, f64)>,
}

impl Figure {
    /// A figure of an engine.
    pub(in crate::bench) fn of(name: &'static str, db: &'static str) -> Figure {
        Figure {
            name,
            db,
            values: Vec::new(),
        }
    }

    /// With one more value.
    pub(in crate::bench) fn with(mut self, name: &'static str, value: f64) -> Figure {
        self.values.push((name, value));
        self
    }

    /// With the median and the slowest twentieth of these times.
    pub(in crate::bench) fn times(self, mut times: Vec<Duration>) -> Figure {
        times.sort_unstable();
        let at = |part: usize| {
            let last = times.len().saturating_sub(1);
            let place = last.saturating_mul(part).div_euclid(100);
            times
                .get(place)
                .map_or(0.0, |it| it.as_secs_f64() * 1_000.0)
        };
        let (half, most) = (at(50), at(95));
        self.with("p50_ms", half).with("p95_ms", most)
    }

    /// The value of this name.
    pub(in crate::bench) fn value(&self, name: &str) -> Option<f64> {
        let found = self.values.iter().find(|(it, _)| *it == name);
        found.map(|(_, value)| *value)
    }

    /// As a line of JSON.
    pub(in crate::bench) fn json(&self) -> String {
        let mut line = json!({"figure": self.name, "db": self.db});
        for (name, value) in &self.values {
            line[*name] = Value::from((value * 100.0).round() / 100.0);
        }
        line.to_string()
    }

    /// As a row of a table.
    pub(in crate::bench) fn row(&self) -> String {
        let values: Vec<String> = self
            .values
            .iter()
            .map(|(name, value)| format!("{name} {value:.2}"))
            .collect();
        let goal = GOALS.iter().find(|goal| goal.figure == self.name);
        let goal = goal.and_then(|goal| goal.said(self)).unwrap_or_default();
        format!(
            "| {} | {} | {} | {goal} |",
            self.name,
            self.db,
            values.join(", ")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_kept_or_missed() {
        let row = |cpu| Figure::of("accept", "sqlite").with("cpu_ms", cpu).row();
        assert!(row(5.0).ends_with("| cpu_ms <= 5: kept |"));
        assert!(row(5.1).ends_with("| cpu_ms <= 5: missed |"));
        let slow = Figure::of("clients_100", "sqlite").with("acts_per_s", 299.0);
        assert!(slow.row().ends_with("| acts_per_s >= 300: missed |"));
    }

    #[test]
    fn times_give_the_median_and_the_slow_end() {
        let times = (1..=101).map(Duration::from_millis).collect();
        let figure = Figure::of("open", "sqlite").times(times);
        assert_eq!(figure.value("p50_ms"), Some(51.0));
        assert_eq!(figure.value("p95_ms"), Some(96.0));
        assert_eq!(
            figure.json(),
            r#"{"db":"sqlite","figure":"open","p50_ms":51.0,"p95_ms":96.0}"#
        );
        assert_eq!(
            Figure::of("none", "sqlite")
                .times(Vec::new())
                .value("p50_ms"),
            Some(0.0)
        );
    }
}
