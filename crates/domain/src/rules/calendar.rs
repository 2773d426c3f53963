//! Working days: Saturdays, Sundays and the listed holidays are none.

use crate::moment::Moment;
use crate::rule::{Mark, RuleError, RuleKind, RuleRow, day, some_day};
use crate::text::Text;
use jiff::civil::{Date, Weekday};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;

/// The public holidays known so far; a day beyond them is judged by its weekday alone.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    holidays: BTreeMap<Date, Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "rule")]
    _rule: IgnoredAny,
    holiday: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    #[serde(deserialize_with = "day")]
    date: Date,
    text: Text,
    #[serde(default, rename = "moved_from", deserialize_with = "some_day")]
    _moved_from: Option<Date>,
    #[serde(default, rename = "mark")]
    _mark: Option<Mark>,
    #[serde(default, rename = "source")]
    _source: Option<String>,
}

impl Calendar {
    /// Joins the calendars of this and the coming years: a deadline may run into the next one.
    pub(crate) fn load(rows: &[RuleRow], date: Date) -> Result<Calendar, RuleError> {
        let mut rows: Vec<_> = rows
            .iter()
            .filter(|row| {
                row.kind == RuleKind::Calendar && row.valid_to.is_none_or(|to| date <= to)
            })
            .collect();
        rows.sort_by_key(|row| row.version);
        if !rows.iter().any(|row| row.in_force(date)) {
            return Err(RuleError::new(
                "calendar",
                date.to_string(),
                "nothing is in force",
            ));
        }
        let mut calendar = Calendar::default();
        for row in rows {
            let file: File = row.content()?;
            let to = row.valid_to.unwrap_or(Date::MAX);
            let within = |date: &Date| row.valid_from <= *date && *date <= to;
            // A newer version speaks for its whole time: a feast that was moved must not stay.
            calendar.holidays.retain(|date, _| !within(date));
            for line in file.holiday {
                if !within(&line.date) {
                    return Err(row.wrong(line.date.to_string(), "outside the file's own time"));
                }
                if calendar.holidays.insert(line.date, line.text).is_some() {
                    return Err(row.wrong(line.date.to_string(), "this day stands twice"));
                }
            }
        }
        Ok(calendar)
    }

    /// The holiday on that day.
    pub fn holiday(&self, date: Date) -> Option<&Text> {
        self.holidays.get(&date)
    }

    /// Whether offices work on that day.
    pub fn is_working_day(&self, date: Date) -> bool {
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        !weekend && self.holiday(date).is_none()
    }

    /// The same hour, in Tirana, of the next working day.
    pub fn same_hour_next_working_day(&self, moment: Moment) -> Moment {
        let zoned = moment.zoned();
        let mut date = zoned.date();
        loop {
            date = match date.tomorrow() {
                Ok(next) => next,
                Err(_) => return Moment(i64::MAX),
            };
            if self.is_working_day(date) {
                return Moment::of(date, zoned.time());
            }
        }
    }
}
