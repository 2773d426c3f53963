//! How good a list of pairs is, at the threshold it was given and at the best one there would have been.

use super::data::Truth;
use crate::run::{Done, Stop};

/// Shares from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Score {
    pub(super) precision: f64,
    pub(super) recall: f64,
    pub(super) f1: f64,
    /// The F1 at the threshold that would have been best, which nobody knows without the truth.
    pub(super) best: f64,
    /// The share of true pairs that are listed at all, above the threshold or below.
    pub(super) listed: f64,
}

/// Judges the text of a file of pairs.
pub(super) fn judge(pairs: &str, threshold: f64, truth: &Truth) -> Done<Score> {
    let mut found = Vec::new();
    for line in pairs.lines().skip(1) {
        let row = || Stop(format!("not a row of pairs: {line}"));
        let mut cells = line.split(',');
        let (a, b) = (cells.next().ok_or_else(row)?, cells.next().ok_or_else(row)?);
        let weight: f64 = cells
            .next()
            .and_then(|it| it.parse().ok())
            .ok_or_else(row)?;
        found.push((weight, truth.holds(a, b)));
    }
    found.sort_by(|one, two| two.0.total_cmp(&one.0));
    let all = truth.len() as f64;
    let (mut right, mut best, mut last) = (0.0, 0.0_f64, (0.0, 0.0, 0.0));
    for (at, (weight, is_true)) in found.iter().enumerate() {
        right += f64::from(u8::from(*is_true));
        let given = (at + 1) as f64;
        let (precision, recall) = (right / given, right / all);
        let f1 = 2.0 * right / (given + all);
        // Pairs of equal weight stand or fall together.
        if found.get(at + 1).is_none_or(|next| next.0 < *weight) {
            best = best.max(f1);
        }
        if *weight >= threshold {
            last = (precision, recall, f1);
        }
    }
    let (precision, recall, f1) = last;
    Ok(Score {
        precision,
        recall,
        f1,
        best,
        listed: right / all,
    })
}

/// The threshold that `besa link` says.
pub(super) fn threshold(said: &str) -> Done<f64> {
    let (_, after) = said
        .split_once("threshold: weight ")
        .ok_or_else(|| Stop(format!("no threshold in: {said}")))?;
    let number = after.split(". ").next().unwrap_or_default();
    number
        .parse()
        .map_err(|_| Stop(format!("no threshold: {number}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_judged_at_its_threshold_and_at_the_best() {
        let truth = Truth::pairs(&[("a", "b"), ("c", "d"), ("e", "f"), ("g", "h")]);
        let pairs =
            "id_a,id_b,weight,probability\nb,a,9,1\nc,d,8,1\na,d,5,0.5\ne,f,4,0.4\nx,y,1,0.1\n";
        let score = judge(pairs, 5.0, &truth).unwrap();
        assert_eq!((score.precision, score.recall), (2.0 / 3.0, 0.5));
        assert_eq!((score.f1, score.best), (4.0 / 7.0, 0.75));
        assert_eq!(score.listed, 0.75);
        let none = judge("id_a,id_b,weight,probability\n", 5.0, &truth).unwrap();
        assert_eq!((none.f1, none.listed), (0.0, 0.0));
        assert!(judge("h\na,b\n", 5.0, &truth).is_err());
    }

    #[test]
    fn the_threshold_is_read_where_it_is_said() {
        let said = "x\nDecision threshold: weight -1.250. Pairs at or above it: 3; below it: 4.\n";
        assert_eq!(threshold(said).unwrap(), -1.25);
        assert!(threshold("nothing").is_err());
    }
}
