//! Whose key is sealed to: cards, their chain, and the record's last word (vault.md C 1-3, P29).

use super::attack::{Saves, Sends, table};
use super::attacks::Book;
use super::entering::enters;
use super::kit::World;
use super::rotation::rotated;
use crate::accounts::Session;
use crate::app::{Actor, Cx, Fail, Stands, View};
use crate::cases::file::Case;
use crate::db::{Tx, Value};
use crate::sealing;
use besa_domain::{Act, Age, CardId, CircleId, CircleKind, Standing};
use besa_vault::{CircleCard, CircleRoot, CircleSigs, InstitutionSeed, OsChance, SigKey, draw_id};
use std::sync::Arc;

/// The card of the next epoch as the table writes it.
fn next_card(
    session: &Session,
    root: &CircleRoot,
    key: &SigKey,
    world_deployment: besa_vault::Deployment,
) -> Vec<Value> {
    let held = sealing::held(session, CircleKind::Cases).unwrap();
    let id = CircleId::from_bytes(held.circle);
    let card = CircleCard::of(
        root,
        sealing::at(world_deployment, id, 1),
        session.who.institution.bytes(),
        CircleKind::Cases.code(),
        session.who.member.bytes(),
    );
    let CircleSigs { key, member } = card.sign(key, &session.signing(world_deployment));
    vec![
        Value::from(CardId::from_bytes(draw_id(&mut OsChance)).to_string()),
        Value::from("circle"),
        Value::from(id.to_string()),
        Value::from(1),
        Value::from(session.who.institution.to_string()),
        Value::from(card.encode()),
        Value::from(key),
        Value::from(Some(member.to_vec())),
        Value::from(card.hash()),
    ]
}

pub(super) async fn sends(world: &World, case: &Case) -> Result<String, Fail> {
    let actor = Actor::Member(world.session("elira").await);
    world
        .app
        .act(
            &actor,
            None,
            Sends {
                case: case.clone(),
                to: world.houses["drini"],
            },
        )
        .await
}

async fn saves(world: &World, session: &Arc<Session>, case: &Case) -> Result<String, Fail> {
    world
        .app
        .act(&Actor::Member(session.clone()), None, Saves(case.id))
        .await
}

/// Neither the sender nor the circle itself seals any more.
async fn sealing_stops(world: &World, case: &Case, what: &str) {
    let fail = sends(world, case)
        .await
        .err()
        .unwrap_or_else(|| panic!("{what}: sent"));
    assert!(fail.is_integrity(), "{what}: {fail}");
    let mira = world.session("mira").await;
    assert!(saves(world, &mira, case).await.is_err(), "{what}: saved");
}

/// What the stewards' circle keeps: the institution's key.
struct Keeps;

impl View for Keeps {
    const ACT: Act = Act::Confirm;
    type Out = [u8; 32];

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::SameInstitution.into())
    }

    async fn run(&self, cx: &mut Cx<'_>) -> Result<[u8; 32], Fail> {
        let seed = sealing::open_kept(cx, "institution_key")
            .await?
            .ok_or(Fail::Forbidden)?;
        Ok(seed.as_slice().try_into().unwrap())
    }
}

#[tokio::test]
async fn a_new_key_signed_by_the_institution_alone_or_by_somebody_who_left_stops_sealing() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Child).await;
    let mira = world.session("mira").await;
    let deployment = world.app.facts().deployment;
    let steward = world.session("valbona").await;
    let seed = InstitutionSeed::from_bytes(world.app.view(&steward, &Keeps).await.unwrap());
    let held = sealing::held(&mira, CircleKind::Cases).unwrap();
    let id = CircleId::from_bytes(held.circle);
    let own = held.root.sig(sealing::at(deployment, id, 0));
    let foreign = CircleRoot::draw(&mut OsChance);
    let cards = [
        (
            "the institution alone",
            next_card(&mira, &foreign, &seed.key(), deployment),
        ),
        // Both signatures hold: whoever left still knows the root, but the record knows no such card.
        (
            "somebody who left",
            next_card(&mira, &foreign, &own, deployment),
        ),
    ];
    let session = Value::from(id.to_string());
    let mut book = Book::of("KEY");
    for (n, (what, card)) in cards.into_iter().enumerate() {
        let mut writer = world.app.db().writer().await.unwrap();
        table("card").insert(&mut writer.tx(), &card).await.unwrap();
        drop(writer);
        if what == "somebody who left" {
            let sql = "UPDATE member SET state = 'left' WHERE login = 'mira'";
            world.attack(sql, &[]).await;
        }
        world
            .attack(
                "UPDATE circle SET epoch = 1 WHERE id = $1",
                std::slice::from_ref(&session),
            )
            .await;
        let fail = sends(&world, &case)
            .await
            .err()
            .unwrap_or_else(|| panic!("{what}"));
        let is = format!("a new key of a circle, signed by {what}");
        book.refused(&format!("{n}-new"), &is, STOPS, fail.is_integrity());
        world
            .attack("DELETE FROM card WHERE id = $1", &card[..1])
            .await;
        // Its own number, without a card of it.
        let is = format!("the same, {what}, number without card");
        let stops = sends(&world, &case).await.is_err();
        book.refused(&format!("{n}-bare"), &is, STOPS, stops);
        world
            .attack(
                "UPDATE circle SET epoch = 0 WHERE id = $1",
                std::slice::from_ref(&session),
            )
            .await;
        world
            .attack(
                "UPDATE member SET state = 'confirmed' WHERE login = 'mira'",
                &[],
            )
            .await;
        sends(&world, &case).await.unwrap();
    }
    book.closed();
}

const STOPS: &str = "nothing is sealed to it";

#[tokio::test]
async fn a_newest_card_that_is_deleted_put_back_or_replaced_by_an_older_one_stops_sealing() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Child).await;
    let mira = world.session("mira").await;
    let circle = sealing::held(&mira, CircleKind::Cases).unwrap().circle;
    let circle = CircleId::from_bytes(circle).to_string();
    assert_eq!(rotated(&world).await.who.member, mira.who.member);
    let subject = format!("subject = '{circle}'");
    let columns = "id, kind, subject, serial, institution, bytes, sig, sig_member, hash";
    let sql = format!("SELECT {columns} FROM card WHERE {subject} AND serial = 1");
    let newest = world.stolen(&sql, &[]).await.remove(0);
    let older = "UPDATE card SET bytes = (SELECT bytes FROM card WHERE serial = 0 AND subject = $1), \
        sig = (SELECT sig FROM card WHERE serial = 0 AND subject = $1), \
        sig_member = (SELECT sig_member FROM card WHERE serial = 0 AND subject = $1), \
        hash = (SELECT hash FROM card WHERE serial = 0 AND subject = $1) \
        WHERE serial = 1 AND subject = $1";
    let mut book = Book::of("TRUST");
    let delete = format!("DELETE FROM card WHERE {subject} AND serial = 1");
    world.attack(older, &[Value::from(circle.as_str())]).await;
    sealing_stops(&world, &case, "an older card").await;
    book.refused("01", "leaves a circle with an older card", STOPS, true);
    world.attack(&delete, &[]).await;
    sealing_stops(&world, &case, "no newest card").await;
    book.refused("02", "leaves a circle with no newest card", STOPS, true);
    // The whole circle as it was before the rotation: the record's last word is another.
    let back = format!("UPDATE circle SET epoch = 0, version = 1 WHERE id = '{circle}'");
    world.attack(&back, &[]).await;
    sealing_stops(&world, &case, "a circle put back").await;
    book.refused("03", "leaves a circle with a circle put back", STOPS, true);
    let insert = "INSERT INTO card (id, kind, subject, serial, institution, bytes, sig, sig_member, hash) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    world.attack(insert, newest.values()).await;
    sealing_stops(&world, &case, "an older epoch").await;
    book.refused("04", "leaves a circle with an older epoch", STOPS, true);
    let forth = format!("UPDATE circle SET epoch = 1, version = 2 WHERE id = '{circle}'");
    world.attack(&forth, &[]).await;
    sends(&world, &case).await.unwrap();
    world.must_verify().await;
    book.closed();
}

#[tokio::test]
async fn seats_with_a_root_of_another_circle_let_nobody_in_and_save_nothing() {
    let world = World::founded().await;
    let mira = world.session("mira").await;
    let case = world.case("elira", Age::Child).await;
    let member = mira.who.member.to_string();
    let of = |kind: CircleKind| {
        CircleId::from_bytes(sealing::held(&mira, kind).unwrap().circle).to_string()
    };
    let (cases, sensitive) = (of(CircleKind::Cases), of(CircleKind::Sensitive));
    let sql = "UPDATE circle_member SET \
        bytes = (SELECT bytes FROM circle_member WHERE circle = $2 AND member = $3), \
        sig = (SELECT sig FROM circle_member WHERE circle = $2 AND member = $3) \
        WHERE circle = $1 AND member = $3";
    let values = [
        Value::from(cases.as_str()),
        Value::from(sensitive.as_str()),
        Value::from(member),
    ];
    assert_eq!(world.attack(sql, &values).await, 1);
    assert_eq!(enters(&world, "mira").await.status.as_u16(), 500);
    // The circles' cards exchanged as well: the session that is open saves nothing.
    let swap = "UPDATE card SET subject = CASE subject WHEN $1 THEN $2 ELSE $1 END, serial = 5 \
        WHERE subject IN ($1, $2)";
    world.attack(swap, &values[..2]).await;
    world
        .attack("UPDATE card SET serial = 0 WHERE serial = 5", &[])
        .await;
    assert_eq!(enters(&world, "mira").await.status.as_u16(), 500);
    assert!(
        saves(&world, &mira, &case)
            .await
            .unwrap_err()
            .is_integrity()
    );
}
