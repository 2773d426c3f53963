//! Clocks, and the ladder of people who are told when a clock has run out.

use crate::code::codes;
use crate::kind::Urgency;
use crate::moment::Moment;
use crate::rule::{Mark, RuleError, RuleRow};
use crate::rules::calendar::Calendar;
use crate::text::Text;
use serde::Deserialize;
use serde::de::IgnoredAny;

codes! {
    /// The clocks that the thread starts.
    pub enum TimerCode {
        /// Answer to an urgent referral.
        AnswerUrgent = "answer_urgent",
        /// Answer to a normal referral.
        AnswerNormal = "answer_normal",
        /// Ask again a person who could not decide.
        AskAgain = "ask_again",
        /// Second look at a screening.
        SecondLook = "second_look",
        /// Report that the law asks of a worker.
        DutyReport = "duty_report",
        /// First measure of the child protection worker.
        ChildProtection = "child_protection",
    }
}

codes! {
    /// Who is told on a rung of a ladder.
    pub enum RungTo {
        /// The receiver's person on duty.
        DutyPerson = "duty_person",
        /// The receiver's head.
        Head = "head",
        /// The county's duty roster.
        CountyDuty = "county_duty",
        /// The Responsible Authority.
        ResponsibleAuthority = "responsible_authority",
    }
}

/// How long something takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// So many hours, nights and holidays included.
    Hours(i64),
    /// The same hour of the next working day.
    NextWorkingDay,
}

impl Wait {
    /// When it is over.
    pub fn after(self, start: Moment, calendar: &Calendar) -> Moment {
        match self {
            Wait::Hours(hours) => start.plus_hours(hours),
            Wait::NextWorkingDay => calendar.same_hour_next_working_day(start),
        }
    }
}

/// One clock.
#[derive(Clone, Debug)]
pub struct Timer {
    /// Its name.
    pub code: TimerCode,
    /// What it waits for.
    pub text: Text,
    /// How long.
    pub wait: Wait,
    /// The paper behind it.
    pub source: String,
    /// How sure it is.
    pub mark: Mark,
}

/// One step of a ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung {
    /// 1, 2, 3 ...
    pub rung: u8,
    /// Who is told.
    pub to: RungTo,
    /// How long after the clock ran out.
    pub wait: Wait,
}

/// A step of a ladder with its moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RungDue {
    /// 1, 2, 3 ...
    pub rung: u8,
    /// Who is told.
    pub to: RungTo,
    /// When.
    pub at: Moment,
}

/// All clocks and ladders.
#[derive(Clone, Debug)]
pub struct Timers {
    timers: Vec<Timer>,
    urgent: Vec<Rung>,
    normal: Vec<Rung>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "rule")]
    _rule: IgnoredAny,
    timer: Vec<TimerLine>,
    ladder: Vec<LadderLine>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TimerLine {
    code: TimerCode,
    text: Text,
    #[serde(default)]
    hours: Option<u16>,
    calendar: CalendarWord,
    source: String,
    mark: Mark,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LadderLine {
    clock: Urgency,
    rung: u8,
    to: RungTo,
    #[serde(default)]
    after_hours: Option<u16>,
    #[serde(default)]
    calendar: Option<CalendarWord>,
}

#[derive(Clone, Copy, Deserialize)]
enum CalendarWord {
    #[serde(rename = "elapsed")]
    Elapsed,
    #[serde(rename = "next_working_day_same_hour")]
    NextWorkingDay,
}

fn wait(calendar: CalendarWord, hours: Option<u16>) -> Option<Wait> {
    match (calendar, hours) {
        (CalendarWord::Elapsed, Some(hours)) => Some(Wait::Hours(i64::from(hours))),
        (CalendarWord::NextWorkingDay, None) => Some(Wait::NextWorkingDay),
        (CalendarWord::Elapsed, None) | (CalendarWord::NextWorkingDay, Some(_)) => None,
    }
}

impl Timers {
    pub(crate) fn load(row: &RuleRow) -> Result<Timers, RuleError> {
        let file: File = row.content()?;
        row.once(file.timer.iter().map(|line| line.code.code()))?;
        let mut timers = Vec::new();
        for TimerLine {
            code,
            text,
            hours,
            calendar,
            source,
            mark,
        } in file.timer
        {
            let wait = wait(calendar, hours).ok_or_else(|| {
                row.wrong(code.code(), "hours go with `elapsed` and only with it")
            })?;
            timers.push(Timer {
                code,
                text,
                wait,
                source,
                mark,
            });
        }
        for code in TimerCode::ALL {
            if !timers.iter().any(|timer| timer.code == code) {
                return Err(row.wrong(code.code(), "this clock is missing"));
            }
        }
        let ladder = |clock| ladder(row, &file.ladder, clock);
        Ok(Timers {
            timers,
            urgent: ladder(Urgency::Urgent)?,
            normal: ladder(Urgency::Normal)?,
        })
    }

    /// One clock.
    #[expect(
        clippy::expect_used,
        reason = "`load` refuses a file that lacks a clock"
    )]
    pub fn row(&self, code: TimerCode) -> &Timer {
        self.timers
            .iter()
            .find(|timer| timer.code == code)
            .expect("every clock is loaded")
    }

    /// When a clock that starts now runs out.
    pub fn due(&self, code: TimerCode, start: Moment, calendar: &Calendar) -> Moment {
        self.row(code).wait.after(start, calendar)
    }

    /// The steps after the answer clock ran out.
    pub fn ladder(&self, urgency: Urgency) -> &[Rung] {
        match urgency {
            Urgency::Urgent => &self.urgent,
            Urgency::Normal => &self.normal,
        }
    }

    /// The steps with their moments, counted from the moment at which the clock ran out.
    pub fn rungs_due(
        &self,
        urgency: Urgency,
        expired: Moment,
        calendar: &Calendar,
    ) -> Vec<RungDue> {
        let due = |rung: &Rung| RungDue {
            rung: rung.rung,
            to: rung.to,
            at: rung.wait.after(expired, calendar),
        };
        self.ladder(urgency).iter().map(due).collect()
    }
}

fn ladder(row: &RuleRow, lines: &[LadderLine], clock: Urgency) -> Result<Vec<Rung>, RuleError> {
    let mut rungs = Vec::new();
    for line in lines.iter().filter(|line| line.clock == clock) {
        let calendar = line.calendar.unwrap_or(CalendarWord::Elapsed);
        let wait = wait(calendar, line.after_hours)
            .ok_or_else(|| row.wrong(clock.code(), "a rung has either hours or a calendar"))?;
        rungs.push(Rung {
            rung: line.rung,
            to: line.to,
            wait,
        });
    }
    let in_order = rungs
        .iter()
        .zip(1_u8..)
        .all(|(rung, number)| rung.rung == number);
    if rungs.is_empty() || !in_order {
        return Err(row.wrong(clock.code(), "the rungs are not 1, 2, 3 ..."));
    }
    Ok(rungs)
}
