//! The institutions of the invented Shkodër county: real kinds, invented telephone numbers; NGOs
//! are invented altogether.

use besa_domain::{InstitutionKind, Service};

/// One institution.
#[derive(Debug)]
pub(crate) struct House {
    pub(crate) key: &'static str,
    pub(crate) kind: InstitutionKind,
    pub(crate) name: &'static str,
    /// Municipality code of the seat.
    pub(crate) seat: &'static str,
    pub(crate) areas: &'static [&'static str],
    pub(crate) services: &'static [Service],
    pub(crate) public_line: &'static str,
    pub(crate) duty_contact: &'static str,
    /// Works inside the system.
    pub(crate) joins: bool,
}

impl House {
    /// How many people work there.
    pub(crate) fn staff(&self) -> u32 {
        if self.key == "dora" { 1 } else { 12 }
    }
}

macro_rules! house {
    ($key:literal, $kind:ident, $name:literal, $seat:literal, [$($area:literal),*], [$($service:ident),*], $line:literal, $duty:literal, $joins:literal) => {
        House {
            key: $key,
            kind: InstitutionKind::$kind,
            name: $name,
            seat: $seat,
            areas: &[$($area),*],
            services: &[$(Service::$service),*],
            public_line: $line,
            duty_contact: $duty,
            joins: $joins,
        }
    };
}

/// The county.
pub(crate) const HOUSES: &[House] = &[
    house!(
        "rozafa",
        NgoMobileUnit,
        "Qendra Sociale Rozafa",
        "AL-10-shkoder",
        ["AL-10"],
        [PsychologicalSupport, CaseManagement],
        "+355 00 000 0101",
        "+355 00 000 0102",
        true
    ),
    house!(
        "drini",
        NgoShelter,
        "Strehëza Drini",
        "AL-10-shkoder",
        ["AL-10", "AL-08"],
        [
            Shelter,
            EmergencyAccommodation,
            PsychologicalSupport,
            CaseManagement
        ],
        "+355 00 000 0111",
        "+355 00 000 0112",
        true
    ),
    house!(
        "policia",
        PoliceDirectorate,
        "Drejtoria Vendore e Policisë Shkodër",
        "AL-10-shkoder",
        ["AL-10"],
        [SafetyPlan, Escort, CriminalReport],
        "129",
        "+355 00 000 0122",
        true
    ),
    house!(
        "shssh",
        StateSocialService,
        "Drejtoria Rajonale e Shërbimit Social Shtetëror Shkodër",
        "AL-10-shkoder",
        ["AL-10"],
        [EconomicAid, FormalIdentification, SafetyPlan],
        "+355 00 000 0131",
        "+355 00 000 0132",
        true
    ),
    house!(
        "bashkia",
        Municipality,
        "Bashkia Shkodër",
        "AL-10-shkoder",
        ["AL-10-shkoder"],
        [ChildProtection, EmergencyAccommodation, Guardianship],
        "+355 00 000 0141",
        "+355 00 000 0142",
        true
    ),
    house!(
        "ap",
        ResponsibleAuthority,
        "Autoriteti Përgjegjës",
        "AL-11-tirane",
        ["AL"],
        [AssistedReturn],
        "+355 00 000 0151",
        "+355 00 000 0152",
        true
    ),
    house!(
        "prefektura",
        Prefecture,
        "Prefekti i Qarkut Shkodër",
        "AL-10-shkoder",
        ["AL-10"],
        [],
        "+355 00 000 0161",
        "",
        true
    ),
    house!(
        "shish",
        StateIntelligence,
        "Shërbimi Informativ i Shtetit, Shkodër",
        "AL-10-shkoder",
        ["AL-10"],
        [],
        "",
        "",
        true
    ),
    house!(
        "dora",
        Ngo,
        "Shoqata Dora e Ngrohtë",
        "AL-10-shkoder",
        ["AL-10"],
        [PsychologicalSupport, LegalAid, TrainingEmployment],
        "+355 00 000 0171",
        "+355 00 000 0172",
        true
    ),
    house!(
        "operatori",
        Operator,
        "Operatori i sistemit",
        "AL-11-tirane",
        ["AL"],
        [],
        "",
        "",
        true
    ),
    house!(
        "malesia",
        Municipality,
        "Bashkia Malësi e Madhe",
        "AL-10-malesi-e-madhe",
        ["AL-10-malesi-e-madhe"],
        [ChildProtection, EmergencyAccommodation],
        "+355 00 000 0201",
        "+355 00 000 0202",
        false
    ),
    house!(
        "vaudejes",
        Municipality,
        "Bashkia Vau i Dejës",
        "AL-10-vau-i-dejes",
        ["AL-10-vau-i-dejes"],
        [ChildProtection],
        "+355 00 000 0211",
        "+355 00 000 0212",
        false
    ),
    house!(
        "puke",
        Municipality,
        "Bashkia Pukë",
        "AL-10-puke",
        ["AL-10-puke"],
        [ChildProtection],
        "+355 00 000 0221",
        "+355 00 000 0222",
        false
    ),
    house!(
        "fusharrez",
        Municipality,
        "Bashkia Fushë-Arrëz",
        "AL-10-fushe-arrez",
        ["AL-10-fushe-arrez"],
        [ChildProtection],
        "+355 00 000 0231",
        "+355 00 000 0232",
        false
    ),
    house!(
        "spitali",
        Hospital,
        "Spitali Rajonal Shkodër",
        "AL-10-shkoder",
        ["AL-10"],
        [HealthCare],
        "+355 00 000 0241",
        "+355 00 000 0242",
        false
    ),
    house!(
        "kufiri",
        BorderPolice,
        "Drejtoria Vendore e Kufirit dhe Migracionit Shkodër",
        "AL-10-shkoder",
        ["AL-10"],
        [ResidencePermit, Escort],
        "+355 00 000 0251",
        "+355 00 000 0252",
        false
    ),
    house!(
        "arsimi",
        EducationDirectorate,
        "Zyra Vendore e Arsimit Shkodër",
        "AL-10-shkoder",
        ["AL-10"],
        [Schooling],
        "+355 00 000 0261",
        "",
        false
    ),
    house!(
        "punesimi",
        EmploymentOffice,
        "Zyra e Punësimit Shkodër",
        "AL-10-shkoder",
        ["AL-10"],
        [TrainingEmployment],
        "+355 00 000 0271",
        "",
        false
    ),
    house!(
        "juridike",
        LegalAid,
        "Qendra e Ndihmës Juridike Shkodër",
        "AL-10-shkoder",
        ["AL-10"],
        [LegalAid],
        "+355 00 000 0281",
        "",
        false
    ),
    house!(
        "femijet",
        ChildAgency,
        "Agjencia Shtetërore për të Drejtat dhe Mbrojtjen e Fëmijës",
        "AL-11-tirane",
        ["AL"],
        [ChildProtection],
        "+355 00 000 0291",
        "+355 00 000 0292",
        false
    ),
    house!(
        "qkpvt",
        StateShelter,
        "Qendra Kombëtare Pritëse për Viktimat e Trafikimit",
        "AL-11-tirane",
        ["AL"],
        [Shelter, EmergencyAccommodation],
        "+355 00 000 0301",
        "+355 00 000 0302",
        false
    ),
];
