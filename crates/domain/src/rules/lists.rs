//! Code lists that are only shown and counted; a list that a rule branches on is an enum.

use crate::rule::{RuleError, RuleRow};
use crate::text::Text;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;

/// One list.
#[derive(Clone, Debug)]
pub struct CodeList {
    /// Its name.
    pub text: Text,
    /// Its codes in order, each with its words.
    pub codes: Vec<(String, Text)>,
}

/// All lists by name.
#[derive(Clone, Debug)]
pub struct Lists(BTreeMap<String, CodeList>);

/// The lists that the thread asks for.
const NEEDED: [&str; 7] = [
    "evidence",
    "opening_reason",
    "decline_reason",
    "withdrawal_reason",
    "reroute_reason",
    "answer_channel",
    "referral_outcome",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "rule")]
    _rule: IgnoredAny,
    list: Vec<ListLine>,
    code: Vec<CodeLine>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListLine {
    code: String,
    text: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeLine {
    list: String,
    code: String,
    text: Text,
}

impl Lists {
    pub(crate) fn load(row: &RuleRow) -> Result<Lists, RuleError> {
        let file: File = row.content()?;
        row.once(file.list.iter().map(|list| list.code.as_str()))?;
        let mut lists: BTreeMap<_, _> = file
            .list
            .into_iter()
            .map(|list| {
                (
                    list.code,
                    CodeList {
                        text: list.text,
                        codes: Vec::new(),
                    },
                )
            })
            .collect();
        for line in file.code {
            let list = lists
                .get_mut(&line.list)
                .ok_or_else(|| row.wrong(&line.list, "a code names a list that is not there"))?;
            list.codes.push((line.code, line.text));
        }
        for (name, list) in &lists {
            row.once(list.codes.iter().map(|(code, _)| code.as_str()))?;
            if list.codes.is_empty() {
                return Err(row.wrong(name, "the list is empty"));
            }
        }
        match NEEDED.into_iter().find(|name| !lists.contains_key(*name)) {
            Some(name) => Err(row.wrong(name, "this list is missing")),
            None => Ok(Lists(lists)),
        }
    }

    /// The list with this name.
    pub fn list(&self, name: &str) -> Option<&CodeList> {
        self.0.get(name)
    }

    /// The words of a code.
    pub fn text(&self, list: &str, code: &str) -> Option<&Text> {
        self.list(list)?
            .codes
            .iter()
            .find(|(held, _)| held == code)
            .map(|(_, text)| text)
    }

    /// Whether the list has the code.
    pub fn has(&self, list: &str, code: &str) -> bool {
        self.text(list, code).is_some()
    }
}
