//! The closed lists that rules branch on: kinds of institutions, professions, services, circles.

use crate::code::codes;

codes! {
    /// What an institution is.
    pub enum InstitutionKind {
        /// Office of the national coordinator.
        CoordinatorOffice = "coordinator_office",
        /// The Responsible Authority.
        ResponsibleAuthority = "responsible_authority",
        /// County police directorate.
        PoliceDirectorate = "police_directorate",
        /// Police station.
        PoliceStation = "police_station",
        /// Border and migration police.
        BorderPolice = "border_police",
        /// Prosecution.
        Prosecution = "prosecution",
        /// Court.
        Court = "court",
        /// Regional State Social Service.
        StateSocialService = "state_social_service",
        /// Municipality, with its child protection unit.
        Municipality = "municipality",
        /// Health directorate.
        HealthDirectorate = "health_directorate",
        /// Hospital.
        Hospital = "hospital",
        /// Education directorate.
        EducationDirectorate = "education_directorate",
        /// School.
        School = "school",
        /// Employment office.
        EmploymentOffice = "employment_office",
        /// Labour inspectorate.
        LabourInspectorate = "labour_inspectorate",
        /// Consulate.
        Consulate = "consulate",
        /// Shelter run by the state.
        StateShelter = "state_shelter",
        /// Shelter run by an NGO.
        NgoShelter = "ngo_shelter",
        /// Mobile unit of an NGO.
        NgoMobileUnit = "ngo_mobile_unit",
        /// Another NGO.
        Ngo = "ngo",
        /// The Prefect's institution.
        Prefecture = "prefecture",
        /// Sub-prefecture.
        SubPrefecture = "sub_prefecture",
        /// County council.
        CountyCouncil = "county_council",
        /// State intelligence: a seat in the committee, never a case.
        StateIntelligence = "state_intelligence",
        /// State agency for the rights and protection of the child.
        ChildAgency = "child_agency",
        /// Free legal aid.
        LegalAid = "legal_aid",
        /// International organisation.
        InternationalOrganisation = "international_organisation",
        /// Religious community.
        ReligiousCommunity = "religious_community",
        /// University.
        University = "university",
        /// Who keeps the machines running.
        Operator = "operator",
    }
}

codes! {
    /// The profession of a post: with the institution's kind it decides what the law obliges the worker to pass on.
    pub enum Profession {
        /// Public official.
        PublicOfficial = "public_official",
        /// Police officer.
        Police = "police",
        /// Medical staff.
        Medical = "medical",
        /// Staff of an NGO bound by confidentiality.
        ConfidentialNgo = "confidential_ngo",
        /// Lawyer.
        Lawyer = "lawyer",
        /// Any other.
        Other = "other",
    }
}

codes! {
    /// What one institution may ask of another.
    pub enum Service {
        /// Child protection worker (ID-08).
        ChildProtection = "child_protection",
        /// Emergency accommodation, up to 72 hours (PR-02).
        EmergencyAccommodation = "emergency_accommodation",
        /// Specialised shelter (PR-03).
        Shelter = "shelter",
        /// Health care (PR-05).
        HealthCare = "health_care",
        /// Psychological support (PR-06).
        PsychologicalSupport = "psychological_support",
        /// Free legal aid (PR-07).
        LegalAid = "legal_aid",
        /// Case management (PR-08).
        CaseManagement = "case_management",
        /// Best interests and guardian of a child (PR-09).
        Guardianship = "guardianship",
        /// Economic aid (PR-10).
        EconomicAid = "economic_aid",
        /// Schooling (PR-11).
        Schooling = "schooling",
        /// Training and employment (PR-12).
        TrainingEmployment = "training_employment",
        /// Residence permit (PR-13).
        ResidencePermit = "residence_permit",
        /// Assisted voluntary return (PR-14).
        AssistedReturn = "assisted_return",
        /// Safety plan (PR-01).
        SafetyPlan = "safety_plan",
        /// Escort or safe transport (RF-04).
        Escort = "escort",
        /// Criminal report (PN-01).
        CriminalReport = "criminal_report",
        /// Formal identification (ID-10).
        FormalIdentification = "formal_identification",
    }
}

codes! {
    /// A column of the duties matrix.
    pub enum DutyColumn {
        /// Office of the national coordinator.
        Zkka = "ZKKA",
        /// Responsible Authority.
        Ap = "AP",
        /// Anti-trafficking police.
        Pol = "POL",
        /// Border and migration police.
        Pkm = "PKM",
        /// Prosecution.
        Pro = "PRO",
        /// Regional State Social Service.
        Ssh = "SSH",
        /// Municipality.
        Bsh = "BSH",
        /// Health.
        She = "SHE",
        /// Education.
        Ars = "ARS",
        /// Employment and labour inspectorate.
        Pun = "PUN",
        /// Consular service.
        Kon = "KON",
        /// Shelters.
        Shz = "SHZ",
        /// NGOs and mobile units.
        Ojf = "OJF",
        /// Prefect and regional committee.
        Prf = "PRF",
        /// Technical table.
        Tt = "TT",
    }
}

codes! {
    /// The four circles of an institution: who of it may open what.
    pub enum CircleKind {
        /// Slips, tips and captures.
        FrontDesk = "front_desk",
        /// Header, identity, screening, identification, plan, notes.
        Cases = "cases",
        /// Safe contact and address, account, medical, children.
        Sensitive = "sensitive",
        /// The institution's own keys.
        Stewards = "stewards",
    }
}

codes! {
    /// How soon an answer is needed.
    pub enum Urgency {
        /// Two elapsed hours.
        Urgent = "urgent",
        /// The same hour of the next working day.
        Normal = "normal",
    }
}

codes! {
    /// The worker's assessment of danger, made again at each step.
    pub enum RiskLevel {
        /// Low.
        Low = "low",
        /// Medium.
        Medium = "medium",
        /// High.
        High = "high",
        /// Extreme.
        Extreme = "extreme",
    }
}
