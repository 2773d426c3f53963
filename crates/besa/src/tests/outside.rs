//! A receiver that works outside the system: a letter, a telephone call, and nothing sealed.

use super::kit::World;
use crate::app::Actor;
use crate::cases::referral::{ConcludeOutside, RecordPhoneAnswer};
use crate::record::Verdict;
use axum::http::StatusCode;
use besa_domain::{Age, PhoneAnswer, Service};

#[tokio::test]
async fn a_receiver_outside_gets_the_letter_alone_and_answers_by_telephone() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Adult).await;
    let mut verb = world.sending(&case, "spitali", Age::Adult);
    verb.service = Service::HealthCare;
    let code = world.send("elira", verb).await.unwrap();
    assert_eq!(world.number("SELECT COUNT(*) FROM letter").await, 0);
    assert_eq!(world.number("SELECT COUNT(*) FROM referral_item").await, 0);
    let waiting = "SELECT COUNT(*) FROM task WHERE kind = 'call_outside' AND done_at IS NULL";
    assert_eq!(world.number(waiting).await, 1);

    let letter = world
        .as_("elira")
        .get(&format!("/referrals/{code}/letter"))
        .await;
    assert_eq!(letter.status, StatusCode::OK);
    assert!(letter.has("Spitali Rajonal Shkodër") && letter.has("Kërkohet një vend i sigurt"));
    assert!(!letter.has("Zamirë Bregasi") && !letter.has("Rruga e Kuqe Pa Numër"));
    assert!(letter.has("<article lang=\"sq\">") && !letter.has("Shkresa është në shqip"));
    let english = world.as_("elira").in_english();
    let letter = english.get(&format!("/referrals/{code}/letter")).await;
    assert!(letter.has("html lang=\"en\"") && letter.has("The letter is in Albanian"));
    let (frame, paper) = letter.html.split_once("<article lang=\"sq\">").unwrap();
    assert!(frame.contains("Back") && paper.contains("Ju kërkojmë shërbimin"));
    assert!(!paper.contains("Request for a service") && !paper.contains("Urgency"));

    let elira = Actor::Member(world.session("elira").await);
    let heard = RecordPhoneAnswer {
        code,
        answer: PhoneAnswer::Accepts,
        heard_at: world.app.now(),
        channel: "phone".to_owned(),
        contact: "Urgjenca".to_owned(),
        words: "E presin sonte.".to_owned(),
    };
    world.app.act(&elira, None, heard).await.unwrap();
    assert_eq!(world.number(waiting).await, 0);
    let outcome = "provided".to_owned();
    world
        .app
        .act(&elira, None, ConcludeOutside { code, outcome })
        .await
        .unwrap();
    let state = "SELECT COUNT(*) FROM referral WHERE state = 'concluded'";
    assert_eq!(world.number(state).await, 1);
    assert!(matches!(world.verdict().await, Verdict::Clean(_)));
}
