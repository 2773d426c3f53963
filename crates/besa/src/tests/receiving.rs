//! Receiving: the inbox, the slip, the answers, the package, the end, the clock, the home page.

use super::kit::{Page, World};
use crate::app::{Actor, Cx, Fail, Stands, View};
use crate::cases::receiving::{Answers, answers_for};
use crate::cases::referral::{self, ReferralRow};
use crate::db::{Tx, Value};
use axum::http::StatusCode;
use besa_domain::{Act, Age, Moment, PhoneAnswer, ReferralEvent, Standing, Urgency};

pub(super) const RINGS: &str =
    "SELECT COUNT(*) FROM ring WHERE letter_id IN (SELECT id FROM letter WHERE referral_id = $1)";
const PACKAGE_RINGS: &str = "SELECT COUNT(*) FROM ring WHERE letter_id IN \
     (SELECT id FROM letter WHERE referral_id = $1 AND stage = 'package')";

pub(super) fn of(row: &ReferralRow) -> [Value; 1] {
    [Value::from(row.id.to_string())]
}

pub(super) async fn sent(world: &World, urgency: Urgency) -> ReferralRow {
    let case = world.case("elira", Age::Child).await;
    world.referred(&case, urgency).await
}

pub(super) async fn accept(world: &World, login: &str, row: &ReferralRow) -> Page {
    let path = format!("/inbox/{}/accept", row.code);
    let form = world.as_(login).get(&path).await;
    let fields = [
        ("contact", "Mira, 0690000100"),
        ("expected", "14:30"),
        ("words", "Vetëm sonte"),
    ];
    world.as_(login).post(&form, &path, &fields).await
}

#[tokio::test]
async fn what_stands_open_in_the_inbox_is_code_sender_service_urgency_and_clock() {
    let world = World::founded().await;
    assert!(
        world
            .as_("arta")
            .get("/inbox")
            .await
            .has("Asnjë referim nuk pret")
    );
    let row = sent(&world, Urgency::Urgent).await;
    let page = world.as_("arta").get("/inbox").await;
    for open in [
        &*row.code.to_string(),
        "Qendra Sociale Rozafa",
        "Urgjent",
        "Edhe 2\u{a0}orë<",
        "E re",
    ] {
        assert!(page.has(open), "{open}");
    }
    for closed in ["15–17", "Femër", "Kërkohet strehim", "Bregasi", "I lartë"] {
        assert!(!page.has(closed), "{closed}");
    }
    assert!(
        world
            .as_("arta")
            .in_english()
            .get("/inbox")
            .await
            .has("2\u{a0}h left")
    );
}

#[tokio::test]
async fn seen_is_apart_from_accepted() {
    let world = World::founded().await;
    let row = sent(&world, Urgency::Urgent).await;
    let code = row.code.to_string();
    let slip = world.as_("arta").get(&format!("/inbox/{code}")).await;
    assert!(slip.has("Kërkohet strehim sonte") && slip.has("15–17") && slip.has("Pranojeni"));
    assert!(!slip.has("Bregasi"));
    assert_eq!(world.referral_row(&code).await.state, "seen");
    world.as_("mira").get(&format!("/inbox/{code}")).await;
    let seen = "SELECT COUNT(*) FROM referral_event WHERE referral_id = $1 AND code = 'seen'";
    assert_eq!(world.count(seen, &of(&row)).await, 1);
    assert!(!world.as_("arta").get("/inbox").await.has("E re:"));
    assert_eq!(
        accept(&world, "arta", &row).await.location(),
        format!("/inbox/{code}")
    );
    assert_eq!(world.referral_row(&code).await.state, "accepted");
    world.is_clean().await;
}

#[tokio::test]
async fn only_members_of_the_addressed_institution_answer() {
    let world = World::founded().await;
    let row = sent(&world, Urgency::Urgent).await;
    let (real, made_up) = (row.code.to_string(), "RF-222222".to_owned());
    assert_ne!(real, made_up);
    for login in [
        "suela",
        "prefekti",
        "shish",
        "operatori",
        "valbona",
        "besnik",
        "elira",
        "genc",
    ] {
        let browser = world.as_(login);
        for end in [
            "",
            "/package",
            "/accept",
            "/decline",
            "/confirm-phone",
            "/conclude",
        ] {
            let real_path = format!("/inbox/{real}{end}");
            let made_path = format!("/inbox/{made_up}{end}");
            let (one, other) = (browser.get(&real_path).await, browser.get(&made_path).await);
            assert_eq!(one.status, StatusCode::NOT_FOUND, "{login} {real_path}");
            assert_eq!(other.status, one.status);
            assert_eq!(
                one.html.replace(&real, &made_up),
                other.html,
                "{login} {end}"
            );
            assert_eq!(one.headers.len(), other.headers.len());
        }
        let token = world.session(login).await.csrf.clone();
        for end in ["/accept", "/decline", "/confirm-phone", "/conclude"] {
            let body =
                format!("_csrf={token}&contact=x&expected=14%3A30&reason=full&answer=accepts");
            let one = browser
                .post_raw(&format!("/inbox/{real}{end}"), body.clone())
                .await;
            let other = browser
                .post_raw(&format!("/inbox/{made_up}{end}"), body)
                .await;
            assert_eq!(one.status, StatusCode::NOT_FOUND, "{login} {end}");
            assert_eq!(
                one.html.replace(&real, &made_up),
                other.html,
                "{login} {end}"
            );
        }
    }
    assert_eq!(
        world.as_("prefekti").get("/inbox").await.status,
        StatusCode::NOT_FOUND
    );
    assert!(!world.as_("suela").get("/inbox").await.has(&real));
    assert_eq!(world.referral_row(&real).await.state, "sent");
    world.is_clean().await;
}

#[tokio::test]
async fn two_at_once_one_wins_and_the_other_is_told() {
    let world = World::founded().await;
    let row = sent(&world, Urgency::Urgent).await;
    let path = format!("/inbox/{}/accept", row.code);
    let form = world.as_("mira").get(&path).await;
    assert_eq!(
        accept(&world, "arta", &row).await.status,
        StatusCode::SEE_OTHER
    );
    let fields = [
        ("contact", "Unë vetë"),
        ("expected", "15:00"),
        ("words", ""),
    ];
    let late = world.as_("mira").post(&form, &path, &fields).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    for said in ["para jush", "Arta Gurra", "24.11.2026, 09:01", "Unë vetë"] {
        assert!(late.has(said), "{said}");
    }
    let decline = world
        .as_("arta")
        .get(&format!("/inbox/{}/decline", row.code))
        .await;
    assert_eq!(decline.status, StatusCode::CONFLICT);
    let accepted =
        "SELECT COUNT(*) FROM referral_event WHERE referral_id = $1 AND code = 'accepted'";
    assert_eq!(world.count(accepted, &of(&row)).await, 1);
    world.is_clean().await;
}

#[tokio::test]
async fn an_acceptance_and_a_refusal_in_the_same_moment_are_one_answer() {
    let world = World::founded().await;
    let row = sent(&world, Urgency::Urgent).await;
    let (yes, no) = (
        format!("/inbox/{}/accept", row.code),
        format!("/inbox/{}/decline", row.code),
    );
    let (arta, mira) = (world.as_("arta"), world.as_("mira"));
    let (one, two) = (arta.get(&no).await, mira.get(&yes).await);
    let accepting = [("contact", "Mira Dobra"), ("expected", "15:00")];
    let (one, two) = tokio::join!(
        arta.post(&one, &no, &[("reason", "full")]),
        mira.post(&two, &yes, &accepting)
    );
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    let answers = "SELECT COUNT(*) FROM referral_event WHERE referral_id = $1 AND n > 1";
    assert_eq!(world.count(answers, &of(&row)).await, 1);
    world.is_clean().await;
}

#[tokio::test]
async fn a_double_send_is_one_answer_and_a_wrong_one_comes_back_as_typed() {
    let world = World::founded().await;
    let row = sent(&world, Urgency::Urgent).await;
    let path = format!("/inbox/{}/accept", row.code);
    let form = world.as_("mira").get(&path).await;
    let wrong = [
        ("contact", "Mira Dobra"),
        ("expected", "nesër"),
        ("words", "Po <b>"),
    ];
    let back = world.as_("mira").post(&form, &path, &wrong).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.has("href=\"#expected\"") && back.has("Mira Dobra") && back.has("nesër"));
    let english = [
        ("contact", "Mira Dobra"),
        ("expected", "nesër"),
        ("_lang", "en"),
    ];
    let english = world.as_("mira").post(&form, &path, &english).await;
    assert!(english.has("Accept the referral") && english.has("Mira Dobra"));
    let right = [
        ("contact", "Mira Dobra"),
        ("expected", "25.11.2026 10:00"),
        ("words", ""),
    ];
    for _ in 0..2 {
        let done = world.as_("mira").post(&form, &path, &right).await;
        assert_eq!(done.location(), format!("/inbox/{}", row.code));
    }
    let page = world.as_("mira").get(&format!("/inbox/{}", row.code)).await;
    assert!(page.has("Mira Dobra e pranoi") && page.has("25.11.2026, 10:00"));
}

#[tokio::test]
async fn the_package_opens_to_the_circle_after_acceptance_and_not_before() {
    let world = World::founded().await;
    let row = sent(&world, Urgency::Urgent).await;
    let path = format!("/inbox/{}/package", row.code);
    world.as_("mira").get(&format!("/inbox/{}", row.code)).await;
    let before = world.as_("mira").get(&path).await;
    assert_eq!(before.status, StatusCode::FORBIDDEN);
    assert!(before.has("hapet kur referimi pranohet") && !before.has("Bregasi"));
    assert_eq!(world.count(PACKAGE_RINGS, &of(&row)).await, 0);
    accept(&world, "arta", &row).await;
    assert_eq!(world.count(PACKAGE_RINGS, &of(&row)).await, 0);
    let after = world.as_("mira").get(&path).await;
    for open in [
        "Zamirë Bregasi",
        "Emri i përdorur</dt>",
        "Identiteti",
        "0690000417",
        "Femër",
        "24.11.2026",
    ] {
        assert!(after.has(open), "{open}");
    }
    // What was not given is not there.
    assert!(!after.has("Shtrigulli") && !after.has("Rruga e Kuqe"));
    assert_eq!(world.count(PACKAGE_RINGS, &of(&row)).await, 3);
    assert_eq!(
        world.as_("arta").get(&path).await.status,
        StatusCode::FORBIDDEN
    );
    assert!(
        !world
            .as_("arta")
            .get(&format!("/inbox/{}", row.code))
            .await
            .has("/package")
    );
    assert!(
        world
            .as_("mira")
            .in_english()
            .get(&path)
            .await
            .has("Identity")
    );
    world.is_clean().await;
}

#[tokio::test]
async fn a_declined_one_ends_its_letters_and_comes_back_to_the_sender() {
    let world = World::founded().await;
    let row = sent(&world, Urgency::Urgent).await;
    let path = format!("/inbox/{}", row.code);
    world.as_("arta").get(&path).await;
    assert_eq!(world.count(RINGS, &of(&row)).await, 1);
    let form = world.as_("arta").get(&format!("{path}/decline")).await;
    let nothing = world
        .as_("arta")
        .post(&form, &format!("{path}/decline"), &[("words", "x")])
        .await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("reason", "full"), ("words", "Lirohet një vend të premten")];
    world
        .as_("arta")
        .post(&form, &format!("{path}/decline"), &fields)
        .await;
    assert_eq!(
        world.referral_row(&row.code.to_string()).await.state,
        "declined"
    );
    assert_eq!(world.count(RINGS, &of(&row)).await, 0);
    let ended = "SELECT COUNT(*) FROM letter_end WHERE reason = 'declined' AND letter_id IN \
         (SELECT id FROM letter WHERE referral_id = $1 AND body IS NULL)";
    assert_eq!(world.count(ended, &of(&row)).await, 3);
    let after = world.as_("arta").get(&path).await;
    assert!(after.has("Arta Gurra nuk e pranoi") && !after.has("Kërkohet strehim"));
    assert_eq!(
        world
            .as_("mira")
            .get(&format!("{path}/package"))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    assert!(world.as_("elira").get("/tasks").await.has("nuk u pranua"));
    let answers = returned(&world, &row).await;
    let said = answers.declined.unwrap();
    assert_eq!(
        (said.reason.as_str(), said.words.as_str()),
        ("full", "Lirohet një vend të premten")
    );
    world.is_clean().await;
}

/// What the sender reads of the answers.
struct Returned {
    row: ReferralRow,
}

impl View for Returned {
    const ACT: Act = Act::OpenCase;
    type Out = Answers;

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::OwnerCircle.into())
    }

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Answers, Fail> {
        cx.about(self.row.case);
        answers_for(cx, &self.row).await
    }
}

async fn returned(world: &World, row: &ReferralRow) -> Answers {
    let session = world.session("elira").await;
    world
        .app
        .view(&session, &Returned { row: row.clone() })
        .await
        .unwrap()
}

#[tokio::test]
async fn the_outcome_reaches_the_sender() {
    let world = World::founded().await;
    let row = sent(&world, Urgency::Normal).await;
    accept(&world, "arta", &row).await;
    let note = &returned(&world, &row).await.notes[0];
    assert_eq!(note.contact.as_deref(), Some("Mira, 0690000100"));
    assert_eq!(
        note.expected.map(Moment::text).as_deref(),
        Some("24.11.2026, 14:30")
    );
    assert_eq!(note.words, "Vetëm sonte");
    let path = format!("/inbox/{}/conclude", row.code);
    assert_eq!(
        world.as_("arta").get(&path).await.status,
        StatusCode::FORBIDDEN
    );
    let form = world.as_("mira").get(&path).await;
    let fields = [("outcome", "provided"), ("words", "Po qëndron mirë")];
    assert_eq!(
        world.as_("mira").post(&form, &path, &fields).await.status,
        StatusCode::SEE_OTHER
    );
    let outcome = returned(&world, &row).await.outcome.unwrap();
    assert_eq!(
        (outcome.outcome.as_str(), outcome.words.as_str()),
        ("provided", "Po qëndron mirë")
    );
    let end = world.as_("mira").get(&format!("/inbox/{}", row.code)).await;
    assert!(end.has("Mira Dobra njoftoi përfundimin") && end.has("Shërbimi u dha"));
    world.is_clean().await;
}

/// The sender records what was heard by telephone.
struct Heard(ReferralRow);

impl crate::app::Verb for Heard {
    const ACT: Act = Act::RecordPhoneAnswer;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::OwnerCircle.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let (at, by) = (cx.now(), cx.session()?.who.member);
        cx.about(self.0.case);
        let event = ReferralEvent::AnsweredByPhone {
            at,
            by,
            answer: PhoneAnswer::Accepts,
            heard_at: at,
            channel: "phone".to_owned(),
        };
        referral::apply(cx, &self.0, &event, None).await.map(|_| ())
    }
}

#[tokio::test]
async fn an_answer_by_telephone_is_confirmed_or_corrected() {
    for (answer, state) in [("accepts", "accepted"), ("declines", "declined")] {
        let world = World::founded().await;
        let row = sent(&world, Urgency::Urgent).await;
        let actor = Actor::Member(world.session("elira").await);
        world
            .app
            .act(&actor, None, Heard(row.clone()))
            .await
            .unwrap();
        let path = format!("/inbox/{}/confirm-phone", row.code);
        assert_eq!(
            accept(&world, "arta", &row).await.status,
            StatusCode::CONFLICT
        );
        assert!(
            world
                .as_("arta")
                .get("/tasks")
                .await
                .has("Konfirmoni përgjigjen me telefon")
        );
        let form = world.as_("arta").get(&path).await;
        assert!(form.has("Qendra Sociale Rozafa shënoi") && form.has("E pranon."));
        world
            .as_("arta")
            .post(&form, &path, &[("answer", answer)])
            .await;
        assert_eq!(world.referral_row(&row.code.to_string()).await.state, state);
        let package = world
            .as_("mira")
            .get(&format!("/inbox/{}/package", row.code))
            .await;
        assert_eq!(package.status == StatusCode::OK, state == "accepted");
        world.is_clean().await;
    }
}
