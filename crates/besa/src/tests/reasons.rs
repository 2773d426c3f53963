//! Why something happened to a referral speaks of the person: it lies in a section, is read where it
//! belongs, and stands nowhere else.

use super::kit::World;
use super::receiving::accept;
use crate::app::Actor;
use crate::cases::referral::{ConcludeOutside, RecordPhoneAnswer};
use crate::cases::run_clocks;
use crate::db::Value;
use crate::record::bound_tables;
use axum::http::StatusCode;
use besa_domain::{Age, Blocked, PhoneAnswer, ReferralCode, Service};
use memchr::memmem;

/// One code of each list that could say something of a person.
const CODES: [&str; 4] = ["unsafe", "found_elsewhere", "not_come", "small_place"];

/// Every place of the database outside the rules, which define the lists, where one of the codes
/// can be read without a key.
async fn read_in_clear(world: &World) -> Vec<String> {
    let mut statements: Vec<(&str, String)> = bound_tables()
        .into_iter()
        .filter(|table| table.name != "rule")
        .map(|table| {
            (
                table.name,
                format!("SELECT {} FROM {}", columns(table), table.name),
            )
        })
        .collect();
    for (table, column) in [("ledger_entry", "body"), ("done", "answer")] {
        statements.push((table, format!("SELECT {column} FROM {table}")));
    }
    let mut found = Vec::new();
    for (table, sql) in statements {
        for row in world.stolen(&sql, &[]).await {
            for value in row.values() {
                let bytes = match value {
                    Value::Text(Some(text)) => text.as_bytes(),
                    Value::Bytes(Some(bytes)) => bytes,
                    Value::Text(None) | Value::Bytes(None) | Value::Int(_) => continue,
                };
                let here = CODES
                    .iter()
                    .filter(|code| memmem::find(bytes, code.as_bytes()).is_some());
                found.extend(here.map(|code| format!("{code} in {table}")));
            }
        }
    }
    found
}

fn columns(table: &crate::db::Table) -> String {
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    names.join(", ")
}

/// Withdraws it from the sender's page.
async fn withdraw(world: &World, code: ReferralCode) {
    let page = world.as_("elira").get(&format!("/referrals/{code}")).await;
    let path = format!("/referrals/{code}/withdraw");
    let done = world
        .as_("elira")
        .post(&page, &path, &[("reason", "found_elsewhere")])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
}

/// Answers it from a form of the inbox.
async fn answer(
    world: &World,
    login: &str,
    code: ReferralCode,
    how: &str,
    fields: &[(&str, &str)],
) {
    let path = format!("/inbox/{code}/{how}");
    let form = world.as_(login).get(&path).await;
    let done = world.as_(login).post(&form, &path, fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{how}");
}

#[tokio::test]
async fn no_reason_about_a_person_stands_outside_a_seal() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Child).await;
    let mut verb = world.sending(&case, "drini", Age::Child);
    verb.passed = vec![Blocked {
        institution: world.houses["bashkia"],
        reason: "small_place".to_owned(),
    }];
    let declined = world.send("elira", verb).await.unwrap();
    let case = world.case("elira", Age::Adult).await;
    let withdrawn = world.referral("elira", &case, "drini", Age::Adult).await;
    let concluded = world.referral("elira", &case, "drini", Age::Adult).await;
    let mut verb = world.sending(&case, "spitali", Age::Adult);
    verb.service = Service::HealthCare;
    let outside = world.send("elira", verb).await.unwrap();

    answer(
        &world,
        "arta",
        declined,
        "decline",
        &[("reason", "unsafe"), ("words", "")],
    )
    .await;
    withdraw(&world, withdrawn).await;
    accept(
        &world,
        "arta",
        &world.referral_row(&concluded.to_string()).await,
    )
    .await;
    answer(
        &world,
        "mira",
        concluded,
        "conclude",
        &[("outcome", "not_come")],
    )
    .await;
    let elira = Actor::Member(world.session("elira").await);
    let heard = RecordPhoneAnswer {
        code: outside,
        answer: PhoneAnswer::Accepts,
        heard_at: world.app.now(),
        channel: "phone".to_owned(),
        contact: "Urgjenca".to_owned(),
        words: String::new(),
    };
    world.app.act(&elira, None, heard).await.unwrap();
    let outcome = ConcludeOutside {
        code: outside,
        outcome: "not_come".to_owned(),
    };
    world.app.act(&elira, None, outcome).await.unwrap();
    run_clocks(&world.app).await.unwrap();

    assert_eq!(read_in_clear(&world).await, Vec::<String>::new());
    world.must_verify().await;

    for (code, sq, en) in [
        (
            declined,
            "Personi nuk do të ishte i sigurt këtu",
            "The person would not be safe here",
        ),
        (
            withdrawn,
            "Shërbimi u gjet gjetkë",
            "The service was found elsewhere",
        ),
        (concluded, "Personi nuk erdhi", "The person did not come"),
        (outside, "Personi nuk erdhi", "The person did not come"),
    ] {
        let path = format!("/referrals/{code}");
        assert!(world.as_("elira").get(&path).await.has(sq), "{sq}");
        assert!(
            world.as_("elira").in_english().get(&path).await.has(en),
            "{en}"
        );
    }
    // The desk that declined reads its own reason, though the slip is closed to it.
    let path = format!("/inbox/{declined}");
    assert!(
        world
            .as_("arta")
            .get(&path)
            .await
            .has("Personi nuk do të ishte i sigurt këtu")
    );
    assert!(
        world
            .as_("arta")
            .in_english()
            .get(&path)
            .await
            .has("Why it was not accepted")
    );
    // Why a sender took it back stays with the sender; how it ended opens to the circle of cases.
    let path = format!("/inbox/{withdrawn}");
    let page = world.as_("arta").get(&path).await;
    assert!(page.has("e tërhoqi") && !page.has("Shërbimi u gjet gjetkë"));
    let path = format!("/inbox/{concluded}");
    assert!(world.as_("mira").get(&path).await.has("Personi nuk erdhi"));
    let page = world.as_("arta").get(&path).await;
    assert!(page.has("njoftoi përfundimin") && !page.has("Personi nuk erdhi"));
    // Who looked tells what was done and to which referral, and no reason but that of an opening.
    let looked = world
        .as_("elira")
        .get(&format!("/cases/{}/looked", case.code))
        .await;
    assert!(looked.has("tërhoqi një referim") && looked.has(&withdrawn.to_string()));
    assert!(!looked.has("Shërbimi u gjet gjetkë") && !looked.has("Personi nuk erdhi"));
    world.must_verify().await;
}
