//! The directory and the duties matrix: who is shown what, in which order, in both languages.

use super::kit::{Page, World};
use crate::lang::compare;
use axum::http::StatusCode;

/// What stands in the page, in this order.
fn in_order(page: &Page, words: &[&str]) {
    let mut rest = page.html.as_str();
    for word in words {
        let Some((_, after)) = rest.split_once(word) else {
            panic!("{word} is not in its place")
        };
        rest = after;
    }
}

#[tokio::test]
async fn the_directory_is_for_who_is_signed_in() {
    let world = World::founded().await;
    let drini = format!("/institutions/{}", world.houses["drini"]);
    for path in ["/institutions", "/duties", &drini] {
        assert_eq!(
            world.nobody().get(path).await.location(),
            "/sign-in",
            "{path}"
        );
        for login in ["elira", "prefekti", "operatori"] {
            assert_eq!(
                world.as_(login).get(path).await.status,
                StatusCode::OK,
                "{login} {path}"
            );
        }
    }
}

#[tokio::test]
async fn only_a_circle_that_receives_referrals_sees_who_is_on_duty() {
    let world = World::founded().await;
    let drini = format!("/institutions/{}", world.houses["drini"]);
    for (login, sees) in [
        ("elira", true),
        ("arta", true),
        ("prefekti", false),
        ("shish", false),
        ("valbona", false),
    ] {
        for path in ["/institutions", &drini] {
            let page = world.as_(login).get(path).await;
            // A steward keeps the entry of their own institution and sees what stands in it.
            let sees = sees || (login == "valbona" && path != "/institutions");
            assert_eq!(page.has("+355 00 000 0112"), sees, "{login} {path}");
            assert!(page.has("+355 00 000 0111"), "{login} {path}");
        }
    }
}

#[tokio::test]
async fn a_shelter_is_told_by_its_county_alone() {
    let world = World::founded().await;
    let page = world
        .as_("elira")
        .get(&format!("/institutions/{}", world.houses["drini"]))
        .await;
    assert!(page.has("Qarku Shkodër, adresa nuk tregohet"));
    let page = world
        .as_("elira")
        .get(&format!("/institutions/{}", world.houses["bashkia"]))
        .await;
    assert!(!page.has("adresa nuk tregohet") && page.has("ID-08"));
}

#[tokio::test]
async fn names_follow_the_albanian_alphabet() {
    let mut names = [
        "Dhërmi",
        "Durrës",
        "Dibër",
        "Çorovodë",
        "Cërrik",
        "Ersekë",
        "Xhafzotaj",
        "Xibër",
    ];
    names.sort_by(|one, two| compare(one, two));
    let sorted = [
        "Cërrik",
        "Çorovodë",
        "Dibër",
        "Durrës",
        "Dhërmi",
        "Ersekë",
        "Xibër",
        "Xhafzotaj",
    ];
    assert_eq!(names, sorted);
    let world = World::founded().await;
    let page = world.as_("elira").get("/institutions").await;
    in_order(
        &page,
        &[
            "Bashkia Fushë-Arrëz<",
            "Bashkia Malësi e Madhe<",
            "Bashkia Shkodër<",
            "Qendra Sociale Rozafa<",
            "Strehëza Drini<",
            "Shoqata Dora e Ngrohtë<",
        ],
    );
}

#[tokio::test]
async fn the_list_is_narrowed_and_says_when_nothing_is_left() {
    let world = World::founded().await;
    let elira = world.as_("elira");
    let page = elira
        .get("/institutions?service=shelter&municipality=AL-10-puke&kind=")
        .await;
    assert!(page.has("Strehëza Drini") && page.has("Qendra Kombëtare Pritëse"));
    assert!(!page.has("Bashkia Shkodër<") && page.has("<option value=\"shelter\" selected>"));
    let page = elira
        .get("/institutions?kind=municipality&municipality=AL-10-puke")
        .await;
    assert!(
        page.has("Bashkia Pukë") && page.has("jashtë sistemit") && !page.has("Bashkia Shkodër<")
    );
    let back = "/language?to=en&#38;back=/institutions?kind=municipality%26municipality=AL-10-puke";
    assert!(page.has(back), "the other language shows the same list");
    let page = elira
        .get("/language?to=en&back=/institutions?kind=court%26service=")
        .await;
    assert_eq!(page.location(), "/institutions?kind=court&service=");
    let page = elira.get("/institutions?kind=court").await;
    assert!(page.status == StatusCode::OK && page.has("Asnjë institucion"));
}

#[tokio::test]
async fn a_condition_that_is_on_no_list_is_named() {
    let world = World::founded().await;
    for (query, sentence) in [
        ("service=magic", "Zgjidhni një nga përgjigjet e listës"),
        (
            "municipality=AL-99-atlantis",
            "Zgjidhni një bashki nga lista",
        ),
        ("kind=%00%FF", "Zgjidhni një nga përgjigjet e listës"),
        (
            "service=shelter&service=x&kind='",
            "Zgjidhni një nga përgjigjet e listës",
        ),
    ] {
        let page = world
            .as_("elira")
            .get(&format!("/institutions?{query}"))
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert!(page.has(sentence), "{query}");
    }
}

#[tokio::test]
async fn an_institution_that_is_not_there_is_a_page_that_is_not_there() {
    let world = World::founded().await;
    for id in ["x", "aaaaaaaaaaaaaaaaaaaaaaaaaa"] {
        let page = world.as_("elira").get(&format!("/institutions/{id}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{id}");
    }
}

#[tokio::test]
async fn one_institution_is_read_as_the_list_reads_it() {
    let world = World::founded().await;
    let mut reading = world.app.glance().await.unwrap();
    for it in crate::registry::institutions(&mut reading.tx())
        .await
        .unwrap()
    {
        let alone = crate::registry::institution(&mut reading.tx(), it.id)
            .await
            .unwrap();
        assert_eq!(format!("{alone:?}"), format!("{:?}", Some(it)));
    }
}

#[tokio::test]
async fn the_matrix_has_its_own_letters_in_each_language() {
    let world = World::founded().await;
    let page = world.as_("teuta").get("/duties").await;
    assert!(page.has(">D</abbr>") && page.has(">M</abbr>") && !page.has(">L</abbr>"));
    assert!(
        page.has("e pakonfirmuar")
            && page.has("01.01.2026")
            && page.has("urdhri i përbashkët i vitit 2006")
    );
    let rows = page.html.matches("<th scope=\"row\"").count();
    assert_eq!(rows, world.app.rules().duties.rows().len());
    let page = world.as_("teuta").in_english().get("/duties").await;
    assert!(page.has(">L</abbr>") && page.has(">P</abbr>") && page.has("unconfirmed"));
    let own = world.as_("teuta").get("/duties?mine=1").await;
    let fewer = own.html.matches("<th scope=\"row\"").count();
    assert!(fewer > 0 && fewer < rows);
    let none = world.as_("operatori").get("/duties?mine=1").await;
    assert!(none.has("Matrica nuk i jep detyra"));
}
