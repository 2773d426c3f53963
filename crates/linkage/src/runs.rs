//! Keys and the rows that bear them, in sorted runs that merge as they grow.

use crate::radix;

/// Entries of a key in the upper and a row in the lower 32 bits.
#[derive(Clone, Debug, Default)]
pub(crate) struct Runs {
    /// The latest entries, in no order.
    fresh: Vec<u64>,
    /// Sorted by key; all but the largest are at least twice as long as the next.
    sorted: Vec<Vec<u64>>,
}

/// The row of an entry that was taken out.
const GONE: u64 = 0xffff_ffff;
const FRESH: usize = 1024;
/// Larger runs do not merge: a merge needs the room of both beside them.
const LARGEST: usize = 1 << 22;

fn key(entry: &u64) -> u32 {
    (entry >> 32) as u32
}

fn range(run: &[u64], wanted: u32) -> std::ops::Range<usize> {
    let from = run.partition_point(|entry| key(entry) < wanted);
    from..from + run[from..].partition_point(|entry| key(entry) == wanted)
}

impl Runs {
    pub(crate) fn add(&mut self, key: u32, row: u32) {
        self.fresh.push(u64::from(key) << 32 | u64::from(row));
        if self.fresh.len() < FRESH {
            return;
        }
        let mut run = std::mem::take(&mut self.fresh);
        radix::sort(&mut run, 32, 64);
        let merges = |last: &[u64], run: &[u64]| {
            last.len() < 2 * run.len() && last.len() + run.len() <= LARGEST
        };
        while let Some(last) = self.sorted.pop_if(|last| merges(last, &run)) {
            run = merge(&last, &run);
        }
        self.sorted.push(run);
    }

    pub(crate) fn remove(&mut self, wanted: u32, row: u32) {
        let entry = u64::from(wanted) << 32 | u64::from(row);
        if let Some(at) = self.fresh.iter().position(|it| *it == entry) {
            self.fresh.swap_remove(at);
            return;
        }
        for run in &mut self.sorted {
            let range = range(run, wanted);
            if let Some(found) = run[range].iter_mut().find(|it| **it == entry) {
                *found |= GONE;
                return;
            }
        }
    }

    /// The rows of a key, unless there are more than `most`.
    pub(crate) fn rows(&self, wanted: u32, most: usize, out: &mut Vec<u32>) -> bool {
        let ranges = self.sorted.iter().map(|run| &run[range(run, wanted)]);
        let slices: Vec<&[u64]> = ranges.filter(|it| !it.is_empty()).collect();
        if slices.iter().map(|it| it.len()).sum::<usize>() > most {
            return false;
        }
        let fresh = self.fresh.iter().filter(|it| key(it) == wanted);
        let all = slices.into_iter().flatten().chain(fresh);
        out.extend(all.filter(|it| *it & GONE != GONE).map(|it| *it as u32));
        true
    }
}

/// Two sorted runs as one, without what was taken out.
fn merge(one: &[u64], two: &[u64]) -> Vec<u64> {
    let mut all = Vec::with_capacity(one.len() + two.len());
    let mut later = two.iter().peekable();
    for entry in one {
        while let Some(next) = later.next_if(|next| key(next) < key(entry)) {
            all.push(*next);
        }
        all.push(*entry);
    }
    all.extend(later);
    all.retain(|entry| entry & GONE != GONE);
    all.shrink_to_fit();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::mix;

    #[test]
    fn what_was_added_is_found_and_what_was_removed_is_not() {
        let mut runs = Runs::default();
        let key = |row: u32| mix(u64::from(row % 1000)) as u32;
        (0..20_000).for_each(|row| runs.add(key(row), row));
        (0..20_000)
            .filter(|row| row % 3 == 0)
            .for_each(|row| runs.remove(key(row), row));
        (20_000..24_000).for_each(|row| runs.add(key(row), row));
        for wanted in [0, 17, 999] {
            let mut rows = Vec::new();
            assert!(runs.rows(key(wanted), 100, &mut rows));
            rows.sort_unstable();
            let expected: Vec<u32> = (0..24_000)
                .filter(|row| row % 1000 == wanted && (*row >= 20_000 || row % 3 != 0))
                .collect();
            assert_eq!(rows, expected);
            assert!(!runs.rows(key(wanted), 5, &mut Vec::new()));
        }
    }
}
