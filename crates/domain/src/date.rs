//! Dates known in part, and the age that follows from them.

use crate::code::{codes, serde_as_text};
use crate::moment::{DateError, Moment, date_of, date_text, month_of, year_of};
use jiff::civil::Date;
use std::fmt;
use std::str::FromStr;

/// A date of which a person may know only the month or the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartialDate {
    /// Only the year.
    Year(i16),
    /// Month and year.
    Month {
        /// 1900 to 2199.
        year: i16,
        /// 1 to 12.
        month: i8,
    },
    /// The whole date.
    Day(Date),
}

impl PartialDate {
    /// From three boxes; an empty day, or an empty day and month, is a date known in part.
    pub fn from_parts(day: &str, month: &str, year: &str) -> Result<PartialDate, DateError> {
        match (day.trim(), month.trim()) {
            ("", "") => Ok(PartialDate::Year(year_of(year)?)),
            ("", month) => Ok(PartialDate::Month {
                year: year_of(year)?,
                month: month_of(month)?,
            }),
            (day, month) => Ok(PartialDate::Day(date_of(day, month, year)?)),
        }
    }

    /// The first day that it can mean.
    pub fn earliest(self) -> Date {
        match self {
            PartialDate::Year(year) => Date::new(year, 1, 1).unwrap_or(Date::MIN),
            PartialDate::Month { year, month } => Date::new(year, month, 1).unwrap_or(Date::MIN),
            PartialDate::Day(date) => date,
        }
    }

    /// The last day that it can mean.
    pub fn latest(self) -> Date {
        match self {
            PartialDate::Year(_) => self.earliest().last_of_year(),
            PartialDate::Month { .. } => self.earliest().last_of_month(),
            PartialDate::Day(date) => date,
        }
    }

    /// As people write it: `2014`, `03.2014`, `01.03.2014`.
    pub fn text(self) -> String {
        match self {
            PartialDate::Year(year) => year.to_string(),
            PartialDate::Month { year, month } => format!("{month:02}.{year}"),
            PartialDate::Day(date) => date_text(date),
        }
    }
}

/// As it is kept: `2014`, `2014-03`, `2014-03-01`.
impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PartialDate::Year(year) => write!(f, "{year}"),
            PartialDate::Month { year, month } => write!(f, "{year}-{month:02}"),
            PartialDate::Day(date) => write!(f, "{date}"),
        }
    }
}

/// Reads what people write (`2014`, `3.2014`, `1.3.2014`, `1/3/2014`) and what is kept.
impl FromStr for PartialDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<PartialDate, DateError> {
        let kept = text.contains('-');
        match text
            .trim()
            .split(['.', '/', '-'])
            .collect::<Vec<_>>()
            .as_slice()
        {
            [year] => PartialDate::from_parts("", "", year),
            [year, month] if kept => PartialDate::from_parts("", month, year),
            [month, year] => PartialDate::from_parts("", month, year),
            [year, month, day] if kept => PartialDate::from_parts(day, month, year),
            [day, month, year] => PartialDate::from_parts(day, month, year),
            _ => Err(DateError::NotADate),
        }
    }
}

serde_as_text!(PartialDate);

codes! {
    /// The age that decides the path; `Unclear` goes the child's way until shown otherwise.
    pub enum Age {
        /// 18 or over.
        Adult = "adult",
        /// Under 18.
        Child = "child",
        /// Not known whether 18.
        Unclear = "unclear",
    }
}

impl Age {
    /// Whether the protection of children applies.
    pub fn child_path(self) -> bool {
        match self {
            Age::Child | Age::Unclear => true,
            Age::Adult => false,
        }
    }

    /// What a date of birth known in part says at a moment.
    pub fn at(born: PartialDate, now: Moment) -> Age {
        let today = now.date();
        match (
            is_of_age(born.earliest(), today),
            is_of_age(born.latest(), today),
        ) {
            (true, true) => Age::Adult,
            (false, false) => Age::Child,
            (true, false) | (false, true) => Age::Unclear,
        }
    }
}

/// Who was born on 29 February is of age on 1 March: protection ends no day too early.
fn is_of_age(born: Date, today: Date) -> bool {
    let eighteenth = (born.year().saturating_add(18), born.month(), born.day());
    eighteenth <= (today.year(), today.month(), today.day())
}

#[cfg(test)]
mod tests {
    use super::{Age, PartialDate};
    use crate::moment::{DateError, Moment};
    use jiff::civil::date;

    #[test]
    fn a_date_known_in_part_reads_back() {
        for (typed, shown, kept) in [
            ("2014", "2014", "2014"),
            ("3.2014", "03.2014", "2014-03"),
            ("1/3/2014", "01.03.2014", "2014-03-01"),
            ("2014-03-01", "01.03.2014", "2014-03-01"),
        ] {
            let date: PartialDate = typed.parse().unwrap();
            assert_eq!(
                (date.text().as_str(), date.to_string().as_str()),
                (shown, kept)
            );
            assert_eq!(kept.parse(), Ok(date));
        }
        assert_eq!("1899".parse::<PartialDate>(), Err(DateError::OutOfRange));
        for wrong in ["", "32.1.2014", "29.2.2015", "0.2014", "a.b.c", "1.2.3.4"] {
            assert_eq!(
                wrong.parse::<PartialDate>(),
                Err(DateError::NotADate),
                "{wrong}"
            );
        }
    }

    #[test]
    fn an_age_that_is_not_sure_goes_the_childs_way() {
        let now = Moment::local(date(2026, 11, 23), 10, 0);
        for (born, age) in [
            ("2000", Age::Adult),
            ("2008", Age::Unclear),
            ("11.2008", Age::Unclear),
            ("12.2008", Age::Child),
            ("23.11.2008", Age::Adult),
            ("24.11.2008", Age::Child),
        ] {
            assert_eq!(Age::at(born.parse().unwrap(), now), age, "{born}");
        }
        assert!(Age::Unclear.child_path() && Age::Child.child_path() && !Age::Adult.child_path());
        let leap = "29.2.2008".parse().unwrap();
        assert_eq!(
            Age::at(leap, Moment::local(date(2026, 2, 28), 23, 59)),
            Age::Child
        );
        assert_eq!(
            Age::at(leap, Moment::local(date(2026, 3, 1), 0, 0)),
            Age::Adult
        );
    }
}
