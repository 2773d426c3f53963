//! An institution keeps its own entry of the directory: who may, what is checked, what two people
//! at once see of each other.

use super::kit::{Page, World};
use crate::registry;
use axum::http::StatusCode;

/// What the form of the shelter sends when nothing was touched.
const DRINI: [(&str, &str); 10] = [
    ("public_line", "+355 00 000 0111"),
    ("hours", ""),
    ("services", "shelter"),
    ("services", "emergency_accommodation"),
    ("services", "psychological_support"),
    ("services", "case_management"),
    ("in-AL-10", "AL-10"),
    ("in-AL-08", "AL-08"),
    ("duty_contact", "+355 00 000 0112"),
    ("post-1", ""),
];

fn at(world: &World, house: &str) -> String {
    format!("/institutions/{}", world.houses[house])
}

/// The form with these fields otherwise: an empty value of a list takes it away.
fn with<'f>(changes: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let kept = DRINI
        .into_iter()
        .filter(|(name, _)| changes.iter().all(|(other, _)| name != other));
    kept.chain(changes.iter().copied()).collect()
}

/// Opens the form and sends it.
async fn edits(world: &World, login: &str, house: &str, fields: &[(&str, &str)]) -> Page {
    let path = format!("{}/edit", at(world, house));
    let page = world.as_(login).get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{login} {house}");
    world.as_(login).post(&page, &path, fields).await
}

/// The shelter's steward writes hours and who answers at night.
pub(super) async fn kept(world: &World) {
    let night = [
        ("hours", "çdo ditë, gjithë ditën"),
        ("post-1", "Përgjegjësja e natës"),
        ("number-1", "+355 00 000 0113"),
    ];
    let page = edits(world, "valbona", "drini", &with(&night)).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_steward_keeps_the_entry_and_each_reads_the_face_that_is_theirs() {
    let world = World::founded().await;
    let drini = at(&world, "drini");
    assert!(world.as_("elira").get(&drini).await.has("ende nga askush"));
    let night = [
        ("hours", "çdo ditë, gjithë ditën"),
        ("post-1", "Përgjegjësja e natës"),
        ("person-1", "Drita Kola"),
        ("shift-1", "20:00–08:00"),
        ("number-1", "+355 00 000 0113"),
        ("in-AL-08", ""),
    ];
    let mut fields = with(&night);
    fields.retain(|(name, value)| !(name.starts_with("in-") && value.is_empty()));
    let kept = edits(&world, "valbona", "drini", &fields).await;
    assert_eq!(
        (kept.status, kept.location()),
        (StatusCode::SEE_OTHER, &*drini)
    );
    for (login, receives) in [
        ("elira", true),
        ("arta", true),
        ("prefekti", false),
        ("shish", false),
    ] {
        let page = world.as_(login).get(&drini).await;
        assert!(
            page.has("gjithë ditën") && !page.has("Qarku Lezhë"),
            "{login}"
        );
        assert!(
            page.has("24.11.2026") || page.has("Kontrolluar më"),
            "{login}"
        );
        for inside in ["Drita Kola", "+355 00 000 0113", "Përgjegjësja e natës"] {
            assert_eq!(page.has(inside), receives, "{login} {inside}");
        }
        // Who changed it is for who keeps it: a steward of a shelter is no public name.
        assert!(!page.has("Valbona") && !page.has("/edit"), "{login}");
    }
    let own = world.as_("valbona").get(&drini).await;
    assert!(own.has("+355 00 000 0113"), "whoever wrote it sees it");
    assert!(own.has("Valbona Lisi") && own.has("Orari, Territori, Kush përgjigjet"));
    // The rules ask the entry that stands now.
    let lezhe = "/institutions?service=shelter&municipality=AL-08-lezhe&kind=";
    assert!(!world.as_("elira").get(lezhe).await.has("Strehëza Drini"));

    // A post that is left empty is none; nothing changed is an entry that was looked through.
    edits(&world, "valbona", "drini", &with(&[])).await;
    assert!(!world.as_("arta").get(&drini).await.has("Drita Kola"));
    edits(&world, "valbona", "drini", &with(&[])).await;
    let own = world.as_("valbona").get(&drini).await;
    assert!(own.has("i kontrolloi dhe i la siç ishin"));
    world.clock.forward(91 * 86_400);
    let old = super::entering::enters(&world, "elira").await;
    let old = world.nobody().keeping(&old).get(&drini).await;
    assert!(old.has("para më shumë se 90 ditësh"));
    world.is_clean().await;
}

#[tokio::test]
async fn nobody_keeps_the_entry_of_another_institution() {
    let world = World::founded().await;
    for (login, house, status) in [
        ("valbona", "drini", StatusCode::OK),
        ("arta", "drini", StatusCode::FORBIDDEN),
        ("mira", "drini", StatusCode::FORBIDDEN),
        ("valbona", "rozafa", StatusCode::NOT_FOUND),
        ("prefekti", "drini", StatusCode::NOT_FOUND),
        ("operatori", "drini", StatusCode::NOT_FOUND),
        // The Responsible Authority keeps the list of those who cannot keep it themselves.
        ("genc", "puke", StatusCode::OK),
        ("genc", "ap", StatusCode::OK),
        ("genc", "drini", StatusCode::NOT_FOUND),
        ("nikolla", "puke", StatusCode::NOT_FOUND),
    ] {
        let (home, browser) = (at(&world, house), world.as_(login));
        let path = format!("{home}/edit");
        assert_eq!(browser.get(&path).await.status, status, "{login} {house}");
        assert_eq!(
            browser.get(&home).await.has(&path),
            status == StatusCode::OK
        );
        if status != StatusCode::OK {
            let csrf = world.session(login).await.csrf.clone();
            let body = format!("_csrf={csrf}&version=1&public_line=129&in-AL-10=AL-10");
            assert_eq!(browser.post_raw(&path, body).await.status, status);
        }
    }
    let fields = [
        ("public_line", "129"),
        ("address", "Sheshi 1"),
        ("services", "child_protection"),
        ("in-AL-10", "AL-10-puke"),
    ];
    let kept = edits(&world, "genc", "puke", &fields).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER);
    let page = world.as_("elira").get(&at(&world, "puke")).await;
    assert!(page.has("Sheshi 1") && page.has("tel:129"));
    assert!(
        world
            .as_("genc")
            .get(&at(&world, "puke"))
            .await
            .has("Genc Hoti")
    );
    world.is_clean().await;
}

#[tokio::test]
async fn two_at_once_see_both_values_and_lose_nothing() {
    let world = World::founded().await;
    let path = format!("{}/edit", at(&world, "drini"));
    let valbona = world.as_("valbona");
    let (one, two) = (valbona.get(&path).await, valbona.get(&path).await);
    let first = with(&[
        ("public_line", "+355 00 000 0900"),
        ("hours", "08:00–16:00"),
    ]);
    assert_eq!(
        valbona.post(&one, &path, &first).await.status,
        StatusCode::SEE_OTHER
    );
    // The same form again is the same act.
    assert_eq!(
        valbona.post(&one, &path, &first).await.status,
        StatusCode::SEE_OTHER
    );

    let second = with(&[
        ("public_line", "+355 00 000 0800"),
        ("services", "shelter"),
        ("hours", "08:00–16:00"),
    ]);
    let met = valbona.post(&two, &path, &second).await;
    assert_eq!(met.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(met.has("Ndërkohë i ndryshoi Valbona Lisi"));
    assert!(
        met.has("value=\"+355 00 000 0800\"") && met.has("Tani është shkruar: +355 00 000 0900")
    );
    assert!(met.has("href=\"#services\"") && met.has("Menaxhim"));
    assert!(!met.has("href=\"#hours\""), "both wrote the same there");
    // Nothing was written yet, in either language.
    let mut english = second.clone();
    english.push(("_lang", "en"));
    let english = valbona.post(&two, &path, &english).await;
    assert!(english.has("lang=\"en\"") && english.has("value=\"+355 00 000 0800\""));
    assert!(
        world
            .as_("elira")
            .get(&at(&world, "drini"))
            .await
            .has("+355 00 000 0900")
    );
    // Sent again it is a decision.
    let decided = valbona.post(&met, &path, &second).await;
    assert_eq!(decided.status, StatusCode::SEE_OTHER);
    assert!(
        world
            .as_("elira")
            .get(&at(&world, "drini"))
            .await
            .has("+355 00 000 0800")
    );
    let last = valbona.get(&at(&world, "drini")).await;
    assert_eq!(
        last.html.matches("Valbona Lisi</span>").count(),
        2,
        "{}",
        last.html
    );
    world.is_clean().await;
}

#[tokio::test]
async fn what_cannot_be_right_is_named_and_nothing_typed_is_lost() {
    let world = World::founded().await;
    for (changes, field, sentence) in [
        (
            [("public_line", "thirrni Artën"), ("hours", "08:00")],
            "#public_line",
            "Shkruani një numër telefoni",
        ),
        (
            [("duty_contact", "12"), ("hours", "08:00")],
            "#duty_contact",
            "Shkruani një numër telefoni",
        ),
        (
            [("post-2", "Roja"), ("hours", "08:00")],
            "#number-1",
            "Shkruani një numër telefoni",
        ),
        (
            [("number-1", "129"), ("hours", "08:00")],
            "#post-1",
            "Jepni një përgjigje",
        ),
        (
            [("services", "magic"), ("hours", "08:00")],
            "#services",
            "nga përgjigjet e listës",
        ),
        // A criminal report goes to the police, whatever a shelter says that it offers.
        (
            [("services", "criminal_report"), ("hours", "08:00")],
            "#services",
            "nga përgjigjet e dhëna",
        ),
        (
            [("areas", "AL-99"), ("hours", "08:00")],
            "#areas",
            "nga përgjigjet e dhëna",
        ),
        (
            [("areas", "Shkodra"), ("hours", "08:00")],
            "#areas",
            "Zgjidhni një qark",
        ),
        // The form of a shelter asks for no address; one that comes nevertheless stays out.
        (
            [("address", "Rruga e Kuqe"), ("hours", "08:00")],
            "",
            "Adresa e një strehëze nuk shkruhet",
        ),
    ] {
        let page = edits(&world, "valbona", "drini", &with(&changes)).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{changes:?}");
        assert!(page.has(sentence), "{changes:?}");
        assert!(
            field.is_empty() || page.has(&format!("href=\"{field}\"")),
            "{changes:?}"
        );
        assert!(page.has("value=\"08:00\""), "{changes:?}");
        if field != "#services" && !field.is_empty() && field != "#areas" {
            assert!(
                page.has(&format!("value=\"{}\"", changes[0].1)),
                "{changes:?}"
            );
        }
    }
    let mut nowhere = with(&[]);
    nowhere.retain(|(name, _)| !name.starts_with("in-"));
    let page = edits(&world, "valbona", "drini", &nowhere).await;
    assert!(page.has("href=\"#areas\""));
    let long = "ë".repeat(301);
    let page = edits(&world, "valbona", "drini", &with(&[("hours", &long)])).await;
    assert!(page.has("href=\"#hours\"") && page.has(&long));
    // Name and kind stand on the signed card: the page says so, and a field of that name is none.
    let page = edits(
        &world,
        "valbona",
        "drini",
        &with(&[("name", "Strehëza Tjetër")]),
    )
    .await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let mut reading = world.app.glance().await.unwrap();
    let it = registry::institution(&mut reading.tx(), world.houses["drini"]).await;
    drop(reading);
    assert_eq!(it.unwrap().unwrap().name, "Strehëza Drini");
    let page = world
        .as_("valbona")
        .get(&format!("{}/edit", at(&world, "drini")))
        .await;
    assert!(page.has("të nënshkruar në kartën") && !page.has("name=\"address\""));
    world.is_clean().await;
}
