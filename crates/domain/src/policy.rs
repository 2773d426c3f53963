//! Who may do what: one pure function over role, member state, act and standing.
//!
//! Policy says may; cryptography says can. Time and consent are guards of the transitions, so this
//! table stays finite and its whole text is committed.

use crate::vocabulary::{Act, Decision, MemberState, Role, Standing};
use std::fmt::Write as _;

type Leave = &'static [(&'static [Role], &'static [Standing])];

/// Who opens cases, as far as the circles reach.
const CASE: &[Role] = &[
    Role::Head,
    Role::FrontLine,
    Role::CaseWorker,
    Role::ChildProtectionWorker,
    Role::PoliceOfficer,
    Role::SocialOfficer,
    Role::ResponsibleAuthority,
];
/// Who receives referrals.
const DESK: &[Role] = &[
    Role::FrontDesk,
    Role::Head,
    Role::FrontLine,
    Role::CaseWorker,
    Role::ChildProtectionWorker,
    Role::PoliceOfficer,
    Role::SocialOfficer,
    Role::ResponsibleAuthority,
];
/// Everybody with a post.
const STAFF: &[Role] = &[
    Role::Steward,
    Role::Head,
    Role::FrontLine,
    Role::FrontDesk,
    Role::CaseWorker,
    Role::ChildProtectionWorker,
    Role::PoliceOfficer,
    Role::SocialOfficer,
    Role::ResponsibleAuthority,
    Role::CoordinatorAnalyst,
    Role::CommitteeMember,
    Role::Auditor,
];
/// Everybody who can sign in.
const SIGNED: &[Role] = &[
    Role::Operator,
    Role::Steward,
    Role::Head,
    Role::FrontLine,
    Role::FrontDesk,
    Role::CaseWorker,
    Role::ChildProtectionWorker,
    Role::PoliceOfficer,
    Role::SocialOfficer,
    Role::ResponsibleAuthority,
    Role::CoordinatorAnalyst,
    Role::CommitteeMember,
    Role::Auditor,
];
const STEWARDS: &[Role] = &[Role::Steward, Role::Head];
const AUTHORITY: &[Role] = &[Role::ResponsibleAuthority];

const OWNERS: &[Standing] = &[Standing::Author, Standing::OwnerCircle];
const HOLDERS: &[Standing] = &[Standing::Author, Standing::OwnerCircle, Standing::Granted];
const ASKED: &[Standing] = &[Standing::Addressee, Standing::ChildProtection];
/// Answers also after a colleague answered, so that the second hears who was first.
const ANSWERING: &[Standing] = &[
    Standing::Addressee,
    Standing::ChildProtection,
    Standing::Granted,
];
const HOUSE: &[Standing] = &[Standing::SameInstitution];
/// Who stands by a small institution: keys and locks of its people, never what they sealed.
const SECOND: &[Standing] = &[Standing::Partner];
const SELF: &[Standing] = &[Standing::Oneself];
const MINE: &[Standing] = &[Standing::Oneself, Standing::SameInstitution];
const TASK: &[Standing] = &[Standing::Authority];
const KEPT: &[Standing] = &[Standing::Authority, Standing::SameInstitution];

/// The table: for each act, which roles in which standings.
fn leave(act: Act) -> Leave {
    match act {
        Act::Found | Act::Restore | Act::ReplaceKey | Act::RegisterInstitution => {
            &[(&[Role::Operator], TASK)]
        }
        Act::LoadRules => &[(&[Role::Operator, Role::System], TASK)],
        Act::Invite
        | Act::Withdraw
        | Act::Confirm
        | Act::Suspend
        | Act::NamePartner
        | Act::IssueCard => &[(STEWARDS, HOUSE)],
        Act::Rekey | Act::ResetFactor | Act::EndPartner => &[(STEWARDS, HOUSE), (STEWARDS, SECOND)],
        Act::AcceptPartner | Act::Vouch => &[(STEWARDS, SECOND)],
        Act::ReadAlarm => &[(SIGNED, SELF)],
        Act::Admit => &[(STAFF, HOUSE)],
        Act::ReadMembers => &[(STAFF, HOUSE), (STEWARDS, SECOND)],
        Act::Rotate => &[(SIGNED, HOUSE)],
        Act::Enrol | Act::SignIn | Act::Resume => &[(&[Role::Public], SELF)],
        Act::RecoverAccount => &[(&[Role::Public], SELF), (SIGNED, SELF)],
        Act::SignOut
        | Act::StepUp
        | Act::ChangeFactors
        | Act::SetPin
        | Act::ChangePassphrase
        | Act::OwnDraft
        | Act::ReadHome
        | Act::ReadTasks => &[(SIGNED, SELF)],
        Act::ReadInstitutions | Act::ReadDuties | Act::ReadRules => &[(SIGNED, MINE)],
        // The Responsible Authority keeps the entries of those who work outside the system.
        Act::EditInstitution => &[(STEWARDS, HOUSE), (AUTHORITY, KEPT)],
        Act::ReadDutyContacts | Act::ReadInbox => &[(DESK, MINE)],
        Act::ReadCases | Act::ListNames => &[(CASE, MINE)],
        Act::SaveScreening => &[(CASE, SELF), (CASE, OWNERS)],
        Act::SaveIdentification => &[(CASE, OWNERS)],
        // Whoever decided is no second person.
        Act::SecondLook => &[(CASE, &[Standing::OwnerCircle])],
        Act::RecordWish | Act::OpenCase | Act::RevealIdentity | Act::OpenSensitive => {
            &[(CASE, HOLDERS)]
        }
        Act::ReadCase => &[(CASE, HOLDERS), (AUTHORITY, TASK)],
        Act::ReadWhoLooked => &[(CASE, OWNERS), (&[Role::Auditor, Role::Head], HOUSE)],
        Act::SendReferral
        | Act::RerouteNotice
        | Act::NoticeChildProtection
        | Act::NoticeAuthority
        | Act::WithdrawReferral => &[(CASE, OWNERS)],
        Act::RecordPhoneAnswer => &[(DESK, OWNERS)],
        Act::ReadReferral => &[
            (CASE, OWNERS),
            (DESK, ANSWERING),
            (DESK, &[Standing::FormerlyGranted]),
            (AUTHORITY, TASK),
        ],
        Act::OpenSlip => &[(DESK, ANSWERING)],
        Act::OpenPackage => &[(CASE, &[Standing::Granted])],
        Act::MarkSeen => &[(DESK, ASKED)],
        Act::AcceptReferral | Act::DeclineReferral | Act::ConfirmPhoneAnswer => {
            &[(DESK, ANSWERING)]
        }
        Act::ConcludeReferral => &[(DESK, &[Standing::Granted]), (CASE, OWNERS)],
        Act::ExpireReferral | Act::EscalateReferral | Act::ReportMissing | Act::ReportVolume => {
            &[(&[Role::System], TASK)]
        }
    }
}

/// Which member states may come to an act at all.
fn admits(act: Act, state: MemberState) -> bool {
    match state {
        MemberState::Confirmed => true,
        MemberState::Invited | MemberState::Keyed => {
            matches!(
                act,
                Act::Enrol | Act::SignIn | Act::Resume | Act::RecoverAccount
            )
        }
        MemberState::Suspended | MemberState::Left => false,
    }
}

/// Whether the standing itself shows that there is something: only then is "may not" an answer.
fn knows(act: Act, standing: Standing) -> bool {
    match standing {
        // Whoever is asked knows the referral; the case behind it is there once it is accepted.
        Standing::Addressee | Standing::ChildProtection => is_about_referral(act),
        Standing::Author
        | Standing::OwnerCircle
        | Standing::Granted
        | Standing::Authority
        | Standing::Oneself => true,
        Standing::FormerlyGranted
        | Standing::Partner
        | Standing::SameInstitution
        | Standing::Stranger => false,
    }
}

/// Whether an act is about one referral and not about the case behind it.
fn is_about_referral(act: Act) -> bool {
    matches!(
        act,
        Act::ReadReferral
            | Act::WithdrawReferral
            | Act::RecordPhoneAnswer
            | Act::OpenSlip
            | Act::OpenPackage
            | Act::MarkSeen
            | Act::AcceptReferral
            | Act::DeclineReferral
            | Act::ConfirmPhoneAnswer
            | Act::ConcludeReferral
            | Act::ExpireReferral
            | Act::EscalateReferral
    )
}

/// Roles that never meet a case, whatever a row elsewhere says of them.
fn never_meets_cases(role: Role) -> bool {
    match role {
        Role::Operator
        | Role::Steward
        | Role::CoordinatorAnalyst
        | Role::CommitteeMember
        | Role::Public => true,
        Role::Head
        | Role::FrontLine
        | Role::FrontDesk
        | Role::CaseWorker
        | Role::ChildProtectionWorker
        | Role::PoliceOfficer
        | Role::SocialOfficer
        | Role::ResponsibleAuthority
        | Role::Auditor
        | Role::System => false,
    }
}

/// Whether an act is about a case or a referral.
pub fn is_about_cases(act: Act) -> bool {
    match act {
        Act::Found
        | Act::Restore
        | Act::LoadRules
        | Act::ReplaceKey
        | Act::RegisterInstitution
        | Act::Invite
        | Act::Withdraw
        | Act::NamePartner
        | Act::AcceptPartner
        | Act::EndPartner
        | Act::Vouch
        | Act::ResetFactor
        | Act::Enrol
        | Act::Confirm
        | Act::Admit
        | Act::Suspend
        | Act::Rotate
        | Act::Rekey
        | Act::ReportMissing
        | Act::ReportVolume
        | Act::ReadAlarm
        | Act::SignIn
        | Act::Resume
        | Act::StepUp
        | Act::ChangeFactors
        | Act::IssueCard
        | Act::SetPin
        | Act::SignOut
        | Act::RecoverAccount
        | Act::ChangePassphrase
        | Act::OwnDraft
        | Act::ReadHome
        | Act::ReadTasks
        | Act::ReadInstitutions
        | Act::EditInstitution
        | Act::ReadDutyContacts
        | Act::ReadDuties
        | Act::ReadRules
        | Act::ReadMembers => false,
        Act::ReadInbox
        | Act::ReadCases
        | Act::ListNames
        | Act::SaveScreening
        | Act::SaveIdentification
        | Act::SecondLook
        | Act::RecordWish
        | Act::ReadCase
        | Act::OpenCase
        | Act::RevealIdentity
        | Act::OpenSensitive
        | Act::ReadWhoLooked
        | Act::SendReferral
        | Act::RerouteNotice
        | Act::NoticeChildProtection
        | Act::NoticeAuthority
        | Act::WithdrawReferral
        | Act::RecordPhoneAnswer
        | Act::ReadReferral
        | Act::OpenSlip
        | Act::OpenPackage
        | Act::MarkSeen
        | Act::AcceptReferral
        | Act::DeclineReferral
        | Act::ConfirmPhoneAnswer
        | Act::ConcludeReferral
        | Act::ExpireReferral
        | Act::EscalateReferral => true,
    }
}

/// How long a factor that was shown stands for a grave act: five minutes, in microseconds.
pub const FRESH: i64 = 5 * 60 * 1_000_000;

/// Whether an act is grave enough to ask for a factor anew: who gives keys on, or changes what
/// enters, must be the person and not a session left open.
pub fn asks_step_up(act: Act) -> bool {
    matches!(
        act,
        Act::Confirm
            | Act::Admit
            | Act::Vouch
            | Act::Rekey
            | Act::ResetFactor
            | Act::IssueCard
            | Act::ChangePassphrase
            | Act::ChangeFactors
    )
}

/// Whether somebody may do something to a thing; unknown comes before forbidden.
pub fn decide(role: Role, state: MemberState, act: Act, standing: Standing) -> Decision {
    let about_cases = is_about_cases(act);
    if !admits(act, state) || (about_cases && never_meets_cases(role)) {
        return Decision::Unseen;
    }
    let may = leave(act)
        .iter()
        .any(|(roles, standings)| roles.contains(&role) && standings.contains(&standing));
    match (may, about_cases) {
        (true, _) => Decision::Allow,
        (false, true) if !knows(act, standing) => Decision::Unseen,
        (false, false) if standing == Standing::Stranger => Decision::Unseen,
        (false, _) => Decision::Forbidden,
    }
}

/// The whole table for confirmed members, one line for each act and role, one letter for each
/// standing: `A` allow, `F` forbidden, `.` unseen. Roles for which an act is wholly unseen are left out.
pub fn policy_table() -> String {
    let mut table = String::from("# standings, from left to right:");
    for standing in Standing::ALL {
        let _ = write!(table, " {standing}");
    }
    for act in Act::ALL {
        let _ = write!(table, "\n\n{act}");
        if asks_step_up(act) {
            table.push_str(" (a fresh factor)");
        }
        for role in Role::ALL {
            let letters: String = Standing::ALL
                .map(
                    |standing| match decide(role, MemberState::Confirmed, act, standing) {
                        Decision::Allow => 'A',
                        Decision::Forbidden => 'F',
                        Decision::Unseen => '.',
                    },
                )
                .into_iter()
                .collect();
            if letters.contains(['A', 'F']) {
                let _ = write!(table, "\n  {letters} {role}");
            }
        }
    }
    table.push('\n');
    table
}

#[cfg(test)]
mod tests {
    use super::{Act, Decision, MemberState, Role, Standing, decide, is_about_cases, policy_table};

    const NEVER: [Role; 5] = [
        Role::Operator,
        Role::Steward,
        Role::CoordinatorAnalyst,
        Role::CommitteeMember,
        Role::Public,
    ];

    #[test]
    fn committee_intelligence_and_operator_meet_no_case_in_any_standing() {
        for act in Act::ALL.into_iter().filter(|act| is_about_cases(*act)) {
            for role in NEVER {
                for standing in Standing::ALL {
                    let decision = decide(role, MemberState::Confirmed, act, standing);
                    assert_eq!(decision, Decision::Unseen, "{role} {act} {standing}");
                }
            }
        }
    }

    #[test]
    fn a_stranger_never_learns_that_something_exists() {
        for act in Act::ALL {
            for role in Role::ALL {
                for state in MemberState::ALL {
                    assert_eq!(
                        decide(role, state, act, Standing::Stranger),
                        Decision::Unseen
                    );
                }
            }
        }
    }

    #[test]
    fn who_is_not_confirmed_can_only_enter() {
        for act in Act::ALL {
            for role in Role::ALL {
                for standing in Standing::ALL {
                    for state in [MemberState::Suspended, MemberState::Left] {
                        assert_eq!(decide(role, state, act, standing), Decision::Unseen);
                    }
                    if decide(role, MemberState::Keyed, act, standing) == Decision::Allow {
                        assert!(matches!(
                            act,
                            Act::Enrol | Act::SignIn | Act::Resume | Act::RecoverAccount
                        ));
                    }
                }
            }
        }
    }

    #[test]
    fn the_package_opens_to_the_circle_only_after_acceptance() {
        let open =
            |role, standing| decide(role, MemberState::Confirmed, Act::OpenPackage, standing);
        assert_eq!(
            open(Role::CaseWorker, Standing::Addressee),
            Decision::Forbidden
        );
        assert_eq!(open(Role::CaseWorker, Standing::Granted), Decision::Allow);
        assert_eq!(
            open(Role::CaseWorker, Standing::FormerlyGranted),
            Decision::Unseen
        );
        assert_eq!(
            open(Role::FrontDesk, Standing::Granted),
            Decision::Forbidden
        );
    }

    #[test]
    fn whoever_stands_by_an_institution_meets_keys_and_locks_and_nothing_else() {
        for act in Act::ALL {
            for role in Role::ALL {
                if decide(role, MemberState::Confirmed, act, Standing::Partner) == Decision::Allow {
                    assert!(matches!(role, Role::Steward | Role::Head), "{role} {act}");
                    assert!(
                        matches!(
                            act,
                            Act::ReadMembers
                                | Act::AcceptPartner
                                | Act::EndPartner
                                | Act::Vouch
                                | Act::ResetFactor
                                | Act::Rekey
                        ),
                        "{act}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_table_names_every_act() {
        let table = policy_table();
        for act in Act::ALL {
            assert!(
                table
                    .lines()
                    .any(|line| line.split(' ').next() == Some(act.code())),
                "{act}"
            );
        }
        assert!(
            table.contains("\n\nopen_package\n  FFFA.FF..F. head"),
            "{table}"
        );
    }
}
