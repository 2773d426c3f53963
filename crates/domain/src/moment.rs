//! Moments: microseconds UTC in rows, Tirana time before people.

use crate::error::errors;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

errors! {
    /// Why a date or an hour cannot be read.
    pub enum DateError {
        /// Not a date.
        NotADate = "error-not-a-date",
        /// Not an hour of the day.
        NotATime = "error-not-a-time",
        /// A year before 1900 or after 2199.
        OutOfRange = "error-date-out-of-range",
        /// After today, where only the past makes sense.
        InTheFuture = "error-date-in-the-future",
    }
}

/// Years that a date may carry: nobody alive was born before, nothing is planned after.
pub(crate) const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

const SECOND: i64 = 1_000_000;
const HOUR: i64 = 3_600 * SECOND;
const DAY: i64 = 24 * HOUR;

#[expect(
    clippy::expect_used,
    reason = "the zone is compiled in by `tzdb-bundle-always`"
)]
static TIRANE: LazyLock<TimeZone> =
    LazyLock::new(|| TimeZone::get("Europe/Tirane").expect("Europe/Tirane is compiled in"));

/// A point in time in microseconds since 1970, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// That hour in Tirana; an hour that the clock change skips or repeats is taken as the calendar does.
    pub fn local(date: Date, hour: i8, minute: i8) -> Moment {
        let time = Time::new(hour.clamp(0, 23), minute.clamp(0, 59), 0, 0).unwrap_or_default();
        Moment::of(date, time)
    }

    pub(crate) fn of(date: Date, time: Time) -> Moment {
        let zoned = date.to_datetime(time).to_zoned_datetime(TIRANE.clone());
        Moment(zoned.map_or(i64::MAX, |zoned| zoned.timestamp().as_microsecond()))
    }

    pub(crate) fn zoned(self) -> ZonedDateTime {
        let bound = if self.0 < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        };
        Timestamp::from_microsecond(self.0)
            .unwrap_or(bound)
            .to_zoned_datetime(TIRANE.clone())
    }

    /// So many elapsed hours later; the end of time stays the end of time.
    pub fn plus_hours(self, hours: i64) -> Moment {
        Moment(self.0.saturating_add(hours.saturating_mul(HOUR)))
    }

    /// So many times 24 hours later.
    pub fn plus_days(self, days: i64) -> Moment {
        Moment(self.0.saturating_add(days.saturating_mul(DAY)))
    }

    /// Whole hours from here until then; negative when it is past.
    pub fn hours_until(self, then: Moment) -> i64 {
        then.0.saturating_sub(self.0) / HOUR
    }

    /// Whole seconds since 1970.
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(SECOND)
    }

    /// The day in Tirana.
    pub fn date(self) -> Date {
        self.zoned().date()
    }

    /// Day of the week in Tirana: Monday is 1, Sunday is 7.
    pub fn weekday(self) -> i8 {
        self.zoned().weekday().to_monday_one_offset()
    }

    /// The day as people write it: `22.11.2026`.
    pub fn date_text(self) -> String {
        date_text(self.date())
    }

    /// The hour as people write it: `08:05`.
    pub fn time_text(self) -> String {
        let zoned = self.zoned();
        format!("{:02}:{:02}", zoned.hour(), zoned.minute())
    }

    /// As names of files carry it, UTC: `20261122T070500Z`.
    pub fn stamp(self) -> String {
        let utc = self.zoned().with_time_zone(TimeZone::UTC);
        utc.strftime("%Y%m%dT%H%M%SZ").to_string()
    }

    /// Day and hour: `22.11.2026, 08:05`.
    pub fn text(self) -> String {
        format!("{}, {}", self.date_text(), self.time_text())
    }
}

/// A day as people write it: `22.11.2026`.
pub fn date_text(date: Date) -> String {
    format!("{:02}.{:02}.{}", date.day(), date.month(), date.year())
}

/// Reads `1.3.2014`, `1/3/2014` or `01.03.2014`.
pub fn parse_date(text: &str) -> Result<Date, DateError> {
    match text.trim().split(['.', '/']).collect::<Vec<_>>().as_slice() {
        [day, month, year] => date_of(day, month, year),
        _ => Err(DateError::NotADate),
    }
}

/// Reads `8:05` or `08:05`.
pub fn parse_time(text: &str) -> Result<(i8, i8), DateError> {
    let (hour, minute) = text.trim().split_once(':').ok_or(DateError::NotATime)?;
    let part = |text: &str, limit: i8| {
        short_number(text, 2)
            .and_then(|n| i8::try_from(n).ok())
            .filter(|n| *n < limit)
    };
    match (part(hour, 24), part(minute, 60)) {
        (Some(hour), Some(minute)) if minute_has_two_digits(text) => Ok((hour, minute)),
        _ => Err(DateError::NotATime),
    }
}

fn minute_has_two_digits(text: &str) -> bool {
    text.trim()
        .rsplit(':')
        .next()
        .is_some_and(|minute| minute.len() == 2)
}

/// One to `most` digits and nothing else: no sign, no space inside.
pub(crate) fn short_number(text: &str, most: usize) -> Option<i16> {
    let text = text.trim();
    let digits = !text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

pub(crate) fn year_of(text: &str) -> Result<i16, DateError> {
    let year = short_number(text, 4).ok_or(DateError::NotADate)?;
    if YEARS.contains(&year) {
        Ok(year)
    } else {
        Err(DateError::OutOfRange)
    }
}

pub(crate) fn month_of(text: &str) -> Result<i8, DateError> {
    let month = short_number(text, 2).and_then(|month| i8::try_from(month).ok());
    month
        .filter(|month| (1..=12).contains(month))
        .ok_or(DateError::NotADate)
}

pub(crate) fn date_of(day: &str, month: &str, year: &str) -> Result<Date, DateError> {
    let year = year_of(year)?;
    let month = month_of(month)?;
    let day = short_number(day, 2).and_then(|day| i8::try_from(day).ok());
    day.and_then(|day| Date::new(year, month, day).ok())
        .ok_or(DateError::NotADate)
}

#[cfg(test)]
mod tests {
    use super::{DateError, Moment, date_text, parse_date, parse_time};
    use jiff::civil::date;

    #[test]
    fn tirana_is_one_hour_ahead_in_winter_and_two_in_summer() {
        assert_eq!(
            Moment::local(date(2026, 1, 15), 12, 0).seconds() % 86_400,
            11 * 3_600
        );
        assert_eq!(
            Moment::local(date(2026, 7, 15), 12, 0).seconds() % 86_400,
            10 * 3_600
        );
        assert_eq!(
            Moment::local(date(2026, 11, 22), 8, 5).text(),
            "22.11.2026, 08:05"
        );
        assert_eq!(Moment::local(date(2026, 11, 22), 8, 5).weekday(), 7);
        // The night of the change: 02:30 does not exist on 29 March 2026.
        assert_eq!(Moment::local(date(2026, 3, 29), 2, 30).time_text(), "03:30");
    }

    #[test]
    fn dates_and_hours_are_read_as_people_write_them() {
        for text in ["1.3.2014", "1/3/2014", "01.03.2014", " 01.03.2014 "] {
            assert_eq!(
                parse_date(text).map(date_text),
                Ok("01.03.2014".into()),
                "{text}"
            );
        }
        for text in [
            "31.2.2014",
            "1.13.2014",
            "2014-03-01",
            "1.3",
            "1.3.14.5",
            "+1.3.2014",
            "",
        ] {
            assert_eq!(parse_date(text), Err(DateError::NotADate), "{text}");
        }
        assert_eq!(parse_date("1.3.14"), Err(DateError::OutOfRange));
        assert_eq!(parse_time("8:05"), Ok((8, 5)));
        for text in ["24:00", "8:60", "8:5", "8", "-1:00", "08:05:00"] {
            assert_eq!(parse_time(text), Err(DateError::NotATime), "{text}");
        }
    }

    #[test]
    fn the_ends_of_time_do_not_overflow() {
        assert_eq!(Moment(i64::MAX).plus_days(1), Moment(i64::MAX));
        assert!(!Moment(i64::MAX).text().is_empty());
        assert!(!Moment(i64::MIN).text().is_empty());
    }
}
