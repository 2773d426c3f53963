//! Errors carry no prose: each variant names the message that says it in both languages.

/// Makes an error enum whose variants each carry a message key.
macro_rules! errors {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$vdoc:meta])* $variant:ident = $key:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// The message keys of all variants.
            pub const KEYS: &'static [&'static str] = &[$($key),+];

            /// The message that says it.
            pub const fn key(self) -> &'static str {
                match self { $($name::$variant => $key),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.key())
            }
        }

        impl std::error::Error for $name {}
    };
}

pub(crate) use errors;

errors! {
    /// Why a text is not what it should be.
    pub enum ParseError {
        /// Not an id: 26 characters of lower-case base32.
        BadId = "error-bad-id",
        /// Not a case code such as `7F2Q-94`.
        BadCaseCode = "error-bad-case-code",
        /// Not a referral code such as `RF-7KM3Q9`.
        BadReferralCode = "error-bad-referral-code",
        /// No such code in its list.
        UnknownCode = "error-unknown-code",
        /// Not an area: `AL`, a county or a municipality.
        BadArea = "error-bad-area",
    }
}

errors! {
    /// What is wrong with one answer.
    pub enum AnswerError {
        /// It must be answered.
        Missing = "error-missing",
        /// It is not among the choices.
        NotAChoice = "error-not-a-choice",
        /// More than one answer where one is asked.
        OnlyOne = "error-only-one",
        /// Longer than 300 characters.
        LineTooLong = "error-line-too-long",
        /// Longer than 4000 characters.
        ProseTooLong = "error-prose-too-long",
        /// Not a whole number from 0 to 9999.
        NotANumber = "error-not-a-number",
        /// Not a telephone number.
        NotAPhone = "error-not-a-phone",
        /// No such municipality.
        NoMunicipality = "error-no-municipality",
        /// No such institution.
        NoInstitution = "error-no-institution",
        /// The evidence is not in its list.
        NoEvidence = "error-no-evidence",
        /// A decision needs its reason.
        NoReason = "error-no-reason",
    }
}

/// One field of a form and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The name of the field as it stands in the page; empty for the whole form.
    pub field: String,
    /// The message that says what is wrong.
    pub key: &'static str,
}

impl FieldError {
    /// A fault of this field.
    pub fn new(field: impl Into<String>, key: &'static str) -> FieldError {
        FieldError {
            field: field.into(),
            key,
        }
    }
}

/// Every message key that an error of this crate can carry.
pub fn all_keys() -> impl Iterator<Item = &'static str> {
    [
        ParseError::KEYS,
        AnswerError::KEYS,
        crate::DateError::KEYS,
        crate::Illegal::KEYS,
        crate::Refusal::KEYS,
        crate::StatusError::KEYS,
        crate::SectionError::KEYS,
    ]
    .into_iter()
    .flatten()
    .copied()
}
