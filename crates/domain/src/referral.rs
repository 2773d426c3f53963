//! A referral: its events are the rows, its state is their replay, and it ends or it shows.

use crate::code::codes;
use crate::error::errors;
use crate::id::{MemberId, SealedId};
use crate::kind::Urgency;
use crate::moment::Moment;
use crate::referral_event::{PhoneAnswer, ReferralEvent, ReferralTo};
use crate::rules::calendar::Calendar;
use crate::rules::timers::{TimerCode, Timers};

codes! {
    /// Whose turn it is.
    pub enum WaitsFor {
        /// The receiver has to answer or to report the outcome.
        Receiver = "receiver",
        /// The sender has to look for another service.
        Sender = "sender",
        /// Nobody: it has ended.
        Nobody = "nobody",
    }
}

errors! {
    /// Why an event cannot follow.
    pub enum Illegal {
        /// The first event is not the sending.
        NotSent = "error-referral-not-sent",
        /// It was sent already.
        SentTwice = "error-referral-sent-twice",
        /// Somebody answered first.
        AlreadyAnswered = "error-already-answered",
        /// The sender took it back.
        AlreadyWithdrawn = "error-already-withdrawn",
        /// It has ended.
        AlreadyConcluded = "error-already-concluded",
        /// It was seen already.
        AlreadySeen = "error-already-seen",
        /// There is no answer yet whose outcome could be told.
        NotYetAnswered = "error-not-yet-answered",
        /// No answer by telephone waits for its confirmation.
        NothingToConfirm = "error-nothing-to-confirm",
        /// An answer by telephone stands: confirm or correct it.
        ConfirmInstead = "error-confirm-instead",
        /// The clock has not run out, or no longer runs.
        ClockDoesNotRunOut = "error-clock-does-not-run-out",
        /// A receiver outside the system has nobody who could do this here.
        OutsideHasNoSeat = "error-outside-has-no-seat",
        /// It would have happened before what came before it.
        BackInTime = "error-back-in-time",
    }
}

/// The clock of a referral, and how far the receiver has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// When it was sent.
    pub sent: Moment,
    /// How soon an answer is needed.
    pub urgency: Urgency,
    /// When the clock runs out.
    pub due: Moment,
    /// Who of the receiver saw it first, and when.
    pub seen: Option<(MemberId, Moment)>,
}

/// Where a referral stands, with the facts of that state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Referral {
    /// Sent; nobody of the receiver has looked.
    Sent(Open),
    /// Seen, not answered.
    Seen(Open),
    /// Pa përgjigje në afat: still answerable.
    NoAnswerInTime {
        /// What it was.
        open: Open,
        /// When the clock ran out.
        since: Moment,
    },
    /// Me telefon, e pakonfirmuar: the clock stands still.
    AnsweredByPhone {
        /// What it was.
        open: Open,
        /// Who recorded it.
        by: MemberId,
        /// When it was said.
        heard_at: Moment,
        /// What was said.
        answer: PhoneAnswer,
        /// How: a code of the list `answer_channel`.
        channel: String,
    },
    /// The receiver takes the person; the package is theirs to open.
    Accepted {
        /// What it was.
        open: Open,
        /// Who accepted.
        by: MemberId,
        /// When.
        at: Moment,
        /// The sealed condition, if there is one.
        condition: Option<SealedId>,
    },
    /// The receiver does not take the person; the sender looks further.
    Declined {
        /// What it was.
        open: Open,
        /// Who declined.
        by: MemberId,
        /// When.
        at: Moment,
        /// Why, sealed; none after a telephone call.
        reason: Option<SealedId>,
    },
    /// The sender took it back.
    Withdrawn {
        /// Who.
        by: MemberId,
        /// When.
        at: Moment,
        /// Why, sealed.
        reason: SealedId,
    },
    /// Something came of it, and the sender knows what.
    Concluded {
        /// Who told it.
        by: MemberId,
        /// When.
        at: Moment,
        /// What, sealed.
        outcome: SealedId,
    },
}

impl Referral {
    /// The state after the first event.
    ///
    /// # Errors
    /// The first event is the sending, and its clock runs forward.
    pub fn begin(event: &ReferralEvent) -> Result<Referral, Illegal> {
        match event {
            ReferralEvent::Sent { at, due, .. } if due <= at => Err(Illegal::BackInTime),
            ReferralEvent::Sent { at, urgency, due } => Ok(Referral::Sent(Open {
                sent: *at,
                urgency: *urgency,
                due: *due,
                seen: None,
            })),
            ReferralEvent::Seen { .. }
            | ReferralEvent::Accepted { .. }
            | ReferralEvent::Declined { .. }
            | ReferralEvent::AnsweredByPhone { .. }
            | ReferralEvent::PhoneConfirmed { .. }
            | ReferralEvent::ClockRan { .. }
            | ReferralEvent::Withdrawn { .. }
            | ReferralEvent::Concluded { .. } => Err(Illegal::NotSent),
        }
    }

    /// The state after all events, in their order.
    ///
    /// # Errors
    /// The first event that cannot follow ends the replay.
    pub fn replay(to: ReferralTo, events: &[ReferralEvent]) -> Result<Referral, Illegal> {
        let (first, rest) = events.split_first().ok_or(Illegal::NotSent)?;
        let mut state = Referral::begin(first)?;
        let mut last = first.at();
        for event in rest {
            if event.at() < last {
                return Err(Illegal::BackInTime);
            }
            last = event.at();
            state = state.apply(to, event)?;
        }
        Ok(state)
    }

    /// The state after one more event.
    ///
    /// # Errors
    /// `Illegal` says why the event cannot follow; two who answer at once get one `AlreadyAnswered`.
    pub fn apply(self, to: ReferralTo, event: &ReferralEvent) -> Result<Referral, Illegal> {
        match event {
            ReferralEvent::Sent { .. } => Err(Illegal::SentTwice),
            ReferralEvent::Seen { at, by } => {
                seat(to)?;
                self.see(*by, *at)
            }
            ReferralEvent::Accepted { at, by, condition } => {
                seat(to)?;
                let (at, by, condition) = (*at, *by, *condition);
                self.unanswered().map(|open| Referral::Accepted {
                    open,
                    by,
                    at,
                    condition,
                })
            }
            ReferralEvent::Declined { at, by, reason } => {
                seat(to)?;
                let (at, by, reason) = (*at, *by, Some(*reason));
                self.unanswered().map(|open| Referral::Declined {
                    open,
                    by,
                    at,
                    reason,
                })
            }
            ReferralEvent::AnsweredByPhone {
                by,
                answer,
                heard_at,
                channel,
                ..
            } => {
                let (by, answer, heard_at, channel) = (*by, *answer, *heard_at, channel.clone());
                let open = self.unanswered()?;
                if heard_at < open.sent {
                    return Err(Illegal::BackInTime);
                }
                Ok(Referral::AnsweredByPhone {
                    open,
                    by,
                    heard_at,
                    answer,
                    channel,
                })
            }
            ReferralEvent::PhoneConfirmed { at, by, answer } => {
                seat(to)?;
                self.confirm(*by, *at, *answer)
            }
            ReferralEvent::ClockRan { at } => self.run_out(*at),
            ReferralEvent::Withdrawn { at, by, reason } => self.withdraw(*by, *at, *reason),
            ReferralEvent::Concluded { at, by, outcome } => self.conclude(to, *by, *at, *outcome),
        }
    }

    fn see(self, by: MemberId, at: Moment) -> Result<Referral, Illegal> {
        let looked = |open: Open| Open {
            seen: Some((by, at)),
            ..open
        };
        match self {
            Referral::Sent(open) => Ok(Referral::Seen(looked(open))),
            Referral::NoAnswerInTime { open, since } if open.seen.is_none() => {
                Ok(Referral::NoAnswerInTime {
                    open: looked(open),
                    since,
                })
            }
            Referral::Seen(_) | Referral::NoAnswerInTime { .. } => Err(Illegal::AlreadySeen),
            Referral::AnsweredByPhone { .. } => Err(Illegal::ConfirmInstead),
            Referral::Accepted { .. } | Referral::Declined { .. } => Err(Illegal::AlreadyAnswered),
            Referral::Withdrawn { .. } => Err(Illegal::AlreadyWithdrawn),
            Referral::Concluded { .. } => Err(Illegal::AlreadyConcluded),
        }
    }

    /// What may still be answered.
    fn unanswered(self) -> Result<Open, Illegal> {
        match self {
            Referral::Sent(open) | Referral::Seen(open) | Referral::NoAnswerInTime { open, .. } => {
                Ok(open)
            }
            Referral::AnsweredByPhone { .. } => Err(Illegal::ConfirmInstead),
            Referral::Accepted { .. } | Referral::Declined { .. } => Err(Illegal::AlreadyAnswered),
            Referral::Withdrawn { .. } => Err(Illegal::AlreadyWithdrawn),
            Referral::Concluded { .. } => Err(Illegal::AlreadyConcluded),
        }
    }

    fn confirm(self, by: MemberId, at: Moment, answer: PhoneAnswer) -> Result<Referral, Illegal> {
        match self {
            Referral::AnsweredByPhone { open, .. } => Ok(match answer {
                PhoneAnswer::Accepts => Referral::Accepted {
                    open,
                    by,
                    at,
                    condition: None,
                },
                PhoneAnswer::Declines => Referral::Declined {
                    open,
                    by,
                    at,
                    reason: None,
                },
            }),
            Referral::Sent(_) | Referral::Seen(_) | Referral::NoAnswerInTime { .. } => {
                Err(Illegal::NothingToConfirm)
            }
            Referral::Accepted { .. } | Referral::Declined { .. } => Err(Illegal::AlreadyAnswered),
            Referral::Withdrawn { .. } => Err(Illegal::AlreadyWithdrawn),
            Referral::Concluded { .. } => Err(Illegal::AlreadyConcluded),
        }
    }

    fn run_out(self, at: Moment) -> Result<Referral, Illegal> {
        match self {
            Referral::Sent(open) | Referral::Seen(open) if at >= open.due => {
                Ok(Referral::NoAnswerInTime { open, since: at })
            }
            Referral::Sent(_)
            | Referral::Seen(_)
            | Referral::NoAnswerInTime { .. }
            | Referral::AnsweredByPhone { .. }
            | Referral::Accepted { .. }
            | Referral::Declined { .. }
            | Referral::Withdrawn { .. }
            | Referral::Concluded { .. } => Err(Illegal::ClockDoesNotRunOut),
        }
    }

    /// A telephone answer that nobody confirmed can be taken back; an acceptance cannot.
    fn withdraw(self, by: MemberId, at: Moment, reason: SealedId) -> Result<Referral, Illegal> {
        match self {
            Referral::Sent(_)
            | Referral::Seen(_)
            | Referral::NoAnswerInTime { .. }
            | Referral::AnsweredByPhone { .. } => Ok(Referral::Withdrawn { by, at, reason }),
            Referral::Accepted { .. } | Referral::Declined { .. } => Err(Illegal::AlreadyAnswered),
            Referral::Withdrawn { .. } => Err(Illegal::AlreadyWithdrawn),
            Referral::Concluded { .. } => Err(Illegal::AlreadyConcluded),
        }
    }

    /// A member receiver tells the outcome after accepting; of one outside, the sender records it.
    fn conclude(
        self,
        to: ReferralTo,
        by: MemberId,
        at: Moment,
        outcome: SealedId,
    ) -> Result<Referral, Illegal> {
        let done = || Ok(Referral::Concluded { by, at, outcome });
        match self {
            Referral::Accepted { .. } => done(),
            Referral::AnsweredByPhone { answer, .. } => match (to, answer) {
                (ReferralTo::Outside, PhoneAnswer::Accepts) => done(),
                (ReferralTo::Member, PhoneAnswer::Accepts) => Err(Illegal::ConfirmInstead),
                (_, PhoneAnswer::Declines) => Err(Illegal::NotYetAnswered),
            },
            Referral::Sent(_)
            | Referral::Seen(_)
            | Referral::NoAnswerInTime { .. }
            | Referral::Declined { .. } => Err(Illegal::NotYetAnswered),
            Referral::Withdrawn { .. } => Err(Illegal::AlreadyWithdrawn),
            Referral::Concluded { .. } => Err(Illegal::AlreadyConcluded),
        }
    }

    /// Its stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Referral::Sent(_) => "sent",
            Referral::Seen(_) => "seen",
            Referral::NoAnswerInTime { .. } => "no_answer_in_time",
            Referral::AnsweredByPhone { .. } => "answered_by_phone",
            Referral::Accepted { .. } => "accepted",
            Referral::Declined { .. } => "declined",
            Referral::Withdrawn { .. } => "withdrawn",
            Referral::Concluded { .. } => "concluded",
        }
    }

    /// Its clock, while it can be answered.
    pub fn open(&self) -> Option<&Open> {
        match self {
            Referral::Sent(open) | Referral::Seen(open) | Referral::NoAnswerInTime { open, .. } => {
                Some(open)
            }
            Referral::AnsweredByPhone { .. }
            | Referral::Accepted { .. }
            | Referral::Declined { .. }
            | Referral::Withdrawn { .. }
            | Referral::Concluded { .. } => None,
        }
    }

    /// Whose turn it is: every state but the ended ones names somebody, so that none stays silent.
    pub fn waits_for(&self) -> WaitsFor {
        match self {
            Referral::Sent(_)
            | Referral::Seen(_)
            | Referral::NoAnswerInTime { .. }
            | Referral::AnsweredByPhone {
                answer: PhoneAnswer::Accepts,
                ..
            }
            | Referral::Accepted { .. } => WaitsFor::Receiver,
            Referral::AnsweredByPhone {
                answer: PhoneAnswer::Declines,
                ..
            }
            | Referral::Declined { .. } => WaitsFor::Sender,
            Referral::Withdrawn { .. } | Referral::Concluded { .. } => WaitsFor::Nobody,
        }
    }

    /// Whether the receiver may open the package: after acceptance by one of its own members.
    pub fn opens_package(&self) -> bool {
        match self {
            Referral::Accepted { .. } | Referral::Concluded { .. } => true,
            Referral::Sent(_)
            | Referral::Seen(_)
            | Referral::NoAnswerInTime { .. }
            | Referral::AnsweredByPhone { .. }
            | Referral::Declined { .. }
            | Referral::Withdrawn { .. } => false,
        }
    }
}

fn seat(to: ReferralTo) -> Result<(), Illegal> {
    match to {
        ReferralTo::Member => Ok(()),
        ReferralTo::Outside => Err(Illegal::OutsideHasNoSeat),
    }
}

/// When the answer is due: two elapsed hours, or the same hour of the next working day (dated data).
pub fn due_at(urgency: Urgency, sent: Moment, timers: &Timers, calendar: &Calendar) -> Moment {
    let code = match urgency {
        Urgency::Urgent => TimerCode::AnswerUrgent,
        Urgency::Normal => TimerCode::AnswerNormal,
    };
    timers.due(code, sent, calendar)
}

#[cfg(test)]
mod tests;
