//! Clocks that run out, the ladder that is told, and the home on which it all stands.

use super::kit::World;
use super::receiving::{accept, of, sent};
use crate::app::{Actor, Cx, Fail, Stands};
use crate::cases::run_clocks;
use crate::db::Tx;
use crate::drafts;
use crate::tasks::{NewTask, TaskKind, put_task};
use axum::http::StatusCode;
use besa_domain::{Act, Age, CaseId, Standing, Urgency};

#[tokio::test]
async fn an_urgent_clock_runs_out_after_two_hours_and_tells_level_by_level() {
    let world = World::founded().await;
    let row = sent(&world, Urgency::Urgent).await;
    let code = row.code.to_string();
    let notices = "SELECT COUNT(*) FROM notice WHERE referral_id = $1";
    let mut told = Vec::new();
    // Minutes after the sending, and how many levels know by then.
    for minutes in [119, 120, 179, 180, 240, 26 * 60] {
        let now = row.sent_at.0 + minutes * 60 * 1_000_000;
        world.clock.forward((now - world.app.now().0) / 1_000_000);
        for _ in 0..2 {
            run_clocks(&world.app).await.unwrap();
        }
        let state = world.referral_row(&code).await.state;
        told.push((minutes, state, world.count(notices, &of(&row)).await));
    }
    let late = "no_answer_in_time".to_owned();
    assert_eq!(
        told,
        [
            (119, "sent".to_owned(), 0),
            (120, late.clone(), 1),
            (179, late.clone(), 1),
            (180, late.clone(), 2),
            (240, late.clone(), 3),
            (26 * 60, late, 4),
        ]
    );
    let mut reading = world.app.glance().await.unwrap();
    let rows = reading
        .tx()
        .rows(
            "SELECT institution, kind, case_code, county, urgency FROM notice ORDER BY rung",
            &[],
        )
        .await
        .unwrap();
    let houses: Vec<String> = rows.iter().map(|row| row.text(0)).collect();
    let expected = ["drini", "drini", "shssh", "ap"].map(|key| world.houses[key].to_string());
    assert_eq!(houses, expected);
    assert!(
        rows.iter()
            .all(|row| row.text(3) == "AL-10" && row.text(4) == "urgent")
    );
    drop(reading);
    world.is_clean().await;
}

#[tokio::test]
async fn a_normal_clock_runs_to_the_same_hour_of_the_next_working_day() {
    let world = World::founded().await;
    let row = sent(&world, Urgency::Normal).await;
    assert_eq!(row.due_at.text(), "25.11.2026, 09:01");
    world.clock.forward(24 * 3600 - 60);
    run_clocks(&world.app).await.unwrap();
    assert_eq!(
        world.referral_row(&row.code.to_string()).await.state,
        "sent"
    );
    world.clock.forward(60);
    run_clocks(&world.app).await.unwrap();
    assert_eq!(
        world.referral_row(&row.code.to_string()).await.state,
        "no_answer_in_time"
    );
    world.is_clean().await;
}

#[tokio::test]
async fn what_is_late_stands_on_top_and_can_still_be_answered() {
    let world = World::founded().await;
    let row = sent(&world, Urgency::Urgent).await;
    world.work_on("arta", 130).await;
    run_clocks(&world.app).await.unwrap();
    let page = world.as_("arta").get("/inbox").await;
    assert!(page.has("Me vonesë 10\u{a0}min") && page.has("Mund të përgjigjeni ende"));
    assert!(page.has("Personi i turnit te marrësi"));
    assert!(world.as_("arta").get("/tasks").await.has("Me vonesë"));
    assert_eq!(
        accept(&world, "arta", &row).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        world.referral_row(&row.code.to_string()).await.state,
        "accepted"
    );
    run_clocks(&world.app).await.unwrap();
    world.is_clean().await;
}

#[tokio::test]
async fn everybody_has_a_home_and_it_names_nobody() {
    let world = World::founded().await;
    let row = sent(&world, Urgency::Urgent).await;
    for login in ["prefekti", "shish", "operatori", "suela", "valbona", "genc"] {
        let page = world.as_(login).get("/tasks").await;
        assert_eq!(page.status, StatusCode::OK, "{login}");
        assert!(
            page.has("Sot nuk keni detyra") && !page.has("RF-"),
            "{login}"
        );
    }
    assert!(
        !world
            .as_("prefekti")
            .get("/tasks")
            .await
            .has("+355 00 000 0132")
    );
    let arta = world.as_("arta").get("/tasks").await;
    assert!(
        arta.has(&format!("Përgjigjuni referimit {}", row.code)) && arta.has("+355 00 000 0132")
    );
    let elira = world.as_("elira").in_english().get("/tasks").await;
    assert!(elira.has("Waiting for others") && elira.has("/screening") && !elira.has("Bregasi"));
}

/// A second look for everybody of the house by tomorrow, a report of the author's own by now.
struct Put(CaseId);

impl crate::app::Verb for Put {
    const ACT: Act = Act::SaveScreening;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::OwnerCircle.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let (who, now) = (cx.session()?.who.clone(), cx.now());
        let mut task = NewTask {
            institution: who.institution,
            member: None,
            kind: TaskKind::SecondLook,
            case: Some(self.0),
            referral: None,
            due: now.plus_days(1),
        };
        put_task(cx, &task).await?;
        task.member = Some(who.member);
        task.kind = TaskKind::DutyReport;
        task.due = now;
        put_task(cx, &task).await?;
        Ok(())
    }
}

#[tokio::test]
async fn tasks_and_drafts_of_ones_own_stand_at_home_in_their_order() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Adult).await;
    let session = world.session("elira").await;
    world
        .app
        .act(&Actor::Member(session.clone()), None, Put(case.id))
        .await
        .unwrap();
    let draft = drafts::begin(
        &world.app,
        &session,
        "screening",
        None,
        drafts::Fields::new(),
    );
    let draft = draft.await.unwrap();
    let page = world.as_("elira").get("/tasks").await;
    let said = page.said();
    let at = |words: &str| said.find(words).unwrap_or_else(|| panic!("{words}"));
    let report = at(&format!("njoftimin që kërkon ligji, {}", case.code));
    assert!(at("Me vonesë") < report && report < at("Këtë javë"));
    assert!(at("Këtë javë") < at(&format!("vlerësimin e dytë, {}", case.code)));
    assert!(at("Të papërfunduara") < at("Vazhdoni: shqyrtim paraprak"));
    assert!(page.has(&format!("/drafts/{draft}")) && page.has("U ruajt në orën 09:01"));
    for login in ["dritan", "suela", "arta", "genc"] {
        let page = world.as_(login).get("/tasks").await;
        assert!(
            !page.has(&case.code.to_string()) && !page.has("/drafts/"),
            "{login}"
        );
    }
}
