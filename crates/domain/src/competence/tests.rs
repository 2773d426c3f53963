//! Who may be asked in the county of Shkodër, and whom a child's notice reaches.

use super::{Addressee, InstitutionFacts, Level, competent, unasked_for_child};
use crate::rules::tests::real;
use crate::{Age, Area, InstitutionId, InstitutionKind, Letter, Service};
use std::collections::BTreeSet;

fn it(id: u8, kind: InstitutionKind, services: &[Service], area: &str) -> InstitutionFacts {
    InstitutionFacts {
        id: InstitutionId::from_bytes([id; 16]),
        kind,
        services: services.iter().copied().collect(),
        areas: vec![area.parse().unwrap()],
    }
}

fn id(id: u8) -> InstitutionId {
    InstitutionId::from_bytes([id; 16])
}

fn county() -> Vec<InstitutionFacts> {
    use InstitutionKind as K;
    use Service as S;
    vec![
        it(1, K::NgoMobileUnit, &[S::PsychologicalSupport], "AL-10"),
        it(
            2,
            K::NgoShelter,
            &[S::Shelter, S::PsychologicalSupport],
            "AL",
        ),
        it(
            3,
            K::Municipality,
            &[S::ChildProtection, S::EmergencyAccommodation],
            "AL-10-shkoder",
        ),
        it(4, K::Municipality, &[S::ChildProtection], "AL-10-puke"),
        it(5, K::ChildAgency, &[], "AL"),
        it(6, K::ResponsibleAuthority, &[], "AL"),
        it(
            7,
            K::Prefecture,
            &[S::Shelter, S::PsychologicalSupport],
            "AL-10",
        ),
        it(8, K::StateIntelligence, &[S::Shelter], "AL"),
        it(9, K::PoliceDirectorate, &[S::Shelter, S::Escort], "AL-10"),
    ]
}

#[test]
fn only_a_kind_with_lead_or_part_in_the_duty_behind_the_service_may_be_asked() {
    let rules = real();
    let place = rules.territory.municipality("AL-10-shkoder").unwrap();
    let ask = |service, age, blocked: &[u8]| {
        let blocked = blocked.iter().map(|n| id(*n)).collect();
        competent(service, place, age, &county(), &rules, &blocked)
            .into_iter()
            .map(|found| (found.institution, found.letter))
            .collect::<Vec<_>>()
    };
    // The prefect, intelligence and police offer a shelter in vain: PR-03 is the shelters' duty.
    assert_eq!(
        ask(Service::Shelter, Age::Adult, &[]),
        [(id(2), Letter::Lead)]
    );
    assert_eq!(
        ask(Service::PsychologicalSupport, Age::Adult, &[]),
        [(id(2), Letter::Lead), (id(1), Letter::Part)]
    );
    assert_eq!(
        ask(Service::PsychologicalSupport, Age::Adult, &[2]),
        [(id(1), Letter::Part)]
    );
    assert_eq!(ask(Service::Shelter, Age::Adult, &[2]), []);
    assert_eq!(ask(Service::ChildProtection, Age::Adult, &[]), []);
    assert_eq!(
        ask(Service::ChildProtection, Age::Unclear, &[]),
        [(id(3), Letter::Lead)]
    );
    let duty = competent(
        Service::Shelter,
        place,
        Age::Child,
        &county(),
        &rules,
        &BTreeSet::new(),
    );
    assert_eq!(duty[0].duty, "PR-03");
}

#[test]
fn territory_decides_too() {
    let rules = real();
    let durres = rules
        .territory
        .municipalities
        .iter()
        .find(|m| m.county == "AL-02")
        .unwrap();
    let found = competent(
        Service::PsychologicalSupport,
        durres,
        Age::Adult,
        &county(),
        &rules,
        &BTreeSet::new(),
    );
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].institution, id(2));
    for wrong in ["", "XK", "AL-1", "AL-10-", "AL-10-Shkoder", "al-10"] {
        assert!(wrong.parse::<Area>().is_err(), "{wrong}");
    }
}

/// Practice paper 5: an automatic addressee who may endanger the person is passed over.
#[test]
fn a_notice_passes_over_an_office_with_a_conflict_of_interest_without_trace() {
    let rules = real();
    let near = rules.territory.of_county("AL-10");
    let told = |code: &str, institutions: &[InstitutionFacts], blocked: &[u8]| {
        let place = rules.territory.municipality(code).unwrap();
        let blocked = blocked.iter().map(|n| id(*n)).collect();
        unasked_for_child(place, institutions, &near, &blocked)
    };
    let to = |n, level| Addressee {
        institution: id(n),
        level,
    };
    let all = county();
    assert_eq!(
        told("AL-10-shkoder", &all, &[]),
        [to(3, Level::Local), to(6, Level::ResponsibleAuthority)]
    );
    let passed = told("AL-10-shkoder", &all, &[3]);
    assert_eq!(
        passed,
        [
            to(4, Level::SameCounty),
            to(5, Level::ChildAgency),
            to(6, Level::ResponsibleAuthority)
        ]
    );
    assert_eq!(
        told("AL-10-shkoder", &all, &[3, 4])[0],
        to(5, Level::ChildAgency)
    );
    assert_eq!(
        told("AL-10-shkoder", &all, &[3, 4, 5])[0],
        to(6, Level::ResponsibleAuthority)
    );
    assert!(told("AL-10-shkoder", &all, &[3, 4, 5, 6]).is_empty());
    // No child protection unit in the system: the Responsible Authority, not a stranger's unit.
    let nearest = told("AL-10-malesi-e-madhe", &all, &[]);
    assert_eq!(nearest, [to(6, Level::ResponsibleAuthority)]);
}
