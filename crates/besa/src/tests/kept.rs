//! What was typed is not lost to a conflict, two forms of a page are two acts, old ends are found.

use super::kit::{Page, World};
use super::receiving::{accept, sent};
use crate::db::Value;
use axum::http::StatusCode;
use besa_domain::{ReferralCode, ReferralId, Urgency};
use std::collections::BTreeSet;

/// An answer heard in this very minute.
async fn hears(world: &World, page: &Page, path: &str) -> Page {
    let now = world.app.now().text();
    let (day, hour) = now.split_once(", ").unwrap();
    let fields = [
        ("answer", "accepts"),
        ("channel", "phone"),
        ("heard", day),
        ("heard_time", hour),
        ("contact", "Kujdestarja e natës"),
        ("words", "E presin te porta e pasme."),
    ];
    let to = format!("{path}/phone-answer");
    world.as_("elira").post(page, &to, &fields).await
}

#[tokio::test]
async fn a_telephone_answer_that_comes_too_late_is_given_back() {
    let world = World::founded().await;
    let row = sent(&world, Urgency::Normal).await;
    let (elira, path) = (world.as_("elira"), format!("/referrals/{}", row.code));
    let page = elira.get(&path).await;
    accept(&world, "arta", &row).await;
    let late = hears(&world, &page, &path).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.has("Kujdestarja e natës") && late.has("E presin te porta e pasme."));
}

#[tokio::test]
async fn a_form_of_another_session_is_given_back_and_a_page_that_is_not_there_says_nothing() {
    let world = World::founded().await;
    let row = sent(&world, Urgency::Normal).await;
    let typed = "_csrf=old&contact=Porta+e+pasme&expected=14:30&words=Vjen+me+taksi";
    let path = format!("/inbox/{}/accept", row.code);
    let stale = world.as_("arta").post_raw(&path, typed.to_owned()).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.has("Porta e pasme") && stale.has("Vjen me taksi"));
    let csrf = world.session("suela").await.csrf.clone();
    let typed = typed.replace("old", &csrf);
    let unseen = world.as_("suela").post_raw(&path, typed).await;
    assert_eq!(unseen.status, StatusCode::NOT_FOUND);
    assert!(!unseen.has("Porta e pasme"));
}

#[tokio::test]
async fn two_forms_of_a_page_are_two_acts() {
    let world = World::founded().await;
    let row = sent(&world, Urgency::Normal).await;
    let (elira, path) = (world.as_("elira"), format!("/referrals/{}", row.code));
    let page = elira.get(&path).await;
    let keys: Vec<&str> = page.html.split("name=\"_key\" value=\"").skip(1).collect();
    let distinct: BTreeSet<&str> = keys.iter().filter_map(|it| it.split('"').next()).collect();
    assert!(keys.len() > 1 && distinct.len() == keys.len());
    let heard = hears(&world, &page, &path).await;
    assert_eq!(heard.status, StatusCode::SEE_OTHER, "{}", heard.html);
    let back = [("reason", "mistake")];
    let second = elira.post(&page, &format!("{path}/withdraw"), &back).await;
    assert_ne!(second.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_inbox_leads_to_every_referral_that_ended() {
    let world = World::founded().await;
    let row = sent(&world, Urgency::Normal).await;
    let copy = "INSERT INTO referral (id, code, case_id, kind, sender, author, receiver, outside, \
         service, duty, urgency, slip_id, sent_at, due_at, state, state_at, rung, version) \
         SELECT $1, $2, case_id, kind, sender, author, receiver, outside, service, duty, urgency, \
         slip_id, sent_at, due_at, 'declined', $3, rung, version FROM referral WHERE id = $4";
    let code = |n: u8| {
        let mut bytes = [0; 16];
        (bytes[0], bytes[1]) = (n % 20, n / 20);
        ReferralCode::from_bytes(bytes).to_string()
    };
    for n in 1..=120 {
        let id = ReferralId::from_bytes([n; 16]).to_string();
        let values = [id, code(n)].map(Value::from);
        let rest = [Value::from(i64::from(n)), Value::from(row.id.to_string())];
        assert_eq!(world.attack(copy, &[values, rest].concat()).await, 1);
    }
    let (arta, waits) = (world.as_("arta"), row.code.to_string());
    let mut seen = 0;
    for (path, shown, hidden, open, older) in [
        ("/inbox", 120, 70, true, "/inbox?page=2"),
        ("/inbox?page=2", 70, 71, false, "/inbox?page=3"),
        ("/inbox?page=3", 1, 21, false, "/inbox?page=2"),
    ] {
        let page = arta.get(path).await;
        assert!(page.has(&code(shown)) && !page.has(&code(hidden)), "{path}");
        assert!(page.has(&waits) == open && page.has(older), "{path}");
        seen += page.html.matches("class=\"b-inbox__t\"").count();
    }
    assert_eq!(seen, 121);
}
