//! What can happen to a referral: one event is one row, never edited.

use crate::code::codes;
use crate::id::{MemberId, SealedId};
use crate::kind::Urgency;
use crate::moment::Moment;
use serde::{Deserialize, Serialize};

codes! {
    /// What the receiver is to the system.
    pub enum ReferralTo {
        /// An institution with members and keys.
        Member = "member",
        /// Outside the system: a letter, a telephone, nothing sealed.
        Outside = "outside",
    }
}

codes! {
    /// An answer heard by telephone or read on paper.
    pub enum PhoneAnswer {
        /// They take the person.
        Accepts = "accepts",
        /// They do not.
        Declines = "declines",
    }
}

/// Something that happened to a referral. What it says of the person is sealed; jobs need none of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ReferralEvent {
    /// It was sent, and its clock started.
    Sent {
        /// When.
        at: Moment,
        /// How soon an answer is needed.
        urgency: Urgency,
        /// When the clock runs out.
        due: Moment,
    },
    /// A member of the receiver opened the slip.
    Seen {
        /// When.
        at: Moment,
        /// Who.
        by: MemberId,
    },
    /// The receiver takes the person.
    Accepted {
        /// When.
        at: Moment,
        /// Who.
        by: MemberId,
        /// The sealed condition, if there is one.
        condition: Option<SealedId>,
    },
    /// The receiver does not.
    Declined {
        /// When.
        at: Moment,
        /// Who.
        by: MemberId,
        /// Why, sealed.
        reason: SealedId,
    },
    /// The sender or a person on duty heard the answer outside the system.
    AnsweredByPhone {
        /// When it was recorded.
        at: Moment,
        /// Who recorded it.
        by: MemberId,
        /// What was said.
        answer: PhoneAnswer,
        /// When it was said.
        heard_at: Moment,
        /// A code of the list `answer_channel`.
        channel: String,
    },
    /// The receiver confirms or corrects what was heard.
    PhoneConfirmed {
        /// When.
        at: Moment,
        /// Who.
        by: MemberId,
        /// What holds.
        answer: PhoneAnswer,
    },
    /// The clock ran out; it can still be answered.
    ClockRan {
        /// When.
        at: Moment,
    },
    /// The sender took it back before an answer.
    Withdrawn {
        /// When.
        at: Moment,
        /// Who.
        by: MemberId,
        /// Why, sealed.
        reason: SealedId,
    },
    /// What came of it, told to the sender.
    Concluded {
        /// When.
        at: Moment,
        /// Who.
        by: MemberId,
        /// What, sealed.
        outcome: SealedId,
    },
}

impl ReferralEvent {
    /// Its stable code.
    pub fn code(&self) -> &'static str {
        match self {
            ReferralEvent::Sent { .. } => "sent",
            ReferralEvent::Seen { .. } => "seen",
            ReferralEvent::Accepted { .. } => "accepted",
            ReferralEvent::Declined { .. } => "declined",
            ReferralEvent::AnsweredByPhone { .. } => "answered_by_phone",
            ReferralEvent::PhoneConfirmed { .. } => "phone_confirmed",
            ReferralEvent::ClockRan { .. } => "clock_ran",
            ReferralEvent::Withdrawn { .. } => "withdrawn",
            ReferralEvent::Concluded { .. } => "concluded",
        }
    }

    /// When it was recorded.
    pub fn at(&self) -> Moment {
        match self {
            ReferralEvent::Sent { at, .. }
            | ReferralEvent::Seen { at, .. }
            | ReferralEvent::Accepted { at, .. }
            | ReferralEvent::Declined { at, .. }
            | ReferralEvent::AnsweredByPhone { at, .. }
            | ReferralEvent::PhoneConfirmed { at, .. }
            | ReferralEvent::ClockRan { at }
            | ReferralEvent::Withdrawn { at, .. }
            | ReferralEvent::Concluded { at, .. } => *at,
        }
    }
}
