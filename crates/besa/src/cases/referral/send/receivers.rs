//! Who may be asked: institutions competent by duty, known by their signed cards and not by the registry.

use super::brief::Brief;
use crate::app::{App, Fail};
use crate::db::Tx;
use crate::lang;
use crate::registry::{self, Institution};
use besa_domain::{
    Area, InstitutionFacts, InstitutionId, InstitutionKind, Letter, Level, Municipality,
    ReceiverSort, Rules, Service, competent, unasked_for_child,
};
use std::collections::BTreeSet;

/// An institution as the sender meets it.
#[derive(Clone, Debug)]
pub(super) struct Receiver {
    pub(super) id: InstitutionId,
    /// By its card, where it works inside the system.
    pub(super) kind: InstitutionKind,
    /// By its card, where it works inside the system.
    pub(super) name: String,
    /// It has no keys: what is sent to it goes on paper, and its answer comes by telephone.
    pub(super) outside: bool,
    /// The registry says of it what its card says.
    pub(super) agrees: bool,
    row: Institution,
}

/// A receiver that holds the duty behind a service.
#[derive(Clone, Debug)]
pub(super) struct Offered {
    pub(super) to: Receiver,
    pub(super) letter: Letter,
    pub(super) duty: String,
}

impl Receiver {
    /// What the receiver is to the person.
    pub(super) fn sort(&self, service: Service) -> ReceiverSort {
        match (self.kind, service) {
            (
                InstitutionKind::PoliceDirectorate
                | InstitutionKind::PoliceStation
                | InstitutionKind::BorderPolice
                | InstitutionKind::Prosecution,
                _,
            ) => ReceiverSort::Police,
            (InstitutionKind::ResponsibleAuthority, _) => ReceiverSort::Authority,
            (_, Service::ChildProtection) => ReceiverSort::ChildProtection,
            (_, _) => ReceiverSort::Service,
        }
    }

    /// The line that everybody may know.
    pub(super) fn public_line(&self) -> &str {
        &self.row.public_line
    }

    /// The number that answers now; the public line where no shift is known.
    pub(super) fn duty_number(&self) -> &str {
        if self.row.duty_contact.is_empty() {
            &self.row.public_line
        } else {
            &self.row.duty_contact
        }
    }

    fn facts(&self) -> InstitutionFacts {
        InstitutionFacts {
            id: self.id,
            kind: self.kind,
            services: self.row.services.iter().copied().collect(),
            areas: self
                .row
                .areas
                .iter()
                .filter_map(|area| area.parse().ok())
                .collect(),
        }
    }
}

/// Everybody in the registry, under the name and kind of their card.
pub(super) async fn directory(tx: &mut Tx<'_>, app: &App) -> Result<Vec<Receiver>, Fail> {
    let mut all = Vec::new();
    for row in registry::institutions(tx).await? {
        let (kind, name) = if row.joined {
            // Nothing is sent to an institution whose card does not hold; the others stay reachable.
            let Ok(card) = registry::institution_card(tx, app.facts(), row.id).await else {
                tracing::warn!("an institution without a valid card was left out");
                continue;
            };
            let Some(kind) = InstitutionKind::from_code(&card.kind) else {
                continue;
            };
            (kind, card.name.clone())
        } else {
            (row.kind, row.name.clone())
        };
        all.push(Receiver {
            id: row.id,
            outside: !row.joined || !app.rules().kinds.row(kind).case_work,
            agrees: kind == row.kind && name == row.name,
            kind,
            name,
            row,
        });
    }
    all.sort_by(|one, two| lang::compare(&one.name, &two.name));
    Ok(all)
}

/// Who is competent for a service where the person was found; who drives the duty stands first.
pub(super) fn offered(
    rules: &Rules,
    all: &[Receiver],
    service: Service,
    brief: &Brief,
    own: InstitutionId,
) -> Result<Vec<Offered>, Fail> {
    let facts = all.iter().map(Receiver::facts).collect::<Vec<_>>();
    rank(rules, all, &facts, service, brief, own)
}

/// When nobody is competent here: who gives the service elsewhere, this county first.
pub(super) fn nearest(
    rules: &Rules,
    all: &[Receiver],
    service: Service,
    brief: &Brief,
    own: InstitutionId,
) -> Result<Option<Offered>, Fail> {
    let everywhere = |it: &Receiver| InstitutionFacts {
        areas: vec![Area::Country],
        ..it.facts()
    };
    let facts = all.iter().map(everywhere).collect::<Vec<_>>();
    let county = place(rules, brief)?.county.clone();
    let found = rank(rules, all, &facts, service, brief, own)?;
    Ok(found
        .into_iter()
        .min_by_key(|it| it.to.row.county != county))
}

fn rank(
    rules: &Rules,
    all: &[Receiver],
    facts: &[InstitutionFacts],
    service: Service,
    brief: &Brief,
    own: InstitutionId,
) -> Result<Vec<Offered>, Fail> {
    let mut passed = brief.blocked_ids();
    passed.insert(own);
    let found = competent(
        service,
        place(rules, brief)?,
        brief.age,
        facts,
        rules,
        &passed,
    );
    Ok(found
        .into_iter()
        .filter_map(|it| {
            let to = all.iter().find(|known| known.id == it.institution)?.clone();
            Some(Offered {
                to,
                letter: it.letter,
                duty: it.duty,
            })
        })
        .collect())
}

/// Whom the law wants told of a child without being asked; passed-over offices move it a level up.
pub(super) fn told_of_child(
    rules: &Rules,
    all: &[Receiver],
    brief: &Brief,
    passed: &BTreeSet<InstitutionId>,
) -> Result<Option<(Receiver, Level)>, Fail> {
    let place = place(rules, brief)?;
    let facts: Vec<InstitutionFacts> = all.iter().map(Receiver::facts).collect();
    let county = rules.territory.of_county(&place.county);
    let first = unasked_for_child(place, &facts, &county, passed)
        .into_iter()
        .next();
    Ok(first.and_then(|it| {
        let to = all.iter().find(|known| known.id == it.institution)?.clone();
        Some((to, it.level))
    }))
}

/// The municipality where the person was found.
pub(super) fn place<'r>(rules: &'r Rules, brief: &Brief) -> Result<&'r Municipality, Fail> {
    rules
        .territory
        .municipality(&brief.place)
        .ok_or_else(|| Fail::broken("integrity", "place_found"))
}
