//! Why something may be shared, kept apart from what the person wishes.

use crate::clean::clean_line;
use crate::code::codes;
use crate::date::Age;
use crate::error::errors;
use serde::{Deserialize, Serialize};

codes! {
    /// The ground in law for passing something on.
    pub enum Ground {
        /// Ligj: a duty to report (CPP 281, 282) or to protect a child.
        Law = "law",
        /// Interes jetik: imminent danger to life.
        VitalInterest = "vital_interest",
        /// Detyrë publike: the task of a public body.
        PublicDuty = "public_duty",
        /// Pëlqim: the person's own yes.
        Consent = "consent",
    }
}

codes! {
    /// What the person wishes, whatever the ground.
    pub enum Wish {
        /// Po.
        Yes = "yes",
        /// Jo.
        No = "no",
        /// Jo tani.
        NotNow = "not_now",
        /// Nuk është në gjendje të vendosë tani: asked again in 24 hours.
        UnableNow = "unable_now",
    }
}

codes! {
    /// What a receiver is to the person.
    pub enum ReceiverSort {
        /// Gives a service.
        Service = "service",
        /// Police or prosecution.
        Police = "police",
        /// The child protection worker.
        ChildProtection = "child_protection",
        /// The Responsible Authority.
        Authority = "authority",
    }
}

errors! {
    /// Why something may not be shared.
    pub enum Refusal {
        /// The adult said no.
        WishNo = "error-wish-no",
        /// The adult said not now.
        WishNotNow = "error-wish-not-now",
        /// The adult cannot decide now; ask again.
        WishUnable = "error-wish-unable",
        /// Law and vital interest need their reason recorded.
        NoReason = "error-ground-needs-reason",
        /// No law orders a report to somebody who gives a service to an adult.
        NotByLaw = "error-ground-not-by-law",
        /// Public duty alone does not carry an adult's case to another institution.
        NotByDuty = "error-ground-not-by-duty",
    }
}

/// What stands behind one act of sharing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShareBasis {
    /// The ground; never consent where the person did not say yes.
    pub ground: Ground,
    /// The wish, recorded beside it.
    pub wish: Wish,
    /// The recorded reason of law or vital interest.
    pub reason: Option<String>,
    /// Whether the person is to be asked again.
    pub ask_again: bool,
}

/// Whether something about a person may be passed to a receiver, and on what ground it is recorded.
///
/// An adult's case moves by the person's yes, or by law or vital interest with a recorded reason. A
/// child's path is never blocked by a wish: where the child did not say yes, the duty to protect a
/// child is the ground, not consent.
///
/// # Errors
/// The `Refusal` says which of these is missing.
pub fn may_share(
    age: Age,
    ground: Ground,
    wish: Wish,
    to: ReceiverSort,
    reason: &str,
) -> Result<ShareBasis, Refusal> {
    let reason = Some(clean_line(reason)).filter(|reason| !reason.is_empty());
    let basis = |ground, reason| ShareBasis {
        ground,
        wish,
        reason,
        ask_again: wish == Wish::UnableNow,
    };
    if age.child_path() {
        return Ok(match (ground, wish) {
            (Ground::Consent, Wish::No | Wish::NotNow | Wish::UnableNow) => {
                basis(Ground::Law, reason)
            }
            (Ground::Consent, Wish::Yes)
            | (Ground::Law | Ground::VitalInterest | Ground::PublicDuty, _) => {
                basis(ground, reason)
            }
        });
    }
    match (ground, wish) {
        (Ground::Consent, Wish::Yes) => Ok(basis(ground, reason)),
        (Ground::Consent, Wish::No) => Err(Refusal::WishNo),
        (Ground::Consent, Wish::NotNow) => Err(Refusal::WishNotNow),
        (Ground::Consent, Wish::UnableNow) => Err(Refusal::WishUnable),
        (Ground::PublicDuty, _) => Err(Refusal::NotByDuty),
        (Ground::Law, _) if to == ReceiverSort::Service => Err(Refusal::NotByLaw),
        (Ground::Law | Ground::VitalInterest, _) if reason.is_none() => Err(Refusal::NoReason),
        (Ground::Law | Ground::VitalInterest, _) => Ok(basis(ground, reason)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Ground, ReceiverSort, Refusal, Wish, may_share};
    use crate::Age;

    #[test]
    fn an_adults_case_moves_by_yes_or_by_law_with_a_reason() {
        let share = |ground, wish, to, reason| may_share(Age::Adult, ground, wish, to, reason);
        let shelter = ReceiverSort::Service;
        assert!(share(Ground::Consent, Wish::Yes, shelter, "").is_ok());
        assert_eq!(
            share(Ground::Consent, Wish::No, shelter, "x"),
            Err(Refusal::WishNo)
        );
        assert_eq!(
            share(Ground::Consent, Wish::NotNow, shelter, ""),
            Err(Refusal::WishNotNow)
        );
        assert_eq!(
            share(Ground::Consent, Wish::UnableNow, shelter, ""),
            Err(Refusal::WishUnable)
        );
        assert_eq!(
            share(Ground::PublicDuty, Wish::Yes, shelter, "x"),
            Err(Refusal::NotByDuty)
        );
        assert_eq!(
            share(Ground::Law, Wish::Yes, shelter, "x"),
            Err(Refusal::NotByLaw)
        );
        assert_eq!(
            share(Ground::VitalInterest, Wish::No, shelter, " "),
            Err(Refusal::NoReason)
        );
        let rescued = share(
            Ground::VitalInterest,
            Wish::UnableNow,
            shelter,
            "pa ndjenja",
        )
        .unwrap();
        assert!(rescued.ask_again);
        assert_eq!(rescued.ground, Ground::VitalInterest);
    }

    #[test]
    fn a_report_by_duty_is_never_recorded_as_consent() {
        let report = may_share(
            Age::Adult,
            Ground::Law,
            Wish::No,
            ReceiverSort::Police,
            "CPP 281",
        );
        let report = report.unwrap();
        assert_eq!((report.ground, report.wish), (Ground::Law, Wish::No));
        for age in [Age::Child, Age::Unclear] {
            for wish in [Wish::No, Wish::NotNow, Wish::UnableNow] {
                let basis =
                    may_share(age, Ground::Consent, wish, ReceiverSort::Service, "").unwrap();
                assert_eq!(basis.ground, Ground::Law);
            }
        }
    }

    #[test]
    fn a_childs_path_is_never_blocked_by_a_wish() {
        for age in [Age::Child, Age::Unclear] {
            for ground in Ground::ALL {
                for wish in Wish::ALL {
                    for to in ReceiverSort::ALL {
                        assert!(
                            may_share(age, ground, wish, to, "").is_ok(),
                            "{ground} {wish} {to}"
                        );
                    }
                }
            }
        }
    }
}
