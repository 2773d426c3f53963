//! How many slips of the pen lie between two writings.

/// Insertions, deletions, exchanges and swaps of neighbours between two rows of letters, if at most `most`.
pub(crate) fn within(a: &[u8], b: &[u8], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(x, y)| x == y)
        .count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    match (a, b) {
        ([], []) => return Some(0),
        ([_], [] | [_]) | ([], [_]) => return (most >= 1).then_some(1),
        ([p, q], [r, s]) if p == s && q == r => return (most >= 1).then_some(1),
        _ if most <= 1 => return None,
        _ => {}
    }
    table(a, b).filter(|it| *it <= most)
}

/// The longest rest that is compared letter by letter.
const LONGEST: usize = 40;

fn table(a: &[u8], b: &[u8]) -> Option<usize> {
    if a.len() > LONGEST || b.len() > LONGEST {
        return None;
    }
    let (mut before, mut last, mut row) = (
        [0_u8; LONGEST + 1],
        [0_u8; LONGEST + 1],
        [0_u8; LONGEST + 1],
    );
    for (at, slot) in last.iter_mut().enumerate() {
        *slot = at as u8;
    }
    for i in 1..=a.len() {
        row[0] = i as u8;
        for j in 1..=b.len() {
            let exchange = last[j - 1] + u8::from(a[i - 1] != b[j - 1]);
            let mut best = exchange.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row[j] = best;
        }
        before = last;
        last = row;
    }
    Some(usize::from(last[b.len()]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_swap_of_neighbours_is_one_slip() {
        assert_eq!(within(b"gjergj", b"gjegrj", 2), Some(1));
        assert_eq!(within(b"abcdef", b"badcfe", 3), Some(3));
        assert_eq!(within(b"kitten", b"sitting", 3), Some(3));
        assert_eq!(within(b"kitten", b"sitting", 2), None);
        assert_eq!(within(b"", b"", 1), Some(0));
    }

    proptest! {
        #[test]
        fn both_ways_are_as_long(a in "[abc]{0,8}", b in "[abc]{0,8}") {
            let (a, b) = (a.as_bytes(), b.as_bytes());
            prop_assert_eq!(within(a, b, 8), within(b, a, 8));
            prop_assert_eq!(within(a, b, 8) == Some(0), a == b);
        }

        #[test]
        fn one_deletion_is_one_slip(a in "[a-e]{1,9}", at in 0..9_usize) {
            let mut short = a.clone().into_bytes();
            short.remove(at % a.len());
            prop_assert_eq!(within(a.as_bytes(), &short, 1), Some(1));
        }
    }
}
