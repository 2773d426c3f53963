//! The national number: what it says, and its check letter.

use crate::date::Date;

/// What a well-formed national number says of its bearer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct National {
    /// Whether the last letter is the one the other nine characters demand.
    pub(crate) letter_holds: bool,
    /// The day of birth.
    pub(crate) birth: Date,
    /// Whether the bearer is a woman.
    pub(crate) woman: bool,
}

/// Letters in the order of their remainders: W for 0, then A to V for 1 to 22.
const LETTERS: &[u8; 23] = b"WABCDEFGHIJKLMNOPQRSTUV";

/// Reads a number of the form decade letter, year digit, month (+30 foreign, +50 women), day,
/// serial, check letter; none if it has another form or names no day.
///
/// The sum (weights 1, 1, 2, … 8, remainder by 23) is that of open validators, not yet confirmed
/// by an Albanian authority; numbers in use are said to break it. So a register is believed to
/// keep the letter only when most of its numbers do.
pub(crate) fn read(code: &str) -> Option<National> {
    let code: &[u8; 10] = code.as_bytes().try_into().ok()?;
    let digit = |at: usize| {
        code[at]
            .is_ascii_digit()
            .then(|| u32::from(code[at] - b'0'))
    };
    let (first, decade) = match code[0] {
        it @ b'0'..=b'9' => (u32::from(it - b'0'), 1800 + 10 * u32::from(it - b'0')),
        it @ b'A'..=b'T' => (u32::from(it - b'A') + 1, 1900 + 10 * u32::from(it - b'A')),
        _ => return None,
    };
    let mut sum = first;
    for at in 1..9 {
        sum += digit(at)? * at as u32;
    }
    let month = digit(2)? * 10 + digit(3)?;
    let offset = [0, 30, 50, 80]
        .into_iter()
        .find(|it| (1..=12).contains(&month.wrapping_sub(*it)))?;
    let day = digit(4)? * 10 + digit(5)?;
    if !(1..=31).contains(&day) || !code[9].is_ascii_uppercase() {
        return None;
    }
    Some(National {
        letter_holds: LETTERS[(sum % 23) as usize] == code[9],
        birth: Date::of(decade + digit(1)?, month - offset, day),
        woman: month > 50,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letter_follows_from_the_rest() {
        let man = National {
            letter_holds: true,
            birth: Date::of(1990, 1, 1),
            woman: false,
        };
        let woman = National {
            letter_holds: true,
            birth: Date::of(1990, 1, 15),
            woman: true,
        };
        assert_eq!(read("J00101999W"), Some(man));
        assert_eq!(read("J05115999K"), Some(woman));
        assert_eq!(
            read("J00101999A"),
            Some(National {
                letter_holds: false,
                ..man
            })
        );
    }

    #[test]
    fn other_codes_are_no_national_numbers() {
        for code in [
            "",
            "4011",
            "5304218",
            "J02001999W",
            "J00132999W",
            "Z00101999W",
            "J00101999é",
        ] {
            assert_eq!(read(code), None, "{code}");
        }
    }

    #[test]
    fn one_slip_breaks_the_letter() {
        let good = "J05115999K";
        for at in 1..9 {
            for digit in b'0'..=b'9' {
                let mut slip = good.as_bytes().to_vec();
                slip[at] = digit;
                let slip = String::from_utf8(slip).unwrap();
                let holds = read(&slip).is_some_and(|it| it.letter_holds);
                assert_eq!(holds, slip == good, "{slip}");
            }
        }
    }
}
