//! The four doors: what is refused leaves nothing, what is doubled is done once, what is not
//! recorded is not shown, and what was begun is finished or never was.

use super::attack::{Looks, Saves, looks, sent};
use super::kit::{World, open};
use crate::app::{Actor, Cx, Fail, Once, Stands, Verb};
use crate::db::Tx;
use crate::registry::people::{Invite, Person};
use besa_domain::{Act, Age, FieldError, Lang, Profession, Role, Standing};
use std::sync::Arc;
use tokio::sync::Notify;

/// Somebody to be invited.
pub(crate) fn newcomer(login: &str) -> Person {
    Person {
        login: login.to_owned(),
        name: "Dafina Shega".to_owned(),
        post: "Punonjëse sociale".to_owned(),
        role: Role::FrontLine,
        profession: Profession::ConfidentialNgo,
        lang: Lang::Sq,
    }
}

const NEWCOMERS: &str = "SELECT COUNT(*) FROM member WHERE name = 'Dafina Shega'";
const ENTRIES: &str = "SELECT COUNT(*) FROM ledger_entry";
const REFUSALS: &str = "SELECT COUNT(*) FROM ledger_entry WHERE act = 'invite' AND case_id IS NULL";

/// Invites somebody, then ends in this way.
struct Stumbles(fn() -> Fail, &'static str);

impl Verb for Stumbles {
    const ACT: Act = Act::Invite;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::SameInstitution.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        Invite {
            person: newcomer(self.1),
            circles: Vec::new(),
        }
        .run(cx)
        .await?;
        Err((self.0)())
    }
}

#[tokio::test]
async fn the_code_of_an_invitation_is_in_no_remembered_answer() {
    let world = World::founded().await;
    let actor = Actor::Member(world.session("dritan").await);
    let once = Once {
        key: "a-form".to_owned(),
        digest: [0; 32],
    };
    let mut answers = Vec::new();
    for _ in 0..2 {
        let person = newcomer("dafina");
        let invited = world.app.act(
            &actor,
            Some(once.clone()),
            Invite {
                person,
                circles: Vec::new(),
            },
        );
        answers.push(invited.await.unwrap());
    }
    let [first, again] = answers.try_into().ok().unwrap();
    assert_eq!(first.member, again.member);
    assert!(first.code.len() > 20 && again.code.is_empty());
    let kept = world.stolen("SELECT answer FROM done", &[]).await;
    assert!(kept.iter().any(|row| row.text(0).contains(&first.member)));
    assert!(kept.iter().all(|row| !row.text(0).contains(&first.code)));
}

#[tokio::test]
async fn a_refused_act_leaves_no_row_and_a_line_only_when_it_was_forbidden() {
    let world = World::founded().await;
    let actor = Actor::Member(world.session("dritan").await);
    let ways: [(fn() -> Fail, i64); 6] = [
        (|| Fail::Forbidden, 1),
        (|| Fail::Unseen, 0),
        (|| Fail::Conflict("conflict-changed"), 0),
        (
            || Fail::Invalid(vec![FieldError::new("x", "error-missing")]),
            0,
        ),
        (|| Fail::broken("database", "x"), 0),
        // What does not open as it was sealed is written down.
        (|| Fail::broken("integrity", "x"), 1),
    ];
    for (way, lines) in ways {
        let before = world.number(REFUSALS).await;
        let fail = world
            .app
            .act(&actor, None, Stumbles(way, "dafina"))
            .await
            .unwrap_err();
        assert_eq!(fail.to_string(), way().to_string());
        assert_eq!(world.number(NEWCOMERS).await, 0);
        assert_eq!(world.number(REFUSALS).await - before, lines, "{fail}");
    }
    world.must_verify().await;
}

#[tokio::test]
async fn what_policy_does_not_allow_is_not_begun() {
    let world = World::founded().await;
    let actor = Actor::Member(world.session("elira").await);
    let fail = world
        .app
        .act(
            &actor,
            None,
            Invite {
                person: newcomer("dafina"),
                circles: Vec::new(),
            },
        )
        .await
        .err()
        .unwrap();
    assert!(matches!(fail, Fail::Forbidden | Fail::Unseen), "{fail}");
    assert_eq!(world.number(NEWCOMERS).await, 0);
}

#[tokio::test]
async fn a_doubled_send_is_one_act_with_one_answer_and_another_body_is_refused() {
    let world = World::founded().await;
    let actor = Actor::Member(world.session("dritan").await);
    let once = |digest: u8| {
        Some(Once {
            key: "k1".to_owned(),
            digest: [digest; 32],
        })
    };
    let invite = || Invite {
        person: newcomer("dafina"),
        circles: Vec::new(),
    };
    let first = world.app.act(&actor, once(1), invite()).await.unwrap();
    let lines = world.number(ENTRIES).await;
    let second = world.app.act(&actor, once(1), invite()).await.unwrap();
    assert_eq!(first.member, second.member);
    assert_eq!(world.number(ENTRIES).await, lines);
    assert_eq!(world.number(NEWCOMERS).await, 1);
    for (actor, digest) in [
        (actor.clone(), 2),
        (Actor::Member(world.session("valbona").await), 1),
    ] {
        let fail = world
            .app
            .act(&actor, once(digest), invite())
            .await
            .err()
            .unwrap();
        assert!(matches!(fail, Fail::Invalid(_)), "{fail}");
    }
    world.clock.forward(8 * 24 * 3600);
    let system = Actor::Operator;
    assert!(world.app.act(&system, once(3), invite()).await.is_err());
    world.must_verify().await;
}

#[tokio::test]
async fn a_doubled_send_at_the_same_moment_is_one_act() {
    let world = World::founded().await;
    let actor = Actor::Member(world.session("dritan").await);
    let mut tries = Vec::new();
    for _ in 0..8 {
        let (app, actor) = (world.app.clone(), actor.clone());
        tries.push(tokio::spawn(async move {
            let once = Some(Once {
                key: "k2".to_owned(),
                digest: [1; 32],
            });
            app.act(
                &actor,
                once,
                Invite {
                    person: newcomer("dafina"),
                    circles: Vec::new(),
                },
            )
            .await
            .unwrap()
            .member
        }));
    }
    let mut members = std::collections::BTreeSet::new();
    for one in tries {
        members.insert(one.await.unwrap());
    }
    assert_eq!((members.len(), world.number(NEWCOMERS).await), (1, 1));
}

#[tokio::test]
async fn a_view_whose_line_cannot_be_written_shows_nothing() {
    let world = World::founded().await;
    let (case, _) = sent(&world).await;
    assert!(!looks(&world, "elira", &case).await.unwrap().is_empty());
    let session = world.session("elira").await;
    world
        .attack("ALTER TABLE ledger_checkpoint RENAME TO hidden", &[])
        .await;
    let fail = world.app.view(&session, &Looks(case.id)).await.unwrap_err();
    assert!(matches!(fail, Fail::Broken(_)), "{fail}");
    let path = world.as_("elira").get("/health").await;
    assert_eq!(path.status, axum::http::StatusCode::OK);
    world
        .attack("ALTER TABLE hidden RENAME TO ledger_checkpoint", &[])
        .await;
    assert!(
        !world
            .app
            .view(&session, &Looks(case.id))
            .await
            .unwrap()
            .is_empty()
    );
    world.must_verify().await;
}

#[tokio::test]
async fn a_view_leaves_one_line_that_names_what_was_shown() {
    let world = World::founded().await;
    let (case, _) = sent(&world).await;
    let before = world.number(ENTRIES).await;
    let seen = looks(&world, "mira", &case).await.unwrap();
    let sql = "SELECT body FROM ledger_entry WHERE act = 'open_case' ORDER BY idx DESC LIMIT 1";
    let body = world.stolen(sql, &[]).await[0].bytes(0);
    let entry = besa_ledger::Entry::decode(&body).unwrap();
    assert_eq!(entry.shown.len(), seen.len());
    assert_eq!(entry.case, Some(case.id.bytes()));
    assert!(world.number(ENTRIES).await - before <= 2);
    assert!(!seen.is_empty());
}

/// Waits to be let go on, in the middle of an act.
struct Waits(Arc<Notify>, Arc<Notify>);

impl Verb for Waits {
    const ACT: Act = Act::Invite;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::SameInstitution.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        Invite {
            person: newcomer("dafina"),
            circles: Vec::new(),
        }
        .run(cx)
        .await?;
        self.0.notify_one();
        self.1.notified().await;
        Ok(())
    }
}

#[tokio::test]
async fn an_act_whose_request_went_away_is_done_whole() {
    let world = World::founded().await;
    let actor = Actor::Member(world.session("dritan").await);
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (app, verb) = (world.app.clone(), Waits(begun.clone(), go_on.clone()));
    let request = tokio::spawn(async move { app.act(&actor, None, verb).await });
    begun.notified().await;
    request.abort();
    assert!(request.await.unwrap_err().is_cancelled());
    assert_eq!(world.number(NEWCOMERS).await, 0);
    go_on.notify_one();
    let next = Actor::Member(world.session("valbona").await);
    world
        .app
        .act(
            &next,
            None,
            Invite {
                person: newcomer("dea"),
                circles: Vec::new(),
            },
        )
        .await
        .unwrap();
    assert_eq!(world.number(NEWCOMERS).await, 2);
    world.must_verify().await;
}

#[tokio::test]
async fn sixty_four_acts_at_once_share_few_commits_and_all_are_there() {
    let world = World::founded().await;
    let actor = Actor::Member(world.session("dritan").await);
    let commits = world.number("SELECT MAX(n) FROM ledger_checkpoint").await;
    let acts = (0..64).map(|n| {
        let (app, actor) = (world.app.clone(), actor.clone());
        tokio::spawn(async move {
            let person = newcomer(&format!("dafina{n}"));
            app.act(
                &actor,
                None,
                Invite {
                    person,
                    circles: Vec::new(),
                },
            )
            .await
            .map(|_| ())
        })
    });
    for act in acts.collect::<Vec<_>>() {
        act.await.unwrap().unwrap();
    }
    let commits = world.number("SELECT MAX(n) FROM ledger_checkpoint").await - commits;
    assert_eq!(world.number(NEWCOMERS).await, 64);
    assert!(commits < 16, "{commits} commits");
    world.must_verify().await;
}

#[tokio::test]
async fn an_act_cut_off_in_its_middle_never_was() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Adult).await;
    let before = world.number(ENTRIES).await;
    let (place, keys, clock) = (world.place.clone(), world.keys.clone(), world.clock.clone());
    let cut = {
        let (place, keys, clock) = (place.clone(), keys.clone(), clock.clone());
        // A thread with a runtime of its own, so that dropping it kills node and writer at once.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let app = open(&place, &keys, clock).await;
                let begun = Arc::new(Notify::new());
                let verb = Waits(begun.clone(), Arc::new(Notify::new()));
                let second = app.clone();
                tokio::spawn(async move { second.act(&Actor::Operator, None, Unruly(verb)).await });
                begun.notified().await;
            });
            runtime.shutdown_background();
        })
    };
    cut.join().unwrap();
    let again = open(&place, &keys, clock).await;
    let verdict = crate::record::verify(again.db(), &again.facts().log).await;
    assert!(
        matches!(verdict, crate::record::Verdict::Clean(_)),
        "{verdict:?}"
    );
    assert_eq!(world.number(NEWCOMERS).await, 0);
    assert_eq!(world.number(ENTRIES).await, before);
    assert!(!looks(&world, "elira", &case).await.unwrap().is_empty());
    again.close().await;
}

/// The waiting act under the operator's name, for a node in which nobody is signed in.
struct Unruly(Waits);

impl Verb for Unruly {
    const ACT: Act = Act::RegisterInstitution;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::Authority.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        cx.tx.run("DELETE FROM case_file", &[]).await?;
        self.0.0.notify_one();
        self.0.1.notified().await;
        Ok(())
    }
}

#[tokio::test]
async fn a_job_holds_no_keys_and_seals_nothing() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Adult).await;
    for actor in [Actor::System("test"), Actor::Operator] {
        assert!(world.app.act(&actor, None, Saves(case.id)).await.is_err());
    }
    let elira = Actor::Member(world.session("elira").await);
    world.app.act(&elira, None, Saves(case.id)).await.unwrap();
    assert_eq!(
        world
            .number("SELECT MAX(version) FROM sealed WHERE section = 'header'")
            .await,
        2
    );
}
