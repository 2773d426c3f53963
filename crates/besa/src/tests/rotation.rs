//! Somebody leaves: the next session of who stayed gives every circle of theirs its next key
//! (vault.md V13; C 1, 2 and 14).

use super::attack::{Looks, Saves, Sends, looks, sent, table};
use super::doors::newcomer;
use super::entering::{comes_in, confirms, enrols, enters};
use super::kit::{Page, World};
use super::trust::sends;
use crate::accounts::Session;
use crate::app::{Actor, Fail};
use crate::db::Value;
use crate::registry::people::{Admit, Invite, Suspend};
use crate::sealing;
use besa_domain::{Age, CircleId, CircleKind, MemberId, Role};
use besa_vault::{CircleRoot, OsChance, RingAt, open_ring, seal_chain};
use std::sync::Arc;

/// Somebody who joined in a test.
pub(super) struct Joined {
    pub(super) member: MemberId,
    handed: Page,
    login: String,
}

impl Joined {
    /// Signs in.
    pub(super) async fn enters(&self, world: &World) -> Arc<Session> {
        let page = comes_in(world, &self.login, &self.handed).await;
        world.session_after(&page).await
    }
}

/// Invites, confirms and admits a colleague of this steward.
pub(super) async fn joins(
    world: &World,
    steward: &str,
    login: &str,
    role: Role,
    circles: &[CircleKind],
) -> Joined {
    let by = Actor::Member(world.session(steward).await);
    let person = crate::registry::people::Person {
        role,
        ..newcomer(login)
    };
    let invited = world
        .app
        .act(
            &by,
            None,
            Invite {
                person,
                circles: Vec::new(),
            },
        )
        .await
        .unwrap();
    let handed = enrols(world, login, &invited.code).await;
    assert_eq!(handed.status.as_u16(), 200);
    let member: MemberId = invited.member.parse().unwrap();
    let confirm = confirms(world, member).await;
    let words = confirm.words.clone();
    world.app.act(&by, None, confirm).await.unwrap();
    for circle in circles {
        let admit = Admit {
            member,
            circle: *circle,
            admits: *circle == CircleKind::Stewards,
            words: words.clone(),
        };
        world.app.act(&by, None, admit).await.unwrap();
    }
    Joined {
        member,
        handed,
        login: login.to_owned(),
    }
}

/// A steward suspends somebody.
pub(super) async fn suspends(world: &World, steward: &str, member: MemberId) -> Result<(), Fail> {
    let by = Actor::Member(world.session(steward).await);
    let verb = Suspend {
        member,
        left: false,
    };
    world.app.act(&by, None, verb).await
}

/// Somebody who sat in Drini's cases goes, and Mira's next session makes the next key.
pub(super) async fn rotated(world: &World) -> Arc<Session> {
    let circles = [CircleKind::Cases];
    let goes = joins(world, "valbona", "dea", Role::FrontLine, &circles).await;
    suspends(world, "valbona", goes.member).await.unwrap();
    world.session("mira").await
}

async fn saves(
    world: &World,
    session: &Arc<Session>,
    id: besa_domain::CaseId,
) -> Result<String, Fail> {
    let actor = Actor::Member(session.clone());
    world.app.act(&actor, None, Saves(id)).await
}

const DUE: &str = "SELECT COUNT(*) FROM rotation_due";

#[tokio::test]
async fn whoever_is_suspended_is_out_at_once_and_the_old_root_opens_nothing_saved_afterwards() {
    let world = World::founded().await;
    let (case, _) = sent(&world).await;
    let circles = [CircleKind::FrontDesk, CircleKind::Cases];
    let stays = joins(&world, "valbona", "dea", Role::CaseWorker, &circles).await;
    let before = looks(&world, "mira", &case).await.unwrap();
    let mira = world.session("mira").await;
    // The page of a form stands open in Mira's browser; the steward closes the access.
    let browser = world.as_("mira");
    let form = browser.get("/screening").await;
    let steward = world.as_("valbona");
    let path = format!("/people/{}", mira.who.member);
    assert!(steward.get("/people").await.has(&path));
    let ask = format!("{path}/suspend");
    assert!(steward.get(&path).await.has(&ask));
    let page = steward.get(&ask).await;
    let nothing = steward.post(&page, &ask, &[]).await;
    assert_eq!(nothing.status.as_u16(), 422);
    let done = steward.post(&page, &ask, &[("way", "suspended")]).await;
    assert_eq!(done.location(), path);
    for shown in [browser.get("/tasks").await, browser.get("/inbox").await] {
        assert!(shown.location().starts_with("/sign-in"), "{}", shown.html);
    }
    let sent_on = browser.post(&form, "/screening", &[]).await;
    assert!(sent_on.location().starts_with("/sign-in"));
    let member = mira.who.member;
    for sql in [
        format!("SELECT COUNT(*) FROM sess.session WHERE member = '{member}'"),
        format!("SELECT COUNT(*) FROM circle_member WHERE member = '{member}'"),
    ] {
        assert_eq!(world.number(&sql).await, 0, "{sql}");
    }
    // What was on its way when it happened is not done and not shown.
    assert!(matches!(
        saves(&world, &mira, case.id).await,
        Err(Fail::Unseen)
    ));
    let look = world.app.view(&mira, &Looks(case.id)).await;
    assert!(matches!(look, Err(Fail::Unseen)));
    assert_eq!(enters(&world, "mira").await.status.as_u16(), 422);
    // Valbona founded the circles: her next request rotates the three that Mira sat in.
    assert_eq!(world.number(DUE).await, 3);
    assert_eq!(
        world.as_("valbona").get("/tasks").await.status.as_u16(),
        200
    );
    assert_eq!(world.number(DUE).await, 0);
    assert_eq!(world.number("SELECT COUNT(*) FROM chain").await, 3);
    sends(&world, &case).await.unwrap();
    assert_eq!(world.number("SELECT MAX(epoch) FROM letter").await, 1);
    // A colleague who was there all along reads on, and what is new as well.
    let stays = stays.enters(&world).await;
    let seen = world.app.view(&stays, &Looks(case.id)).await;
    assert!(matches!(seen, Ok(seen) if seen.len() > before.len()));
    // A copied root of before opens what was sealed before, and no row from then on.
    let sql = "SELECT circle, sealed_id, letter_id, epoch, bytes FROM ring WHERE circle = $1";
    let held = sealing::held(&mira, CircleKind::Cases).unwrap();
    let circle = CircleId::from_bytes(held.circle);
    let mut opened = [0, 0];
    for row in world.stolen(sql, &[Value::from(circle.to_string())]).await {
        let epoch = u32::try_from(row.int(3)).unwrap();
        for tried in [0, epoch] {
            let at = sealing::at(world.app.facts().deployment, circle, tried);
            let sealed: besa_domain::SealedId = row.parse(1).unwrap();
            let place = RingAt {
                circle: at,
                sealed: sealed.bytes(),
                letter: row.parse(2).map(|id: besa_domain::LetterId| id.bytes()),
            };
            let open = open_ring(&held.root.ring(at), &place, &row.bytes(4)).is_ok();
            assert_eq!(open, epoch == 0);
        }
        opened[usize::try_from(epoch).unwrap()] += 1;
    }
    assert!(opened[0] > 0 && opened[1] > 0, "{opened:?}");
    world.must_verify().await;
}

#[tokio::test]
async fn an_act_that_was_prepared_before_seals_to_the_new_epoch_and_history_stays_open() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Child).await;
    let elira = world.session("elira").await;
    let goes = joins(
        &world,
        "dritan",
        "dea",
        Role::FrontLine,
        &[CircleKind::Cases],
    )
    .await;
    let was = looks(&world, "elira", &case).await.unwrap().len();
    suspends(&world, "dritan", goes.member).await.unwrap();
    // Both sessions were loaded before; the act rotates first, then seals, in one commit.
    saves(&world, &elira, case.id).await.unwrap();
    let epochs = "SELECT COUNT(*) FROM ring WHERE epoch = 1";
    assert_eq!(world.number(epochs).await, 1);
    assert_eq!(world.number(DUE).await, 0);
    saves(&world, &elira, case.id).await.unwrap();
    assert_eq!(world.number(epochs).await, 2);
    let lines = "SELECT COUNT(*) FROM ledger_entry WHERE act = 'rotate'";
    assert_eq!(world.number(lines).await, 1);
    // The open session learns the new root, is kept with it, and opens old and new.
    assert_eq!(looks(&world, "elira", &case).await.unwrap().len(), was + 2);
    let own = format!(
        "SELECT bytes FROM sess.session WHERE member = '{}'",
        elira.who.member
    );
    let kept = world.stolen(&own, &[]).await.remove(0);
    looks(&world, "elira", &case).await.unwrap();
    let again = world.stolen(&own, &[]).await.remove(0);
    assert_eq!(kept.values(), again.values());
    // A new sign-in walks from the seat down the chain.
    let fresh = world.session_after(&enters(&world, "elira").await).await;
    let seen = world.app.view(&fresh, &Looks(case.id)).await.unwrap();
    assert_eq!(seen.len(), was + 2);
    // Whoever is admitted later has the whole history of the circle (P33).
    let circles = [CircleKind::Cases];
    joins(&world, "dritan", "dafina", Role::FrontLine, &circles).await;
    let seats = "SELECT COUNT(*) FROM circle_member WHERE epoch = 1";
    assert_eq!(world.number(seats).await, 4);
    world.must_verify().await;
}

#[tokio::test]
async fn a_seat_put_back_by_the_database_writer_gets_no_new_key() {
    let world = World::founded().await;
    let circles = [CircleKind::Cases];
    let goes = joins(&world, "valbona", "dea", Role::FrontLine, &circles).await;
    let goes = goes.member;
    let columns = "circle, epoch, member, admits, admitted_by, bytes, sig";
    let sql = format!("SELECT {columns} FROM circle_member WHERE member = '{goes}'");
    let seat = world.stolen(&sql, &[]).await.remove(0);
    suspends(&world, "valbona", goes).await.unwrap();
    let mut writer = world.app.db().writer().await.unwrap();
    let rows = table("circle_member");
    rows.insert(&mut writer.tx(), seat.values()).await.unwrap();
    drop(writer);
    let back = format!("UPDATE member SET state = 'confirmed' WHERE id = '{goes}'");
    world.attack(&back, &[]).await;
    let mira = world.session("mira").await;
    assert_eq!(sealing::held(&mira, CircleKind::Cases).unwrap().epoch, 1);
    let given = format!("SELECT COUNT(*) FROM circle_member WHERE member = '{goes}'");
    assert_eq!(world.number(&given).await, 0);
}

#[tokio::test]
async fn a_foreign_root_in_a_chain_lets_nobody_in() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Child).await;
    let mira = rotated(&world).await;
    let held = sealing::held(&mira, CircleKind::Cases).unwrap();
    assert_eq!(held.epoch, 1);
    let circle = CircleId::from_bytes(held.circle);
    let at = |epoch| sealing::at(world.app.facts().deployment, circle, epoch);
    let foreign = CircleRoot::draw(&mut OsChance);
    let planted = seal_chain(&held.root.chain(at(1)), at(0), &foreign, &mut OsChance);
    let sql = "UPDATE chain SET bytes = $1 WHERE circle = $2";
    let values = [Value::from(planted), Value::from(circle.to_string())];
    let row = format!("circle = '{circle}'");
    let was = super::attack::Column::of(&world, "chain", "bytes", &row).await;
    world.attack(sql, &values).await;
    assert_eq!(enters(&world, "mira").await.status.as_u16(), 500);
    for bytes in super::attack::damaged(&was.bytes()) {
        was.put(Value::from(bytes)).await;
        world.clock.forward(43);
        assert_eq!(enters(&world, "mira").await.status.as_u16(), 500);
    }
    world.attack("DELETE FROM chain", &[]).await;
    world.clock.forward(43);
    assert_eq!(enters(&world, "mira").await.status.as_u16(), 500);
    // What was open stays open, and seals under the newest epoch alone.
    let actor = Actor::Member(world.session("elira").await);
    let to = world.houses["drini"];
    let verb = Sends { case, to };
    world.app.act(&actor, None, verb).await.unwrap();
    assert_eq!(world.number("SELECT MAX(epoch) FROM letter").await, 1);
}

#[tokio::test]
async fn the_last_of_a_circle_and_the_last_who_admits_cannot_be_shut_out() {
    let world = World::founded().await;
    let valbona = world.session("valbona").await.who.member;
    // Nobody suspends themselves, and a colleague of another institution is not there.
    let own = suspends(&world, "valbona", valbona).await;
    assert!(matches!(own, Err(Fail::Forbidden)), "{own:?}");
    let other = suspends(&world, "dritan", valbona).await;
    assert!(matches!(other, Err(Fail::Unseen)), "{other:?}");
    let second = joins(&world, "valbona", "dea", Role::Steward, &[]).await;
    let page = second.enters(&world).await;
    let refused = world
        .app
        .act(
            &Actor::Member(page),
            None,
            Suspend {
                member: valbona,
                left: true,
            },
        )
        .await;
    assert!(
        matches!(
            refused,
            Err(Fail::Conflict(
                "error-last-in-circle" | "error-last-who-admits"
            ))
        ),
        "{refused:?}"
    );
    assert_eq!(world.number(DUE).await, 0);
    assert_eq!(world.as_("valbona").get("/me").await.status.as_u16(), 200);
}
