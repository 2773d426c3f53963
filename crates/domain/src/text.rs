//! The two languages, and words in both.

use crate::code::codes;
use serde::{Deserialize, Serialize};

codes! {
    /// A language of the pages.
    pub enum Lang {
        /// Albanian, the first.
        Sq = "sq",
        /// English.
        En = "en",
    }
}

/// The same words in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// In Albanian, -ni form.
    pub sq: String,
    /// In English.
    pub en: String,
}

impl Text {
    /// The words in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Sq => &self.sq,
            Lang::En => &self.en,
        }
    }

    /// Whether a language is missing.
    pub(crate) fn is_blank(&self) -> bool {
        self.sq.trim().is_empty() || self.en.trim().is_empty()
    }
}
