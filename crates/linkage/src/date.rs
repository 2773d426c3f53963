//! A date as registers write it: a day, a month, a year, or some years.

use crate::level::Level;

/// Year, month, day and the years either side, packed; 0 is no date.
///
/// Digits are kept as they were written, so that a thirteenth month can be seen to be a slip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Date(pub(crate) u32);

impl Date {
    fn pack(year: u32, month: u32, day: u32, around: u32) -> Self {
        Self(year << 18 | month << 11 | day << 4 | around.min(15))
    }

    /// A full date.
    pub(crate) fn of(year: u32, month: u32, day: u32) -> Self {
        Self::pack(year, month, day, 0)
    }

    pub(crate) fn year(self) -> u32 {
        self.0 >> 18
    }

    pub(crate) fn month(self) -> u32 {
        self.0 >> 11 & 127
    }

    pub(crate) fn day(self) -> u32 {
        self.0 >> 4 & 127
    }

    fn around(self) -> u32 {
        self.0 & 15
    }

    /// Whether the day is known; the first of January often means that it was not.
    pub(crate) fn is_full(self) -> bool {
        self.day() != 0 && self.month() != 0
    }

    fn is_guess(self) -> bool {
        !self.is_full() || (self.day() == 1 && self.month() == 1)
    }

    /// Reads ISO and EDTF dates, 19800503, 3.5.1980, 3/5/1980, 5/1980, 1980, 198X, 1985/1987.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text
            .split(['T', ' '])
            .next()
            .filter(|it| it.len() >= 4)
            .unwrap_or(text);
        if let Some(decade) = text.strip_suffix(['X', 'x', 'u']) {
            let tens = decade
                .parse::<u32>()
                .ok()
                .filter(|it| (185..210).contains(it));
            if let Some(tens) = tens {
                return Some(Self::pack(tens * 10 + 5, 0, 0, 5));
            }
        }
        let digits = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let parts: Vec<&str> = text
            .split(['-', '/', '.', ' ', '?', '~', '%', ','])
            .filter(digits)
            .collect();
        let number = |at: usize| parts[at].parse::<u32>().ok();
        let is_year = |value: u32| (1850..2100).contains(&value);
        match *parts.as_slice() {
            [one] if one.len() == 8 => Self::run(one.parse().ok()?),
            [one] if one.len() == 6 => {
                let value: u32 = one.parse().ok()?;
                is_year(value / 100).then(|| Self::pack(value / 100, value % 100, 0, 0))
            }
            [one] if one.len() == 4 => number(0)
                .filter(|it| is_year(*it))
                .map(|it| Self::pack(it, 0, 0, 0)),
            [_, _] => {
                let (one, two) = (number(0)?, number(1)?);
                match (is_year(one), is_year(two)) {
                    (true, true) => {
                        let (low, high) = (one.min(two), one.max(two));
                        Some(Self::pack((low + high) / 2, 0, 0, (high - low).div_ceil(2)))
                    }
                    (true, false) if two <= 99 => Some(Self::pack(one, two, 0, 0)),
                    (false, true) if one <= 99 => Some(Self::pack(two, one, 0, 0)),
                    (true, false) | (false, true) | (false, false) => None,
                }
            }
            [_, _, _] => {
                let (one, two, three) = (number(0)?, number(1)?, number(2)?);
                if is_year(one) && two <= 99 && three <= 99 {
                    return Some(Self::pack(one, two, three, 0));
                }
                let year = match three {
                    30..=99 => three + 1900,
                    0..30 => three + 2000,
                    _ => three,
                };
                let (day, month) = if two > 12 && one <= 12 {
                    (two, one)
                } else {
                    (one, two)
                };
                (is_year(year) && day <= 99 && month <= 99).then(|| Self::pack(year, month, day, 0))
            }
            _ => None,
        }
    }

    /// Eight digits in a row: year first, unless only the end can be a year.
    fn run(value: u32) -> Option<Self> {
        let (year, rest) = (value / 10_000, value % 10_000);
        if !(1850..2100).contains(&year) && (1850..2100).contains(&rest) {
            let (day, month) = (year / 100, year % 100);
            return Some(Self::pack(rest, month, day, 0));
        }
        (value != 0).then(|| Self::pack(year, rest / 100, rest % 100, 0))
    }

    fn digits(self) -> [u32; 8] {
        let (y, m, d) = (self.year(), self.month(), self.day());
        [
            y / 1000,
            y / 100 % 10,
            y / 10 % 10,
            y % 10,
            m / 10,
            m % 10,
            d / 10,
            d % 10,
        ]
    }

    /// One digit differs, or two neighbours changed places.
    fn one_digit(self, other: Self) -> bool {
        let (a, b) = (self.digits(), other.digits());
        let mut differ = (0..8).filter(|at| a[*at] != b[*at]);
        match (differ.next(), differ.next(), differ.next()) {
            (Some(_), None, _) => true,
            (Some(i), Some(j), None) => j == i + 1 && a[i] == b[j] && a[j] == b[i],
            _ => false,
        }
    }

    pub(crate) fn compare(self, other: Self) -> Level {
        if self == other {
            return Level::Exact;
        }
        let apart = self.year().abs_diff(other.year());
        if !self.is_full() || !other.is_full() {
            let room = self.around() + other.around();
            let known = self.month() != 0 && other.month() != 0;
            return match apart.saturating_sub(room) {
                0 if known && room == 0 && self.month() != other.month() => Level::SameYear,
                0 => Level::LessPrecise,
                1 => Level::NearYear,
                _ => Level::Different,
            };
        }
        let (month, day) = (self.month() == other.month(), self.day() == other.day());
        let swapped = self.month() == other.day() && self.day() == other.month();
        let guess = self.is_guess() || other.is_guess();
        match apart {
            0 if swapped => Level::DayMonth,
            0 if self.one_digit(other) => Level::OneDigit,
            0 if guess => Level::LessPrecise,
            0 if month || day => Level::TwoParts,
            0 => Level::SameYear,
            1 if month && day => Level::YearOff,
            1 if guess => Level::NearYear,
            _ if self.one_digit(other) => Level::OneDigit,
            _ if month && day => Level::TwoParts,
            _ => Level::Different,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (u32, u32, u32) {
        let date = Date::read(text).unwrap();
        (date.year(), date.month(), date.day())
    }

    #[test]
    fn dates_are_read_as_registers_write_them() {
        for text in [
            "1980-05-03",
            "19800503",
            "3.5.1980",
            "03/05/1980",
            "1980-05-03T10:00",
            "3.5.80",
            "03051980",
        ] {
            assert_eq!(read(text), (1980, 5, 3), "{text}");
        }
        assert_eq!(read("5/1980"), (1980, 5, 0));
        assert_eq!(read("1980-05"), (1980, 5, 0));
        assert_eq!(read("1980?"), (1980, 0, 0));
        assert_eq!(read("198X"), (1985, 0, 0));
        assert_eq!(read("1985/1987"), (1986, 0, 0));
        for text in ["", "unknown", "12", "0"] {
            assert_eq!(Date::read(text), None, "{text}");
        }
    }

    #[test]
    fn slips_of_a_date_have_their_level() {
        let level = |a: &str, b: &str| Date::read(a).unwrap().compare(Date::read(b).unwrap());
        assert_eq!(level("1980-05-03", "1980-05-03"), Level::Exact);
        assert_eq!(level("1980-05-03", "1980-03-05"), Level::DayMonth);
        assert_eq!(level("1980-05-03", "1980-05-08"), Level::OneDigit);
        assert_eq!(level("1980-05-12", "1980-05-21"), Level::OneDigit);
        assert_eq!(level("1980-05-03", "1980"), Level::LessPrecise);
        assert_eq!(level("1980-05-03", "1980-01-01"), Level::LessPrecise);
        assert_eq!(level("1980-05-03", "1981-05-03"), Level::YearOff);
        assert_eq!(level("1980-05-03", "1981"), Level::NearYear);
        assert_eq!(level("1980-05-03", "1979/1982"), Level::LessPrecise);
        assert_eq!(level("1980-05-03", "1980-05-17"), Level::TwoParts);
        assert_eq!(level("1980-05-03", "1991-11-30"), Level::Different);
    }
}
