//! What a receiver was given stays exactly that, and what was taken back is gone from its keys.

use super::kit::{Page, World};
use super::receiving::{RINGS, accept, of, sent};
use super::screening::same;
use axum::http::StatusCode;

async fn opens(world: &World, login: &str, case: &str, part: &str) -> Page {
    let page = world.as_(login).get(case).await;
    assert_eq!(page.status, StatusCode::OK);
    let fields = [("part", part), ("reason", "talk")];
    world
        .as_(login)
        .post(&page, &format!("{case}/open"), &fields)
        .await
}

#[tokio::test]
async fn a_receiver_opens_the_case_and_finds_what_it_was_given_under_a_ring_of_its_own() {
    let world = World::founded().await;
    let row = sent(&world, besa_domain::Urgency::Normal).await;
    let owner = format!("SELECT code FROM case_file WHERE id = '{}'", row.case);
    let case = format!("/cases/{}", world.stolen(&owner, &[]).await[0].text(0));
    for login in ["mira", "arta"] {
        // The slip names the referral only: until it is accepted, nobody there knows of a case.
        let slip = world.as_("arta").get(&format!("/inbox/{}", row.code)).await;
        assert!(!slip.has(case.trim_start_matches("/cases/")));
        for end in ["", "/looked", "/second-look"] {
            same(
                &world.as_(login).get(&format!("{case}{end}")).await,
                &world.as_(login).get(&format!("/cases/2222-22{end}")).await,
            );
        }
    }
    accept(&world, "arta", &row).await;
    let identity = opens(&world, "mira", &case, "identity").await;
    assert!(identity.has("Zamirë Bregasi"));
    let safe = opens(&world, "mira", &case, "sensitive").await;
    assert!(safe.has("0690000417"), "the safe contact was given");
    assert!(
        !safe.has("Shtrigulli") && !safe.has("Rruga e Kuqe"),
        "the rest was not"
    );
    let screening = opens(&world, "mira", &case, "screening").await;
    assert!(screening.has("Këtu nuk ka asgjë për ju"));
    let page = world.as_("mira").get(&case).await;
    assert!(!page.has(&format!("{case}/identify")) && !page.has(&format!("{case}/looked")));
    let rings = format!(
        "SELECT COUNT(*) FROM ring JOIN circle ON circle.id = ring.circle \
         WHERE ring.letter_id <> '' AND circle.institution = '{}'",
        world.houses["drini"]
    );
    // The slip and the three sections of the package, and nothing for anybody else.
    assert_eq!(world.number(&rings).await, 4);
    assert_eq!(world.count(RINGS, &of(&row)).await, 4);
    for login in ["arta", "suela", "valbona", "genc"] {
        let page = world.as_(login).get(&case).await;
        assert!(
            page.status.is_client_error() && !page.has("Bregasi"),
            "{login}"
        );
    }
    world.is_clean().await;
}

#[tokio::test]
async fn what_is_withdrawn_after_the_slip_was_read_opens_no_more_and_the_desk_is_told() {
    let world = World::founded().await;
    let row = sent(&world, besa_domain::Urgency::Normal).await;
    let arta = world.as_("arta");
    let slip = format!("/inbox/{}", row.code);
    assert!(arta.get(&slip).await.has("Kërkohet strehim sonte"));
    assert_eq!(
        world.count(RINGS, &of(&row)).await,
        1,
        "the slip was folded"
    );
    let page = world
        .as_("elira")
        .get(&format!("/referrals/{}", row.code))
        .await;
    let path = format!("/referrals/{}/withdraw", row.code);
    let empty = world.as_("elira").post(&page, &path, &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = world
        .as_("elira")
        .post(&page, &path, &[("reason", "mistake")])
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    assert_eq!(world.count(RINGS, &of(&row)).await, 0);
    let after = arta.get(&slip).await;
    assert!(after.has("e tërhoqi më") && !after.has("Kërkohet strehim sonte"));
    let inbox = arta.get("/inbox").await;
    assert!(inbox.has(&row.code.to_string()));
    for login in ["arta", "mira"] {
        let package = world.as_(login).get(&format!("{slip}/package")).await;
        assert!(
            package.status.is_client_error() && !package.has("Bregasi"),
            "{login}"
        );
    }
    let late = accept(&world, "arta", &row).await;
    assert!(late.status.is_client_error());
    world.is_clean().await;
}
