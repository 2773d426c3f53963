//! The volume brake: how many cases outside one's own work may be opened in an hour before a factor
//! is asked for again. It closes none (practice paper, 11).

use crate::kind::Service;
use crate::moment::Moment;
use crate::rule::{RuleError, RuleRow};
use crate::rules::calendar::Calendar;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::ops::Range;

/// From which number on the brake holds, and when.
#[derive(Clone, Debug)]
pub struct Brake {
    at_work: usize,
    elsewhere: usize,
    hours: Range<i8>,
    houses: Vec<Service>,
}

/// What somebody opened outside their own work; the page at hand is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looks {
    /// Cases in the last hour.
    pub in_hour: usize,
    /// Those of them since a factor was shown last.
    pub since_proof: usize,
    /// Those of them that only this page adds.
    pub added: usize,
    /// Whether a factor was shown a moment ago.
    pub fresh: bool,
}

/// What the brake says to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Braked {
    /// It is shown.
    Free,
    /// It is shown, and two people hear of it.
    Told,
    /// Two people hear of it, and it is shown once a factor was shown again.
    Asked,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "rule")]
    _rule: IgnoredAny,
    brake: Line,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    most_at_work: u16,
    most_else: u16,
    from: i8,
    to: i8,
    houses: Vec<Service>,
}

impl Brake {
    pub(crate) fn load(row: &RuleRow) -> Result<Brake, RuleError> {
        let line = row.content::<File>()?.brake;
        if line.most_else > line.most_at_work {
            return Err(row.wrong("most_else", "not more than in working hours"));
        }
        if line.from >= line.to {
            return Err(row.wrong("from", "the working day ends before it begins"));
        }
        Ok(Brake {
            at_work: line.most_at_work.into(),
            elsewhere: line.most_else.into(),
            hours: line.from..line.to,
            houses: line.houses,
        })
    }

    /// How many cases an hour at this moment holds: more on a working day between its hours.
    pub fn most(&self, at: Moment, calendar: &Calendar) -> usize {
        let now = at.zoned();
        if calendar.is_working_day(now.date()) && self.hours.contains(&now.hour()) {
            self.at_work
        } else {
            self.elsewhere
        }
    }

    /// Whether whoever is received for this service lives with the receiver.
    pub fn houses(&self, service: Service) -> bool {
        self.houses.contains(&service)
    }
}

impl Looks {
    /// What the brake says where an hour holds so many.
    pub fn judged(&self, most: usize) -> Braked {
        // What was opened within the hour is opened again as often as one likes.
        if self.added == 0 || self.in_hour <= most {
            return Braked::Free;
        }
        // A list shows many at once: whoever has just shown a factor for it must be able to see it.
        let many = if self.fresh {
            self.since_proof.saturating_sub(self.added) >= most
        } else {
            self.since_proof > most
        };
        if many { Braked::Asked } else { Braked::Told }
    }
}

#[cfg(test)]
mod tests {
    use super::{Braked, Looks};
    use crate::rules::tests::real;
    use crate::{Moment, Service};
    use jiff::civil::date;

    #[test]
    fn fewer_are_free_at_night_at_the_weekend_and_on_a_feast() {
        let rules = real();
        let most = |day, hour| {
            let at = Moment::local(date(2026, 11, day), hour, 30);
            rules.brake.most(at, &rules.calendar)
        };
        assert_eq!((most(24, 8), most(24, 15)), (20, 20));
        // Early, late, at night; on a day off, and on a Sunday.
        assert_eq!([most(24, 7), most(24, 16), most(25, 2)], [5; 3]);
        assert_eq!([most(23, 10), most(29, 10)], [5; 2]);
        assert!(rules.brake.houses(Service::Shelter) && !rules.brake.houses(Service::LegalAid));
    }

    fn looks(in_hour: usize, since_proof: usize, added: usize, fresh: bool) -> Looks {
        Looks {
            in_hour,
            since_proof,
            added,
            fresh,
        }
    }

    #[test]
    fn one_too_many_asks_and_a_factor_lets_go_on() {
        for (found, said) in [
            (looks(20, 20, 1, false), Braked::Free),
            (looks(21, 21, 1, false), Braked::Asked),
            // Shown now; later on, with some more opened; and as many again.
            (looks(21, 1, 1, true), Braked::Told),
            (looks(30, 10, 1, false), Braked::Told),
            (looks(41, 21, 1, false), Braked::Asked),
            // Whoever signs in anew and goes on at once does not get round it.
            (looks(41, 21, 1, true), Braked::Asked),
            // A page of fifty names: asked once, then shown; the next page is asked for again.
            (looks(50, 50, 50, false), Braked::Asked),
            (looks(50, 50, 50, true), Braked::Told),
            (looks(100, 100, 50, true), Braked::Asked),
            // The same again adds nothing.
            (looks(50, 50, 0, false), Braked::Free),
        ] {
            assert_eq!(found.judged(20), said, "{found:?}");
        }
    }
}
