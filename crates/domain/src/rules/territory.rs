//! Counties and municipalities, and the area that an institution serves.

use crate::code::serde_as_text;
use crate::error::ParseError;
use crate::rule::{RuleError, RuleRow};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::fmt;
use std::str::FromStr;

/// A county.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct County {
    /// ISO 3166-2, such as `AL-10`.
    pub iso: String,
    /// Its name.
    pub name: String,
}

/// A municipality.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Municipality {
    /// Code of its county and its name in plain letters, such as `AL-10-shkoder`.
    pub code: String,
    /// The county that it lies in.
    pub county: String,
    /// Its name.
    pub name: String,
    /// Its administrative units, where they were entered.
    #[serde(default)]
    pub units: Vec<String>,
}

/// The country.
#[derive(Clone, Debug)]
pub struct Territory {
    /// All counties.
    pub counties: Vec<County>,
    /// All municipalities.
    pub municipalities: Vec<Municipality>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "rule")]
    _rule: IgnoredAny,
    county: Vec<County>,
    municipality: Vec<Municipality>,
}

impl Territory {
    pub(crate) fn load(row: &RuleRow) -> Result<Territory, RuleError> {
        let file: File = row.content()?;
        row.once(file.county.iter().map(|county| county.iso.as_str()))?;
        row.once(file.municipality.iter().map(|place| place.code.as_str()))?;
        let territory = Territory {
            counties: file.county,
            municipalities: file.municipality,
        };
        for place in &territory.municipalities {
            let known = territory.county(&place.county).is_some();
            let begins = place
                .code
                .strip_prefix(&place.county)
                .is_some_and(|c| c.starts_with('-'));
            if !known || !begins {
                return Err(row.wrong(&place.code, "its county is unknown or not in its code"));
            }
        }
        Ok(territory)
    }

    /// The municipality with this code.
    pub fn municipality(&self, code: &str) -> Option<&Municipality> {
        self.municipalities.iter().find(|place| place.code == code)
    }

    /// The county with this code.
    pub fn county(&self, iso: &str) -> Option<&County> {
        self.counties.iter().find(|county| county.iso == iso)
    }

    /// The municipalities of a county.
    pub fn of_county(&self, iso: &str) -> Vec<&Municipality> {
        self.municipalities
            .iter()
            .filter(|place| place.county == iso)
            .collect()
    }
}

/// Where an institution works.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area {
    /// The whole country: `AL`.
    Country,
    /// A county: `AL-10`.
    County(String),
    /// A municipality: `AL-10-shkoder`.
    Municipality(String),
}

impl Area {
    /// Whether a place lies in it.
    pub fn covers(&self, place: &Municipality) -> bool {
        match self {
            Area::Country => true,
            Area::County(iso) => place.county == *iso,
            Area::Municipality(code) => place.code == *code,
        }
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Area::Country => f.write_str("AL"),
            Area::County(code) | Area::Municipality(code) => f.write_str(code),
        }
    }
}

impl FromStr for Area {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Area, ParseError> {
        let plain = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
        };
        let county = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        match text.splitn(3, '-').collect::<Vec<_>>().as_slice() {
            ["AL"] => Ok(Area::Country),
            ["AL", iso] if county(iso) => Ok(Area::County(text.to_owned())),
            ["AL", iso, name] if county(iso) && plain(name) => {
                Ok(Area::Municipality(text.to_owned()))
            }
            _ => Err(ParseError::BadArea),
        }
    }
}

serde_as_text!(Area);
