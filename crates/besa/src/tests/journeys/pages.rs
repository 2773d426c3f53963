//! Every page in a browser: no barrier for axe, no sideways scroll, light on the wire.

use super::{settings, walk_with};
use crate::app::Actor;
use crate::cases::file::Case;
use crate::cases::referral::RecordPhoneAnswer;
use crate::tests::entering::{NEW, dea};
use crate::tests::kit::World;
use crate::tests::{receiving, second_look};
use besa_domain::{Age, PhoneAnswer, ReferralCode, Service, Urgency};
use serde_json::json;
use std::sync::Arc;

/// Elira sends a case to a house and, where it answered by telephone, writes that down.
async fn sends(world: &World, case: &Case, house: &str, service: Service, phone: bool) {
    let mut verb = world.sending(case, house, Age::Adult);
    verb.service = service;
    let code: ReferralCode = world.send("elira", verb).await.unwrap();
    if phone {
        let heard = RecordPhoneAnswer {
            code,
            answer: PhoneAnswer::Accepts,
            heard_at: world.app.now(),
            channel: "phone".to_owned(),
            contact: "Arta Gurra".to_owned(),
            words: "E presin sonte.".to_owned(),
        };
        let elira = Actor::Member(world.session("elira").await);
        world.app.act(&elira, None, heard).await.unwrap();
    }
}

#[tokio::test]
async fn every_page_is_without_barriers_and_light() {
    let world = World::founded().await;
    second_look::doubtful(&world, "no_signs").await;
    world.case("liri", Age::Adult).await;
    let adult = world.case("elira", Age::Adult).await;
    let taken = world.referred(&adult, Urgency::Normal).await;
    receiving::accept(&world, "arta", &taken).await;
    for (house, service, phone) in [
        ("drini", Service::Shelter, true),
        ("spitali", Service::HealthCare, true),
        ("policia", Service::SafetyPlan, false),
        ("qkpvt", Service::Shelter, false),
    ] {
        sends(&world, &adult, house, service, phone).await;
    }
    let case = world.case("elira", Age::Child).await;
    world.referral("elira", &case, "drini", Age::Child).await;
    let (_, code) = dea(&world).await;
    let newcomer = json!({ "login": "dea", "code": code, "phrase": NEW });
    let setting = settings(&world)
        .into_iter()
        .find(|setting| setting.script)
        .unwrap();
    walk_with(Arc::new(world), "pages.mjs", setting, Some(newcomer)).await;
}
