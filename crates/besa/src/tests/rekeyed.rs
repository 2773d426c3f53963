//! New keys for a colleague, and admission by comparing eight words (vault.md V14, P18).

use super::attack::{Looks, Saves, looks, sent};
use super::entering::{comes_in, enrols, enters};
use super::kit::{Page, World};
use crate::app::{Actor, Fail};
use crate::registry::people::{Admit, Confirm};
use crate::{registry, sealing};
use besa_domain::{CircleKind, MemberId};

/// What stands in bold on a page: the eight words.
fn words(page: &Page) -> String {
    let bold = page.html.split("<strong>").skip(1);
    bold.filter_map(|rest| rest.split("</strong>").next())
        .find(|text| text.split(' ').count() == 8)
        .unwrap_or_else(|| panic!("{}", page.html))
        .to_owned()
}

const CARDS: &str = "SELECT COUNT(*) FROM code_card";

async fn closes(world: &World, path: &str) {
    let ask = format!("{path}/suspend");
    let steward = world.as_("dritan");
    let page = steward.get(&ask).await;
    let done = steward.post(&page, &ask, &[("way", "suspended")]).await;
    assert_eq!(done.location(), path);
}

#[tokio::test]
async fn whoever_gets_new_keys_is_admitted_anew_and_what_they_wrote_stays_theirs() {
    let world = World::founded().await;
    let (case, _) = sent(&world).await;
    let elira = world.session("elira").await;
    let before = looks(&world, "elira", &case).await.unwrap();
    let for_mira = looks(&world, "mira", &case).await.unwrap();
    let member = elira.who.member;
    let path = format!("/people/{member}");
    let steward = world.as_("dritan");
    let ask = format!("{path}/card");
    let page = steward.get(&ask).await;
    steward.post(&page, &ask, &[]).await;
    assert_eq!(world.number(CARDS).await, 1);
    closes(&world, &path).await;
    // Dritan's next request gives the circles their next key; Elira's old session is over.
    let person = steward.get(&path).await;
    for way in ["confirm", "rekey", "suspend"] {
        assert!(person.has(&format!("{path}/{way}")), "{way}");
    }
    assert!(!person.has(&format!("{path}/admit")));
    let ask = format!("{path}/rekey");
    let page = steward.get(&ask).await;
    let made = steward.post(&page, &ask, &[]).await;
    assert_eq!(made.status.as_u16(), 200);
    let code = made.html.split("<p><").find_map(code_of).unwrap();
    // The colleagues are told, each by name, until they say that they read it.
    let home = steward.get("/tasks").await;
    assert!(
        home.has("Elira Shkëmbi po merr çelësa të rinj"),
        "{}",
        home.html
    );
    let alarm = home
        .addresses()
        .into_iter()
        .find(|it| it.starts_with("/alarms/"));
    let alarm = alarm.unwrap();
    assert_eq!(
        world
            .as_("mira")
            .post(&home, &alarm, &[])
            .await
            .status
            .as_u16(),
        409
    );
    assert_eq!(steward.post(&home, &alarm, &[]).await.location(), "/tasks");
    assert!(!steward.get("/tasks").await.has("/alarms/"));

    let handed = enrols(&world, "elira", &code).await;
    // Whoever had the old second factors has none.
    assert_eq!(world.number(CARDS).await, 0);
    let own = words(&handed);
    let ask = format!("{path}/confirm");
    let page = steward.get(&ask).await;
    assert_eq!(words(&page), own);
    let not = steward.post(&page, &ask, &[]).await;
    assert_eq!(not.status.as_u16(), 422);
    let done = steward.post(&page, &ask, &[("compared", "1")]).await;
    assert_eq!(done.location(), path, "{}", done.html);
    let cards = format!("SELECT MAX(serial) FROM card WHERE subject = '{member}'");
    assert_eq!(world.number(&cards).await, 2);
    let ask = format!("{path}/admit");
    for circle in ["front_desk", "cases", "sensitive"] {
        let page = steward.get(&ask).await;
        assert_eq!(words(&page), own);
        let fields = [("circle", circle), ("compared", "1")];
        assert_eq!(steward.post(&page, &ask, &fields).await.location(), path);
    }
    assert!(steward.get(&path).await.has("Rastet"));
    let fresh = comes_in(&world, "elira", &handed).await;
    let fresh = world.session_after(&fresh).await;
    assert!(
        world
            .nobody()
            .get("/me")
            .await
            .location()
            .starts_with("/sign-in")
    );
    // What the old card signed opens; what is saved now carries the new one.
    let seen = world.app.view(&fresh, &Looks(case.id)).await.unwrap();
    assert_eq!(seen.len(), before.len());
    let actor = Actor::Member(fresh.clone());
    world.app.act(&actor, None, Saves(case.id)).await.unwrap();
    let seen = world.app.view(&fresh, &Looks(case.id)).await.unwrap();
    assert_eq!(seen.len(), before.len() + 1);
    let again = looks(&world, "mira", &case).await.unwrap();
    assert_eq!(again.len(), for_mira.len());
    // The old passphrase is worth nothing, and the old root is not the one of the card.
    assert_ne!(elira.bundle.root.expose(), fresh.bundle.root.expose());
    let held = sealing::held(&fresh, CircleKind::Cases).unwrap();
    assert_eq!(held.epoch, 1);
    assert_eq!(enters(&world, "elira").await.status.as_u16(), 422);
    world.must_verify().await;
}

fn code_of(text: &str) -> Option<String> {
    let inner = text.split('>').nth(1)?.split('<').next()?;
    besa_vault::RecoveryCode::parse(inner).ok()?;
    Some(inner.to_owned())
}

#[tokio::test]
async fn other_words_than_those_compared_confirm_and_admit_nobody() {
    let world = World::founded().await;
    let steward = Actor::Member(world.session("dritan").await);
    let joined = super::rotation::joins(&world, "dritan", "dea", besa_domain::Role::FrontLine, &[]);
    let member = joined.await.member;
    let other: MemberId = world.session("elira").await.who.member;
    let mut reading = world.app.glance().await.unwrap();
    let other = registry::member(&mut reading.tx(), other).await.unwrap();
    let words = other.unwrap().words().unwrap();
    drop(reading);
    let admit = Admit {
        member,
        circle: CircleKind::Cases,
        admits: false,
        words: words.clone(),
    };
    let refused = world.app.act(&steward, None, admit).await;
    assert!(matches!(refused, Err(Fail::Conflict("error-other-words"))));
    let confirm = Confirm { member, words };
    let refused = world.app.act(&steward, None, confirm).await;
    assert!(matches!(refused, Err(Fail::Conflict("error-not-keyed"))));
    let seats = format!("SELECT COUNT(*) FROM circle_member WHERE member = '{member}'");
    assert_eq!(world.number(&seats).await, 0);
    // Whoever sits in a circle without the right to admit is shown no such page.
    let ask = format!("/people/{member}/admit");
    assert_eq!(world.as_("elira").get(&ask).await.status.as_u16(), 404);
    assert_eq!(world.as_("dritan").get(&ask).await.status.as_u16(), 200);
    assert_eq!(world.as_("valbona").get(&ask).await.status.as_u16(), 404);
}
