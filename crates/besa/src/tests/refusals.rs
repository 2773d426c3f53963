//! Who may know of a case and may not do this to it is refused aloud, and the owner reads of it;
//! whoever may not know finds nothing and leaves nothing.

use super::kit::{World, form};
use super::receiving::accept;
use crate::app::{Actor, Fail};
use crate::cases::file::Case;
use crate::cases::receiving::MarkSeen;
use crate::db::Value;
use axum::http::StatusCode;
use besa_domain::{Age, ReferralCode, Service};

/// A case with a referral that waits, one that was accepted and one outside the system.
struct Stage {
    world: World,
    case: Case,
    waits: ReferralCode,
    accepted: ReferralCode,
    outside: ReferralCode,
}

async fn stage() -> Stage {
    let world = World::founded().await;
    let case = world.case("elira", Age::Adult).await;
    let waits = world.referral("elira", &case, "drini", Age::Adult).await;
    let accepted = world.referral("elira", &case, "drini", Age::Adult).await;
    let row = world.referral_row(&accepted.to_string()).await;
    accept(&world, "arta", &row).await;
    let mut verb = world.sending(&case, "spitali", Age::Adult);
    verb.service = Service::HealthCare;
    let outside = world.send("elira", verb).await.unwrap();
    Stage {
        world,
        case,
        waits,
        accepted,
        outside,
    }
}

/// A request: path and fields, or a page that is only asked for.
type Try = (String, Option<&'static [(&'static str, &'static str)]>);

const HEARD: &[(&str, &str)] = &[
    ("answer", "accepts"),
    ("channel", "phone"),
    ("heard", "24.11.2026"),
    ("heard_time", "09:00"),
    ("contact", "Urgjenca"),
];

impl Stage {
    /// What a member of the owner can try.
    fn by_the_sender(&self) -> Vec<Try> {
        let (case, sent, outside) = (self.case.code, self.waits, self.outside);
        let part: &[_] = &[("part", "identity"), ("reason", "talk")];
        let look: &[_] = &[("finding", "none"), ("reason", "Pa shenja")];
        vec![
            (format!("/cases/{case}"), None),
            (format!("/cases/{case}/open"), Some(part)),
            (format!("/cases/{case}/second-look"), None),
            (format!("/cases/{case}/second-look"), Some(look)),
            (format!("/cases/{case}/identify"), Some(&[])),
            (format!("/cases/{case}/refer"), Some(&[])),
            (format!("/referrals/{sent}"), None),
            (
                format!("/referrals/{sent}/withdraw"),
                Some(&[("reason", "mistake")]),
            ),
            (format!("/referrals/{sent}/phone-answer"), Some(HEARD)),
            (format!("/referrals/{outside}/letter"), None),
            (
                format!("/referrals/{outside}/conclude"),
                Some(&[("outcome", "provided")]),
            ),
        ]
    }

    /// What a member of the receiver can try.
    fn by_the_receiver(&self) -> Vec<Try> {
        let (waits, accepted) = (self.waits, self.accepted);
        let mut tries: Vec<Try> = vec![
            (format!("/inbox/{waits}"), None),
            (format!("/inbox/{accepted}/package"), None),
        ];
        let yes: &[_] = &[("contact", "Mira"), ("expected", "14:30")];
        for (code, how, fields) in [
            (waits, "accept", yes),
            (waits, "decline", &[("reason", "full")]),
            (waits, "confirm-phone", &[("answer", "accepts")]),
            (accepted, "conclude", &[("outcome", "provided")]),
        ] {
            tries.push((format!("/inbox/{code}/{how}"), None));
            tries.push((format!("/inbox/{code}/{how}"), Some(fields)));
        }
        tries
    }

    /// Tries them all; says how each ended and how many lines about the case it left.
    async fn try_all(&self, login: &str, tries: &[Try]) -> Vec<(String, StatusCode, i64)> {
        let browser = self.world.as_(login);
        let csrf = self.world.session(login).await.csrf.clone();
        let mut ends = Vec::new();
        for (path, fields) in tries {
            let before = self.lines().await;
            let page = match fields {
                None => browser.get(path).await,
                Some(fields) => {
                    let token = [("_csrf", csrf.as_str())];
                    let all: Vec<_> = token.into_iter().chain(fields.iter().copied()).collect();
                    browser.post_raw(path, form(&all)).await
                }
            };
            ends.push((path.clone(), page.status, self.lines().await - before));
        }
        ends
    }

    async fn lines(&self) -> i64 {
        let sql = "SELECT COUNT(*) FROM ledger_entry WHERE case_id = $1";
        let case = [Value::from(self.case.id.to_string())];
        self.world.count(sql, &case).await
    }

    /// Gives a member another role by hand: the circles stay, the post is another one.
    async fn becomes(&self, login: &str, role: &str) {
        let values = [Value::from(role), Value::from(login)];
        let sql = "UPDATE member SET role = $1 WHERE login = $2";
        assert_eq!(self.world.attack(sql, &values).await, 1);
    }
}

#[tokio::test]
async fn whoever_knows_of_a_case_and_may_not_is_a_line_of_it() {
    let stage = stage().await;
    let mut refused = 0;
    for (login, tries) in [
        ("elira", stage.by_the_sender()),
        ("mira", stage.by_the_receiver()),
    ] {
        stage.becomes(login, "auditor").await;
        for (path, status, lines) in stage.try_all(login, &tries).await {
            assert_eq!(
                (status, lines),
                (StatusCode::FORBIDDEN, 1),
                "{login} {path}"
            );
            refused += 1;
        }
    }
    let seen = MarkSeen { code: stage.waits };
    let mira = Actor::Member(stage.world.session("mira").await);
    let fail = stage.world.app.act(&mira, None, seen).await;
    assert!(matches!(fail, Err(Fail::Forbidden)));
    let again = stage.world.sending(&stage.case, "drini", Age::Adult);
    let fail = stage.world.send("elira", again).await;
    assert!(matches!(fail, Err(Fail::Forbidden)));
    refused += 2;

    stage.becomes("elira", "front_line").await;
    let path = format!("/cases/{}/looked", stage.case.code);
    let page = stage.world.as_("elira").get(&path).await;
    assert_eq!(page.html.matches("Nuk iu lejua.").count(), refused);
    assert!(page.has("Mira Dobra (Strehëza Drini) kërkoi diçka në këtë rast."));
    assert!(page.has(&stage.waits.to_string()) && page.has(&stage.accepted.to_string()));
    let english = stage.world.as_("elira").in_english().get(&path).await;
    assert_eq!(english.html.matches("It was not allowed.").count(), refused);
}

#[tokio::test]
async fn a_stranger_finds_nothing_and_leaves_nothing_in_the_case() {
    let stage = stage().await;
    let tries = [stage.by_the_sender(), stage.by_the_receiver()].concat();
    for login in ["suela", "prefekti", "operatori"] {
        for (path, status, lines) in stage.try_all(login, &tries).await {
            assert_eq!(
                (status, lines),
                (StatusCode::NOT_FOUND, 0),
                "{login} {path}"
            );
        }
    }
    stage.world.must_verify().await;
}
