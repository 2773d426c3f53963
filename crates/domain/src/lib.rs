//! The rule book: what Besa's institutions are, may, must and can do. Pure: no table, no page, no
//! key, no clock. Every moment and every random byte is an argument.
//!
//! Reading order: words (`kind`, `date`, `moment`), rules as data (`rule`, `rules`), forms (`form`,
//! `check`), then the thread: `screening`, `ground`, `competence`, `referral`, `section`, `policy`.

#![warn(missing_docs)]

mod code;
mod error;
mod text;

mod id;
mod kind;
mod moment;

mod date;

mod rule;
mod rules;

mod clean;
mod form;

mod answer;
mod check;
mod view;

mod screening;

mod identification;

mod ground;

mod competence;
mod referral;
mod referral_event;

mod section;

mod policy;
mod vocabulary;

pub use answer::{Answer, Answers, Checked, Ternary};
pub use check::{Raw, check, is_phone};
pub use clean::{PROSE_LIMIT, TEXT_LIMIT, check_line, check_prose, clean_line, clean_prose};
pub use competence::{
    Addressee, Competent, InstitutionFacts, Level, competent, may_offer, unasked_for_child,
};
pub use date::{Age, PartialDate};
pub use error::{AnswerError, FieldError, ParseError, all_keys};
pub use form::{Field, FieldKind, FieldOption, Form, FormSection, Required};
pub use ground::{Ground, ReceiverSort, Refusal, ShareBasis, Wish, may_share};
pub use id::{
    CardId, CaseCode, CaseId, CircleId, ConsentId, DraftId, EntryId, HalfId, InstitutionId,
    LetterId, MemberId, NoticeId, PostId, ReferralCode, ReferralId, SealedId, SessionId, TimerId,
};
pub use identification::{
    Assistance, ConsentState, Fact, IdentificationStatus, Proceedings, Residence, StatusError,
    next_identification,
};
pub use jiff::civil::Date;
pub use kind::{CircleKind, DutyColumn, InstitutionKind, Profession, RiskLevel, Service, Urgency};
pub use moment::{DateError, Moment, date_text, parse_date, parse_time};
pub use policy::{FRESH, asks_step_up, decide, is_about_cases, policy_table};
pub use referral::{Illegal, Open, Referral, WaitsFor, due_at};
pub use referral_event::{PhoneAnswer, ReferralEvent, ReferralTo};
pub use rule::{Mark, RuleError, RuleHead, RuleKind, RuleRow};
pub use rules::Rules;
pub use rules::brake::{Brake, Braked, Looks};
pub use rules::calendar::Calendar;
pub use rules::disclosure::{Disclosure, Disclosures, DutyToReport, Telling};
pub use rules::duties::{Duties, Duty, Letter};
pub use rules::indicators::{Applies, Group, Indicator, Indicators, Weight};
pub use rules::kinds::{KindRow, Kinds};
pub use rules::lists::{CodeList, Lists};
pub use rules::packs::{Pack, Packs};
pub use rules::services::{ServiceRow, Services};
pub use rules::territory::{Area, County, Municipality, Territory};
pub use rules::timers::{Rung, RungDue, RungTo, Timer, TimerCode, Timers, Wait};
pub use screening::{
    Asked, Decided, Finding, Minimum, Outcome, Reached, ScreeningFacts, ScreeningRule,
    ScreeningRules, Suggestion, decide_finding, read_signs, suggest,
};
pub use section::{
    Account, AnswerNote, Blocked, DeclineNote, DraftText, Header, IdentificationSheet, Identity,
    Medical, OutcomeNote, SECTIONS, SafeAddress, SafeContact, ScreeningSheet, SecondLook, Section,
    SectionError, Slip, WishRecord, WithdrawalNote,
};
pub use text::{Lang, Text};
pub use view::{FirstNeeds, ScreeningBasics};
pub use vocabulary::{Act, Decision, MemberState, Role, Standing};
