//! Sorting numbers by their digits: faster than comparing them when there are millions.

/// Sorts by the bits from `low` up to `high`; rows that are alike in them keep their order.
pub(crate) fn sort(keys: &mut Vec<u64>, low: u32, high: u32) {
    const DIGIT: u32 = 11;
    if keys.len() < 4096 {
        let mask = if high >= 64 {
            u64::MAX
        } else {
            (1 << high) - 1
        };
        keys.sort_by_key(|key| (key & mask) >> low);
        return;
    }
    let mut other = vec![0; keys.len()];
    let mut shift = low;
    while shift < high {
        let mask = (1_u64 << DIGIT.min(high - shift)) - 1;
        let mut starts = [0_usize; 1 << DIGIT];
        for key in keys.iter() {
            starts[(key >> shift & mask) as usize] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += std::mem::replace(start, sum);
        }
        for key in keys.iter() {
            let start = &mut starts[(key >> shift & mask) as usize];
            other[*start] = *key;
            *start += 1;
        }
        std::mem::swap(keys, &mut other);
        shift += DIGIT;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sorts_as_comparing_does() {
        let mut keys: Vec<u64> = (0..10_000).map(crate::words::mix).collect();
        let mut expected = keys.clone();
        expected.sort_by_key(|key| key >> 32);
        sort(&mut keys, 32, 64);
        assert_eq!(keys, expected);
        let mut few: Vec<u64> = keys[..100].to_vec();
        few.sort_unstable();
        let mut again = keys[..100].to_vec();
        sort(&mut again, 0, 64);
        assert_eq!(few, again);
    }
}
