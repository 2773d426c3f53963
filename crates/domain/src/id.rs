//! Names of things: 128 random bits for machines, short codes for people.

use crate::code::serde_as_text;
use crate::error::ParseError;
use data_encoding::BASE32_NOPAD;
use std::fmt;
use std::str::FromStr;

/// Length of an id in text: 128 bits in base32 without padding.
const ID_LENGTH: usize = 26;

fn id_text(bytes: &[u8; 16]) -> String {
    BASE32_NOPAD.encode(bytes).to_ascii_lowercase()
}

/// Strict: one thing has one spelling, or two addresses would lead to the same case.
fn id_bytes(text: &str) -> Result<[u8; 16], ParseError> {
    let lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if text.len() != ID_LENGTH || !text.bytes().all(lower) {
        return Err(ParseError::BadId);
    }
    BASE32_NOPAD
        .decode(text.to_ascii_uppercase().as_bytes())
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or(ParseError::BadId)
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// The id with these (random) bytes.
            pub const fn from_bytes(bytes: [u8; 16]) -> $name {
                $name(bytes)
            }

            /// Its bytes.
            pub const fn bytes(self) -> [u8; 16] {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&id_text(&self.0))
            }
        }

        impl FromStr for $name {
            type Err = ParseError;

            fn from_str(text: &str) -> Result<$name, ParseError> {
                id_bytes(text).map($name)
            }
        }

        serde_as_text!($name);
    )+};
}

ids! {
    /// A case: everything about one person in one story.
    CaseId,
    /// A person with keys, in a post of an institution.
    MemberId,
    /// An institution of the mechanism.
    InstitutionId,
    /// A circle of one institution.
    CircleId,
    /// One referral from an institution to another.
    ReferralId,
    /// One immutable sealed version.
    SealedId,
    /// One letter between circles.
    LetterId,
    /// A draft of one author.
    DraftId,
    /// A line of the record.
    EntryId,
    /// The burnable half of a key.
    HalfId,
    /// A recorded wish.
    ConsentId,
    /// A signed-in session.
    SessionId,
    /// A post in an institution.
    PostId,
    /// A running clock.
    TimerId,
    /// A signed card.
    CardId,
    /// A notice to somebody.
    NoticeId,
}

/// What people read aloud on the telephone: no 0/O, no 1/I/L.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// Draws letters from random bytes; bytes 248 and above are skipped, so that every letter is as likely.
fn letters<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut drawn = bytes
        .iter()
        .filter(|byte| **byte < 248)
        .chain(bytes.iter())
        .filter_map(|byte| ALPHABET.get(usize::from(*byte) % ALPHABET.len()));
    std::array::from_fn(|_| drawn.next().copied().unwrap_or(b'2'))
}

fn in_alphabet(text: &str) -> bool {
    text.bytes().all(|byte| ALPHABET.contains(&byte))
}

/// The short name of a case among people, such as `7F2Q-94`; it says nothing about the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseCode([u8; 6]);

impl CaseCode {
    /// A code from random bytes; whoever stores it asks again when it is taken.
    pub fn from_bytes(bytes: [u8; 16]) -> CaseCode {
        CaseCode(letters(&bytes))
    }
}

impl fmt::Display for CaseCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g] = self.0.map(char::from);
        write!(f, "{a}{b}{c}{d}-{e}{g}")
    }
}

impl FromStr for CaseCode {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<CaseCode, ParseError> {
        let (front, back) = text.split_once('-').ok_or(ParseError::BadCaseCode)?;
        if front.len() != 4 || back.len() != 2 || !in_alphabet(front) || !in_alphabet(back) {
            return Err(ParseError::BadCaseCode);
        }
        let all = [front, back].concat();
        all.into_bytes()
            .try_into()
            .map(CaseCode)
            .map_err(|_| ParseError::BadCaseCode)
    }
}

serde_as_text!(CaseCode);

/// The short name of a referral among people, such as `RF-7KM3Q9`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReferralCode([u8; 6]);

impl ReferralCode {
    /// A code from random bytes; whoever stores it asks again when it is taken.
    pub fn from_bytes(bytes: [u8; 16]) -> ReferralCode {
        ReferralCode(letters(&bytes))
    }
}

impl fmt::Display for ReferralCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text: String = self.0.map(char::from).into_iter().collect();
        write!(f, "RF-{text}")
    }
}

impl FromStr for ReferralCode {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<ReferralCode, ParseError> {
        let rest = text
            .strip_prefix("RF-")
            .filter(|rest| rest.len() == 6 && in_alphabet(rest));
        rest.and_then(|rest| rest.as_bytes().try_into().ok())
            .map(ReferralCode)
            .ok_or(ParseError::BadReferralCode)
    }
}

serde_as_text!(ReferralCode);

#[cfg(test)]
mod tests {
    use super::{CaseCode, CaseId, ReferralCode};
    use proptest::prelude::*;

    #[test]
    fn an_id_has_one_spelling() {
        let text = CaseId::from_bytes([0xab; 16]).to_string();
        assert_eq!(text.len(), 26);
        assert!(text.parse::<CaseId>().is_ok());
        let last_bits = format!("{}z", &text[..25]);
        for wrong in [
            text.to_uppercase(),
            format!("{text}="),
            text[1..].to_owned(),
            last_bits,
        ] {
            assert!(wrong.parse::<CaseId>().is_err(), "{wrong}");
        }
        assert!("ëëëëëëëëëëëëë".parse::<CaseId>().is_err());
    }

    #[test]
    fn codes_for_people_avoid_letters_that_look_alike() {
        for wrong in [
            "7F2Q94", "7f2q-94", "7F2O-94", "7F2Q-9", "1F2Q-94", "7F2Q-94 ", "ëë-94",
        ] {
            assert!(wrong.parse::<CaseCode>().is_err(), "{wrong}");
        }
        assert_eq!(
            "7F2Q-94".parse::<CaseCode>().map(|code| code.to_string()),
            Ok("7F2Q-94".into())
        );
        assert!("RF-2091".parse::<ReferralCode>().is_err());
        assert!("RF-ëëë".parse::<ReferralCode>().is_err());
    }

    proptest! {
        #[test]
        fn every_id_and_code_reads_back(bytes in any::<[u8; 16]>()) {
            let id = CaseId::from_bytes(bytes);
            prop_assert_eq!(id.to_string().parse::<CaseId>(), Ok(id));
            let code = CaseCode::from_bytes(bytes);
            prop_assert_eq!(code.to_string().parse::<CaseCode>(), Ok(code));
            let code = ReferralCode::from_bytes(bytes);
            prop_assert_eq!(code.to_string().parse::<ReferralCode>(), Ok(code));
        }
    }
}
