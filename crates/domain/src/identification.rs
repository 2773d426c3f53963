//! Five independent dimensions instead of one case status; each is an append-only history.

use crate::code::codes;
use crate::error::{ParseError, errors};
use crate::screening::Finding;

codes! {
    /// A: identification.
    pub enum IdentificationStatus {
        /// A report was received.
        Signal = "signal",
        /// Screened, no decision yet.
        Screened = "screened",
        /// Person at risk of trafficking.
        AtRisk = "at_risk",
        /// Potential victim: entitled to every service from this moment.
        Potential = "potential",
        /// Formally identified victim.
        Victim = "victim",
        /// Found not to be a victim, by people.
        NotVictim = "not_victim",
        /// Could not be determined.
        Undetermined = "undetermined",
    }
}

codes! {
    /// B: assistance; no status gates it.
    pub enum Assistance {
        /// None yet.
        None = "none",
        /// Offered.
        Offered = "offered",
        /// Refused by an adult; offered again later.
        Refused = "refused",
        /// Emergency help.
        Emergency = "emergency",
        /// In a shelter.
        Sheltered = "sheltered",
        /// In the community.
        Community = "community",
        /// Semi-independent living.
        SemiIndependent = "semi_independent",
        /// Follow-up.
        FollowUp = "follow_up",
        /// Withdrawn by the person.
        Withdrawn = "withdrawn",
        /// Completed.
        Completed = "completed",
        /// Transferred.
        Transferred = "transferred",
    }
}

codes! {
    /// C: consent, by purpose.
    pub enum ConsentState {
        /// Not asked.
        NotAsked = "not_asked",
        /// Given.
        Given = "given",
        /// Given in part.
        Limited = "limited",
        /// Refused.
        Refused = "refused",
        /// Withdrawn.
        Withdrawn = "withdrawn",
        /// A child: protection does not wait for consent.
        NotApplicableChild = "not_applicable_child",
    }
}

codes! {
    /// D: criminal proceedings.
    pub enum Proceedings {
        /// None.
        None = "none",
        /// Reported.
        Reported = "reported",
        /// Under investigation.
        Investigation = "investigation",
        /// Charged.
        Charged = "charged",
        /// On trial.
        Trial = "trial",
        /// Judgment of the first instance.
        JudgmentFirst = "judgment_first",
        /// Final judgment.
        JudgmentFinal = "judgment_final",
        /// Closed.
        Closed = "closed",
        /// Suspended.
        Suspended = "suspended",
    }
}

codes! {
    /// E: residence of foreigners.
    pub enum Residence {
        /// Reflection period.
        Reflection = "reflection",
        /// Temporary permit.
        TemporaryPermit = "temporary_permit",
        /// Asylum procedure.
        AsylumProcedure = "asylum_procedure",
        /// Assisted return planned.
        AssistedReturnPlanned = "assisted_return_planned",
        /// Returned.
        Returned = "returned",
        /// Another stay.
        OtherStay = "other_stay",
    }
}

/// One line of one dimension's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Dimension A.
    Identification(IdentificationStatus),
    /// Dimension B.
    Assistance(Assistance),
    /// Dimension C.
    Consent(ConsentState),
    /// Dimension D.
    Proceedings(Proceedings),
    /// Dimension E.
    Residence(Residence),
}

impl Fact {
    /// The code of its dimension.
    pub fn dimension(self) -> &'static str {
        match self {
            Fact::Identification(_) => "identification",
            Fact::Assistance(_) => "assistance",
            Fact::Consent(_) => "consent",
            Fact::Proceedings(_) => "proceedings",
            Fact::Residence(_) => "residence",
        }
    }

    /// The code of its value.
    pub fn code(self) -> &'static str {
        match self {
            Fact::Identification(value) => value.code(),
            Fact::Assistance(value) => value.code(),
            Fact::Consent(value) => value.code(),
            Fact::Proceedings(value) => value.code(),
            Fact::Residence(value) => value.code(),
        }
    }

    /// The fact behind two codes.
    ///
    /// # Errors
    /// `ParseError::UnknownCode` when there is no such dimension or value.
    pub fn parse(dimension: &str, code: &str) -> Result<Fact, ParseError> {
        match dimension {
            "identification" => code.parse().map(Fact::Identification),
            "assistance" => code.parse().map(Fact::Assistance),
            "consent" => code.parse().map(Fact::Consent),
            "proceedings" => code.parse().map(Fact::Proceedings),
            "residence" => code.parse().map(Fact::Residence),
            _ => Err(ParseError::UnknownCode),
        }
    }
}

errors! {
    /// Why a status cannot follow another.
    pub enum StatusError {
        /// Only a joint formal identification, signed by two institutions, decides this.
        NeedsFormal = "error-status-needs-formal",
        /// Nobody has screened yet.
        NotScreened = "error-status-not-screened",
        /// It stands already.
        Unchanged = "error-status-unchanged",
        /// A history does not go back to its beginning.
        GoesBack = "error-status-goes-back",
    }
}

/// Whether the initial identification may set a status: it raises freely, it never takes away what a
/// potential victim is entitled to, and it never makes a victim.
///
/// # Errors
/// `StatusError` says why not.
pub fn next_identification(
    from: Option<IdentificationStatus>,
    to: IdentificationStatus,
) -> Result<(), StatusError> {
    use IdentificationStatus::{
        AtRisk, NotVictim, Potential, Screened, Signal, Undetermined, Victim,
    };
    match (from, to) {
        (Some(from), to) if from == to => Err(StatusError::Unchanged),
        (_, Victim) | (Some(Victim | Potential), NotVictim | Undetermined | AtRisk) => {
            Err(StatusError::NeedsFormal)
        }
        (None, Signal | Screened) | (Some(Signal), Screened) => Ok(()),
        (None | Some(Signal), AtRisk | Potential | NotVictim | Undetermined) => {
            Err(StatusError::NotScreened)
        }
        (Some(Screened | AtRisk | NotVictim | Undetermined), Potential) => Ok(()),
        (Some(Screened | AtRisk | NotVictim | Undetermined), AtRisk | NotVictim | Undetermined) => {
            Ok(())
        }
        // A new screening reopens what was left open; it does not reopen what help already rests on.
        (Some(AtRisk | NotVictim | Undetermined), Screened) => Ok(()),
        (Some(_), Signal) | (Some(Potential | Victim), Screened) | (Some(Victim), Potential) => {
            Err(StatusError::GoesBack)
        }
        (Some(Screened), Screened) | (Some(Potential), Potential) => Err(StatusError::Unchanged),
    }
}

impl Finding {
    /// The status that a decision sets; while a second look is open, nobody is turned away.
    pub fn status(self, second_look_open: bool) -> IdentificationStatus {
        match self {
            Finding::Potential => IdentificationStatus::Potential,
            Finding::AtRisk => IdentificationStatus::AtRisk,
            Finding::NoSigns if second_look_open => IdentificationStatus::Screened,
            Finding::NoSigns => IdentificationStatus::NotVictim,
            Finding::Undetermined => IdentificationStatus::Undetermined,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Fact, IdentificationStatus, StatusError, next_identification};
    use crate::Finding;

    #[test]
    fn only_a_formal_identification_makes_a_victim_or_takes_the_status_away() {
        use IdentificationStatus::{NotVictim, Potential, Screened, Undetermined, Victim};
        for from in [None, Some(Screened), Some(Potential)] {
            assert_eq!(
                next_identification(from, Victim),
                Err(StatusError::NeedsFormal)
            );
        }
        for to in [NotVictim, Undetermined] {
            assert_eq!(
                next_identification(Some(Potential), to),
                Err(StatusError::NeedsFormal)
            );
        }
        assert_eq!(
            next_identification(None, Potential),
            Err(StatusError::NotScreened)
        );
        assert_eq!(next_identification(Some(NotVictim), Potential), Ok(()));
        assert_eq!(next_identification(Some(Undetermined), Potential), Ok(()));
    }

    #[test]
    fn nobody_is_turned_away_while_a_second_look_is_open() {
        assert_eq!(
            Finding::NoSigns.status(true),
            IdentificationStatus::Screened
        );
        assert_eq!(
            Finding::NoSigns.status(false),
            IdentificationStatus::NotVictim
        );
    }

    #[test]
    fn a_fact_reads_back_from_its_two_codes() {
        let fact = Fact::Identification(IdentificationStatus::AtRisk);
        assert_eq!(Fact::parse(fact.dimension(), fact.code()), Ok(fact));
        assert!(Fact::parse("identification", "sheltered").is_err());
        assert!(Fact::parse("status", "victim").is_err());
    }
}
