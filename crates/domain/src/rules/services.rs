//! What may be asked of another institution, and the duty that makes one competent.

use crate::date::Age;
use crate::kind::Service;
use crate::rule::{RuleError, RuleRow};
use crate::text::Text;
use serde::Deserialize;
use serde::de::IgnoredAny;

/// One service.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceRow {
    /// The service.
    #[serde(rename = "code")]
    pub service: Service,
    /// The duty behind it: who has L or P there may be asked.
    pub duty: String,
    /// Its name.
    pub text: Text,
    /// What comes of asking, in one sentence.
    pub hint: Text,
    /// Whether it is there for children.
    pub child: bool,
    /// Whether it is there for adults.
    pub adult: bool,
}

/// All services.
#[derive(Clone, Debug)]
pub struct Services(Vec<ServiceRow>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "rule")]
    _rule: IgnoredAny,
    service: Vec<ServiceRow>,
}

impl Services {
    pub(crate) fn load(row: &RuleRow) -> Result<Services, RuleError> {
        let file: File = row.content()?;
        row.once(file.service.iter().map(|line| line.service.code()))?;
        let has = |service: &Service| file.service.iter().any(|line| line.service == *service);
        match Service::ALL.iter().find(|service| !has(service)) {
            Some(service) => Err(row.wrong(service.code(), "this service is missing")),
            None => Ok(Services(file.service)),
        }
    }

    /// All services in the order of the file.
    pub fn rows(&self) -> &[ServiceRow] {
        &self.0
    }

    /// One service.
    #[expect(
        clippy::expect_used,
        reason = "`load` refuses a file that lacks a service"
    )]
    pub fn row(&self, service: Service) -> &ServiceRow {
        self.0
            .iter()
            .find(|row| row.service == service)
            .expect("every service is loaded")
    }

    /// The services for a person of this age; an unclear age may ask for either.
    pub fn for_age(&self, age: Age) -> Vec<&ServiceRow> {
        self.0.iter().filter(|row| row.fits(age)).collect()
    }
}

impl ServiceRow {
    /// Whether it is there for a person of this age.
    pub fn fits(&self, age: Age) -> bool {
        match age {
            Age::Adult => self.adult,
            Age::Child => self.child,
            Age::Unclear => self.adult || self.child,
        }
    }
}
