//! Sending a referral: who gets what, on which ground, and what nobody gets.

use super::kit::{Page, World};
use crate::app::{Actor, Fail};
use crate::cases::file::Case;
use crate::cases::referral::{self, Asked, Call, Kind, SendReferral, WithdrawReferral};
use crate::tasks;
use axum::http::StatusCode;
use besa_domain::{Age, Blocked, Ground, Lang, ReferralCode, Service, Urgency, Wish};

impl World {
    /// The act as a worker would send it to this house: shelter, ordinary, the usual sections.
    pub(crate) fn sending(&self, case: &Case, house: &str, age: Age) -> SendReferral {
        let child = age.child_path();
        SendReferral {
            case: case.id,
            kind: Kind::Referral,
            service: Service::Shelter,
            urgency: Urgency::Normal,
            receiver: self.houses[house],
            words: "Kërkohet një vend i sigurt sonte.".to_owned(),
            called: None,
            package: vec!["identity".to_owned(), "identification".to_owned()],
            asked: Asked {
                wish: Wish::Yes,
                ground: if child { Ground::Law } else { Ground::Consent },
                reason: String::new(),
                view: child.then(|| "Dëshiron të jetë larg rrugës.".to_owned()),
            },
            passed: Vec::new(),
            lang: Lang::Sq,
            draft: None,
        }
    }

    /// Sends it as this member.
    pub(crate) async fn send(&self, login: &str, verb: SendReferral) -> Result<ReferralCode, Fail> {
        let actor = Actor::Member(self.session(login).await);
        self.app.act(&actor, None, verb).await
    }

    /// A referral of a case to a house, sent.
    pub(crate) async fn referral(
        &self,
        login: &str,
        case: &Case,
        house: &str,
        age: Age,
    ) -> ReferralCode {
        self.send(login, self.sending(case, house, age))
            .await
            .unwrap()
    }

    /// Begins a draft in the browser and hands back its address without the step.
    async fn begun(&self, login: &str, case: &Case) -> String {
        let csrf = self.session(login).await.csrf.clone();
        let body = super::kit::form(&[("_csrf", &csrf)]);
        let page = self
            .as_(login)
            .post_raw(&format!("/cases/{}/refer", case.code), body)
            .await;
        assert_eq!(page.status, StatusCode::SEE_OTHER);
        page.location().trim_end_matches("/need").to_owned()
    }

    async fn step(&self, login: &str, at: &str, fields: &[(&str, &str)]) -> Page {
        let page = self.as_(login).get(at).await;
        assert_eq!(page.status, StatusCode::OK, "{at}");
        self.as_(login).post(&page, at, fields).await
    }
}

#[tokio::test]
async fn an_adult_who_says_no_is_not_referred() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Adult).await;
    let mut verb = world.sending(&case, "drini", Age::Adult);
    verb.asked.wish = Wish::No;
    let refused = world.send("elira", verb).await;
    assert!(matches!(refused, Err(Fail::Invalid(errors)) if errors[0].key == "error-wish-no"));
    assert_eq!(world.number("SELECT COUNT(*) FROM referral").await, 0);
    assert_eq!(world.number("SELECT COUNT(*) FROM letter").await, 0);
}

#[tokio::test]
async fn a_child_who_says_no_is_referred_by_law_and_child_protection_is_told() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Child).await;
    let mut verb = world.sending(&case, "drini", Age::Child);
    verb.asked.wish = Wish::No;
    world.send("elira", verb).await.unwrap();
    assert_eq!(
        world
            .number("SELECT COUNT(*) FROM consent WHERE ground = 'law'")
            .await,
        2
    );
    let mut reading = world.app.glance().await.unwrap();
    let rows = referral::of_case(&mut reading.tx(), case.id).await.unwrap();
    let notice = rows
        .iter()
        .find(|row| row.kind == Kind::ChildNotice)
        .unwrap();
    assert_eq!(notice.receiver, world.houses["bashkia"]);
    let main = rows.iter().find(|row| row.kind == Kind::Referral).unwrap();
    assert_eq!(notice.due_at, main.due_at);
    drop(reading);
    world.is_clean().await;
}

#[tokio::test]
async fn practice_5_a_passed_over_office_gets_no_trace() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Child).await;
    let office = world.houses["bashkia"];
    let mut verb = world.sending(&case, "drini", Age::Child);
    verb.passed = vec![Blocked {
        institution: office,
        reason: "kin".to_owned(),
    }];
    world.send("elira", verb).await.unwrap();
    let mut reading = world.app.glance().await.unwrap();
    assert!(
        referral::received(&mut reading.tx(), office)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(
        tasks::notices_for(&mut reading.tx(), office)
            .await
            .unwrap()
            .is_empty()
    );
    let rows = referral::of_case(&mut reading.tx(), case.id).await.unwrap();
    assert!(rows.iter().all(|row| row.receiver != office));
    let notice = rows
        .iter()
        .find(|row| row.kind == Kind::ChildNotice)
        .unwrap();
    let main = rows.iter().find(|row| row.kind == Kind::Referral).unwrap();
    assert!(notice.outside && notice.due_at == main.due_at);
    drop(reading);
    world.is_clean().await;
}

#[tokio::test]
async fn an_urgent_referral_waits_for_the_call() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Adult).await;
    let mut verb = world.sending(&case, "drini", Age::Adult);
    verb.urgency = Urgency::Urgent;
    assert!(matches!(
        world.send("elira", verb).await,
        Err(Fail::Invalid(_))
    ));
    let mut verb = world.sending(&case, "drini", Age::Adult);
    verb.urgency = Urgency::Urgent;
    verb.called = Some(Call::NoNumber);
    world.send("elira", verb).await.unwrap();
}

#[tokio::test]
async fn withdrawing_ends_every_letter_and_its_body() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Adult).await;
    let code = world.referral("elira", &case, "drini", Age::Adult).await;
    assert_eq!(
        world
            .number("SELECT COUNT(*) FROM letter WHERE body IS NOT NULL")
            .await,
        2
    );
    let actor = Actor::Member(world.session("elira").await);
    let verb = WithdrawReferral {
        code,
        reason: "mistake".to_owned(),
    };
    world.app.act(&actor, None, verb).await.unwrap();
    assert_eq!(
        world
            .number("SELECT COUNT(*) FROM letter WHERE body IS NOT NULL")
            .await,
        0
    );
    assert_eq!(
        world
            .number("SELECT COUNT(*) FROM ring WHERE letter_id <> ''")
            .await,
        0
    );
    assert_eq!(world.number("SELECT COUNT(*) FROM letter_end").await, 2);
    assert!(
        world
            .as_("elira")
            .get(&format!("/referrals/{code}"))
            .await
            .has("E tërhoqët")
    );
    world.is_clean().await;
}

#[tokio::test]
async fn a_duty_report_is_not_for_a_worker_bound_by_secrecy() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Adult).await;
    let mut verb = world.sending(&case, "policia", Age::Adult);
    verb.kind = Kind::DutyReport;
    verb.service = Service::CriminalReport;
    verb.asked.ground = Ground::Law;
    verb.asked.wish = Wish::No;
    verb.asked.reason = "neni 281".to_owned();
    assert!(matches!(
        world.send("elira", verb).await,
        Err(Fail::Forbidden)
    ));
    let case = world.case("liri", Age::Adult).await;
    let mut verb = world.sending(&case, "policia", Age::Adult);
    verb.kind = Kind::DutyReport;
    verb.service = Service::CriminalReport;
    verb.asked.ground = Ground::Law;
    verb.asked.wish = Wish::No;
    verb.asked.reason = "neni 281".to_owned();
    world.send("liri", verb).await.unwrap();
    assert_eq!(
        world
            .number("SELECT COUNT(*) FROM consent WHERE ground = 'consent'")
            .await,
        0
    );
    // Refusing the police takes no service away.
    world.referral("liri", &case, "drini", Age::Adult).await;
}

#[tokio::test]
async fn a_draft_is_walked_to_its_end_and_sent_once() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Child).await;
    let at = world.begun("elira", &case).await;
    let need = format!("{at}/need");
    let bad = world
        .step(
            "elira",
            &need,
            &[("service", "shelter"), ("words", "Strehë për Zamirë")],
        )
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(world.as_("elira").get(&need).await.has("Strehë për Zamirë"));
    let words = "Kërkohet një vend i sigurt sonte.";
    let need = [
        ("service", "shelter"),
        ("urgency", "urgent"),
        ("words", words),
    ];
    let next = world.step("elira", &format!("{at}/need"), &need).await;
    assert_eq!(next.location(), format!("{at}/receiver"));
    let drini = world.houses["drini"].to_string();
    let receiver = format!("{at}/receiver");
    let next = world
        .step("elira", &receiver, &[("receiver", &drini)])
        .await;
    assert_eq!(next.location(), format!("{at}/call"));
    assert!(
        world
            .as_("elira")
            .get(next.location())
            .await
            .has("+355 00 000 0112")
    );
    let next = world
        .step("elira", &format!("{at}/call"), &[("call", "spoke")])
        .await;
    assert_eq!(next.location(), format!("{at}/package"));
    let page = world.as_("elira").get(next.location()).await;
    for (section, ticked) in [
        ("identity", true),
        ("safe_contact", true),
        ("safe_address", false),
        ("medical", false),
    ] {
        let (_, rest) = page
            .html
            .split_once(&format!("value=\"{section}\""))
            .unwrap();
        assert_eq!(
            rest.split('>').next().unwrap().contains("checked"),
            ticked,
            "{section}"
        );
    }
    let package = [("package", "identity"), ("package", "identification")];
    let next = world
        .step("elira", &format!("{at}/package"), &package)
        .await;
    assert_eq!(next.location(), format!("{at}/wish"));
    let wish = [
        ("wish", "no"),
        ("view", "Nuk do."),
        ("weighed", "Rreziku është i lartë."),
    ];
    let next = world.step("elira", &format!("{at}/wish"), &wish).await;
    assert_eq!(next.location(), format!("{at}/notice"));
    assert!(
        world
            .as_("elira")
            .get(next.location())
            .await
            .has("Bashkia Shkodër")
    );
    let next = world
        .step("elira", &format!("{at}/notice"), &[("danger", "no")])
        .await;
    assert_eq!(next.location(), format!("{at}/check"));
    let check = format!("{at}/check");
    let page = world.as_("elira").get(&check).await;
    assert!(page.has("Strehëza Drini") && page.has("Bashkia Shkodër"));
    let sent = world.as_("elira").post(&page, &check, &[]).await;
    let again = world.as_("elira").post(&page, &check, &[]).await;
    assert!(
        sent.location().starts_with("/referrals/RF-"),
        "{}",
        sent.html
    );
    assert_eq!(sent.location(), again.location());
    assert_eq!(world.number("SELECT COUNT(*) FROM referral").await, 2);
    assert_eq!(world.number("SELECT COUNT(*) FROM draft").await, 0);
    assert_eq!(
        world.as_("elira").get(sent.location()).await.status,
        StatusCode::OK
    );
    assert_eq!(
        world
            .as_("elira")
            .in_english()
            .get(sent.location())
            .await
            .status,
        StatusCode::OK
    );
    world.is_clean().await;
}

#[tokio::test]
async fn strangers_find_nothing_where_a_referral_is() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Adult).await;
    let at = world.begun("elira", &case).await;
    let code = world.referral("elira", &case, "drini", Age::Adult).await;
    for login in ["suela", "mira", "prefekti", "shish", "operatori", "dritan"] {
        for (real, made_up) in [
            (
                format!("/referrals/{code}"),
                "/referrals/RF-222222".to_owned(),
            ),
            (
                format!("/referrals/{code}/letter"),
                "/referrals/RF-222222/letter".to_owned(),
            ),
            (
                format!("{at}/need"),
                "/refer/22222222222222222222222222/need".to_owned(),
            ),
            (
                format!("{at}/check"),
                "/refer/22222222222222222222222222/check".to_owned(),
            ),
        ] {
            let there = world.as_(login).get(&real).await;
            let nowhere = world.as_(login).get(&made_up).await;
            assert_eq!(there.status, StatusCode::NOT_FOUND, "{login} {real}");
            let same = |page: &Page, path: &str| page.html.replace(path, "");
            assert_eq!(
                same(&there, &real),
                same(&nowhere, &made_up),
                "{login} {real}"
            );
        }
    }
}
