//! The only types that may be sealed into a case: each with its code, its format and its circle.

use crate::answer::{Checked, Ternary};
use crate::check::Raw;
use crate::date::Age;
use crate::error::errors;
use crate::form::Form;
use crate::ground::{ReceiverSort, ShareBasis};
use crate::id::{CaseCode, InstitutionId, MemberId, ReferralId, SealedId};
use crate::kind::{CircleKind, RiskLevel, Service, Urgency};
use crate::moment::Moment;
use crate::screening::{Asked, Decided};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

errors! {
    /// Why a section cannot be written or read.
    pub enum SectionError {
        /// A format that this version of the program does not know.
        UnknownFormat = "error-section-format",
        /// Not what the format says.
        Unreadable = "error-section-unreadable",
    }
}

/// Something that may be sealed.
pub trait Section: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Its name in rows, stable for ever.
    const CODE: &'static str;
    /// Its format; an old one stays readable by a sample that is committed.
    const VERSION: u16;
    /// The circle of the owner that it is sealed to.
    const CIRCLE: CircleKind;

    /// Its canonical JSON.
    ///
    /// # Errors
    /// `SectionError::Unreadable` when it cannot be written, which no section here can bring about.
    fn encode(&self) -> Result<Vec<u8>, SectionError> {
        serde_json::to_vec(self).map_err(|_| SectionError::Unreadable)
    }

    /// Reads what `encode` wrote, in the format that the row names.
    ///
    /// # Errors
    /// An unknown format, or bytes that are not of it.
    fn decode(format: u16, bytes: &[u8]) -> Result<Self, SectionError> {
        if format != Self::VERSION {
            return Err(SectionError::UnknownFormat);
        }
        serde_json::from_slice(bytes).map_err(|_| SectionError::Unreadable)
    }
}

macro_rules! sections {
    ($($name:ident = $code:literal, $version:literal, $circle:ident;)+) => {
        $(impl Section for $name {
            const CODE: &'static str = $code;
            const VERSION: u16 = $version;
            const CIRCLE: CircleKind = CircleKind::$circle;
        })+

        /// Code and circle of every section, for pages that list them.
        pub const SECTIONS: &[(&str, CircleKind)] = &[$(($code, CircleKind::$circle)),+];
    };
}

sections! {
    Header = "header", 1, Cases;
    ScreeningSheet = "screening", 1, Cases;
    Identity = "identity", 1, Cases;
    IdentificationSheet = "identification", 1, Cases;
    SafeContact = "safe_contact", 1, Sensitive;
    SafeAddress = "safe_address", 1, Sensitive;
    Account = "account", 1, Sensitive;
    Medical = "medical", 1, Sensitive;
    SecondLook = "second_look", 1, Cases;
    WishRecord = "wish", 1, Cases;
    Slip = "slip", 1, FrontDesk;
    AnswerNote = "answer_note", 1, FrontDesk;
    DeclineNote = "decline_note", 1, FrontDesk;
    WithdrawalNote = "withdrawal_note", 1, Cases;
    OutcomeNote = "outcome_note", 1, Cases;
}

/// What lists and guards read of a case: the only section that a list of names opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The short name of the case among people.
    pub code: CaseCode,
    /// What the person is called, if anything.
    pub name_used: Option<String>,
    /// The path.
    pub age: Age,
    /// Code of the municipality where the person was found.
    pub place_found: String,
    /// Offices that must learn nothing of this case; known here and nowhere else.
    pub blocked: Vec<Blocked>,
}

impl Header {
    /// The offices that are passed over.
    pub fn blocked_ids(&self) -> BTreeSet<InstitutionId> {
        self.blocked
            .iter()
            .map(|blocked| blocked.institution)
            .collect()
    }
}

/// An office that is passed over for a conflict of interest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blocked {
    /// Which one.
    pub institution: InstitutionId,
    /// A code of the list `reroute_reason`.
    pub reason: String,
}

/// A screening: what was answered, what the rules said, what the person decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScreeningSheet {
    /// When it was saved.
    pub at: Moment,
    /// Who screened.
    pub by: MemberId,
    /// Safety page and basics.
    pub basics: Checked,
    /// The path that was followed.
    pub age: Age,
    /// The added packs.
    pub packs: Vec<String>,
    /// The answers by sign; what is absent was not asked.
    pub signs: BTreeMap<String, Asked>,
    /// What was suggested: outcome code.
    pub suggested: crate::screening::Outcome,
    /// The rules that spoke.
    pub rules: Vec<String>,
    /// What was decided, and why.
    pub decided: Decided,
}

macro_rules! form_sections {
    ($($(#[$doc:meta])* $name:ident of $sections:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name {
            /// The answers, with form and version.
            pub checked: Checked,
        }

        impl $name {
            /// The sections of the form that it holds.
            pub const FORM_SECTIONS: &'static [&'static str] = $sections;

            /// Its part of a checked form.
            pub fn of(form: &Form, checked: &Checked) -> $name {
                $name { checked: checked.part(form, Self::FORM_SECTIONS) }
            }

            /// Whether nothing was answered, so that there is nothing to seal.
            pub fn is_empty(&self) -> bool {
                self.checked.answers.is_empty()
            }
        }
    )+};
}

form_sections! {
    /// The person, as far as first help needs.
    Identity of &["person"];
    /// Circumstances, needs, risk and wishes of the initial identification.
    IdentificationSheet of &["circumstances", "needs", "risk", "wishes"];
    /// How to reach the person without danger.
    SafeContact of &["safe_contact"];
    /// Where the person stays; never ticked for sending unless chosen.
    SafeAddress of &["safe_address"];
    /// What the person said and what the worker saw, kept apart.
    Account of &["account"];
    /// Health, for first help only; never ticked for sending unless chosen.
    Medical of &["medical"];
}

/// A second person's look at "no signs".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondLook {
    /// When.
    pub at: Moment,
    /// Who looked.
    pub by: MemberId,
    /// The screening that was looked at.
    pub screening: SealedId,
    /// What the second person decides, and why.
    pub decided: Decided,
}

/// One question about one receiver, and what stands behind the sharing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WishRecord {
    /// When it was asked.
    pub at: Moment,
    /// Who asked.
    pub by: MemberId,
    /// Language of the question: a code of the form.
    pub language: String,
    /// The receiver in the system; none for one outside.
    pub receiver: Option<InstitutionId>,
    /// The receiver's name as it was read aloud.
    pub receiver_name: String,
    /// What the receiver is to the person.
    pub sort: ReceiverSort,
    /// The sentence as it was read aloud.
    pub sentence: String,
    /// Codes of the sections that the receiver may see.
    pub sections: Vec<String>,
    /// Ground and wish.
    pub basis: ShareBasis,
    /// A child's view in the child's words, and how it was weighed.
    pub view: Option<String>,
}

/// The minimum notice: what a front desk needs to say yes or no, and no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slip {
    /// What is asked.
    pub service: Service,
    /// How soon.
    pub urgency: Urgency,
    /// The path.
    pub age: Age,
    /// Age group: a code of the form.
    pub age_group: String,
    /// Sex: a code of the form.
    pub sex: String,
    /// Language: a code of the form.
    pub language: String,
    /// Needs: codes of the form.
    pub needs: BTreeSet<String>,
    /// Risk as assessed.
    pub risk: RiskLevel,
    /// Whether a hidden place is needed.
    pub hidden_place: Ternary,
    /// Number of children who come along.
    pub children: u32,
    /// The need in words; no name, no place, no circumstances.
    pub words: String,
}

/// What stands beside an answer: a condition, or what was heard on the telephone and from whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerNote {
    /// The referral.
    pub referral: ReferralId,
    /// Who receives the person, or who answered the telephone.
    pub contact: Option<String>,
    /// When the person is expected.
    pub expected: Option<Moment>,
    /// The condition, or what was said.
    pub words: String,
}

/// Why a receiver does not take a person, for the sender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclineNote {
    /// The referral.
    pub referral: ReferralId,
    /// A code of the list `decline_reason`.
    pub reason: String,
    /// What the sender should know beside it.
    pub words: String,
}

/// Why a sender took a referral back; it stays with the sender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawalNote {
    /// The referral.
    pub referral: ReferralId,
    /// A code of the list `withdrawal_reason`.
    pub reason: String,
}

/// What came of a referral, for the sender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeNote {
    /// The referral.
    pub referral: ReferralId,
    /// A code of the list `referral_outcome`.
    pub outcome: String,
    /// In words.
    pub words: String,
}

/// What an author has typed so far, valid or not; sealed to the author alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DraftText {
    /// Exactly as typed, by the name of the field.
    pub raw: Raw,
}

#[cfg(test)]
mod tests;
