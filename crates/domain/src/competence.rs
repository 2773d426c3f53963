//! Who may be asked for a service, and by which duty; whom a child's notice goes to unasked.

use crate::code::codes;
use crate::date::Age;
use crate::id::InstitutionId;
use crate::kind::{InstitutionKind, Service};
use crate::rules::Rules;
use crate::rules::duties::Letter;
use crate::rules::services::ServiceRow;
use crate::rules::territory::{Area, Municipality};
use std::collections::BTreeSet;

/// What the rules look at in an institution.
#[derive(Clone, Debug)]
pub struct InstitutionFacts {
    /// Which one.
    pub id: InstitutionId,
    /// What it is.
    pub kind: InstitutionKind,
    /// What it offers.
    pub services: BTreeSet<Service>,
    /// Where it works.
    pub areas: Vec<Area>,
}

impl InstitutionFacts {
    fn serves(&self, place: &Municipality) -> bool {
        self.areas.iter().any(|area| area.covers(place))
    }
}

/// An institution that may be asked, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Competent {
    /// Which one.
    pub institution: InstitutionId,
    /// L or P.
    pub letter: Letter,
    /// The duty behind the service.
    pub duty: String,
}

/// Who may be asked: the kind holds L or P for the duty behind the service, the institution offers it,
/// its territory covers the place, and it is not blocked for this case. L comes first.
pub fn competent(
    service: Service,
    place: &Municipality,
    age: Age,
    institutions: &[InstitutionFacts],
    rules: &Rules,
    blocked: &BTreeSet<InstitutionId>,
) -> Vec<Competent> {
    let asked = rules.services.row(service);
    if !asked.fits(age) {
        return Vec::new();
    }
    let mut found: Vec<Competent> = institutions
        .iter()
        .filter(|it| {
            it.services.contains(&service) && it.serves(place) && !blocked.contains(&it.id)
        })
        .filter_map(|it| {
            let letter = letter(rules, it.kind, &asked.duty)?;
            Some(Competent {
                institution: it.id,
                letter,
                duty: asked.duty.clone(),
            })
        })
        .collect();
    found.sort_by_key(|competent| competent.letter);
    found
}

/// The services for which a kind of institution is competent, in the order of the rules.
pub fn may_offer(kind: InstitutionKind, rules: &Rules) -> Vec<Service> {
    let offers = |row: &&ServiceRow| letter(rules, kind, &row.duty).is_some();
    let rows = rules.services.rows().iter().filter(offers);
    rows.map(|row| row.service).collect()
}

fn letter(rules: &Rules, kind: InstitutionKind, duty: &str) -> Option<Letter> {
    let kind = rules.kinds.row(kind);
    let letter = kind
        .case_work
        .then(|| rules.duties.letter(duty, kind.column?))
        .flatten()?;
    matches!(letter, Letter::Lead | Letter::Part).then_some(letter)
}

codes! {
    /// How far an unasked notice went.
    pub enum Level {
        /// The municipality where the child is found.
        Local = "local",
        /// Another municipality of the county.
        SameCounty = "same_county",
        /// The state agency for children.
        ChildAgency = "child_agency",
        /// The Responsible Authority.
        ResponsibleAuthority = "responsible_authority",
    }
}

/// Somebody to whom a notice goes without being asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Addressee {
    /// Which institution.
    pub institution: InstitutionId,
    /// How far from the place.
    pub level: Level,
}

/// Whom the notice about a child goes to, nearest first; empty when nobody at all is registered.
///
/// Where the municipality has no child protection unit in the system, the Responsible Authority is
/// told. Where it is blocked for a conflict of interest, the next level is: another municipality of
/// the county, the agency for children, the Responsible Authority. A blocked office appears nowhere.
pub fn unasked_for_child(
    place: &Municipality,
    institutions: &[InstitutionFacts],
    county: &[&Municipality],
    blocked: &BTreeSet<InstitutionId>,
) -> Vec<Addressee> {
    let local = |it: &InstitutionFacts| {
        it.kind == InstitutionKind::Municipality
            && it.services.contains(&Service::ChildProtection)
            && it.serves(place)
    };
    let rerouted = institutions
        .iter()
        .any(|it| local(it) && blocked.contains(&it.id));
    let near = |it: &InstitutionFacts| {
        it.kind == InstitutionKind::Municipality
            && it.services.contains(&Service::ChildProtection)
            && county.iter().any(|other| it.serves(other))
    };
    let agency =
        |it: &InstitutionFacts| it.kind == InstitutionKind::ChildAgency && it.serves(place);
    let level = |it: &InstitutionFacts| {
        if local(it) {
            Some(Level::Local)
        } else if rerouted && near(it) {
            Some(Level::SameCounty)
        } else if rerouted && agency(it) {
            Some(Level::ChildAgency)
        } else {
            (it.kind == InstitutionKind::ResponsibleAuthority)
                .then_some(Level::ResponsibleAuthority)
        }
    };
    let mut found: Vec<Addressee> = institutions
        .iter()
        .filter(|it| !blocked.contains(&it.id))
        .filter_map(|it| {
            level(it).map(|level| Addressee {
                institution: it.id,
                level,
            })
        })
        .collect();
    found.sort_by_key(|addressee| addressee.level);
    found
}

#[cfg(test)]
mod tests;
