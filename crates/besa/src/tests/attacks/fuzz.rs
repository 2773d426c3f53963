//! Our own form fuzzer: every form of every page that a player reaches after the story is filled
//! with what no form expects. Nothing breaks, nothing comes back as markup, nothing of it stands in
//! an address or in the log.

use super::Book;
use super::replay::story;
use crate::jobs;
use crate::tests::journeys::Log;
use crate::tests::kit::{Page, World, form};
use axum::http::header;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Numbers that are the same in every run (splitmix64).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let z = z ^ (z >> 31);
        usize::try_from(z % u64::try_from(below.max(1)).unwrap()).unwrap()
    }

    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.roll(of.len())]
    }
}

/// What no form expects, with the word that is looked for afterwards.
const VALUES: &[&str] = &[
    "",
    " ",
    "Zhgjiqqe\"'><b-x onload=x>&amp;</textarea></title><script>b_x()</script>",
    "Zhgjiqqe'; DROP TABLE member; -- ",
    "Zhgjiqqe' OR '1'='1",
    "Zhgjiqqe{{7*7}}${7*7}<%=7%>",
    "Zhgjiqqe\r\nSet-Cookie: b-x=1\r\n\r\n<b-x>",
    "Zhgjiqqe\u{202e}gnizeM\u{2066}\u{200b}\u{feff}",
    "Zhgjiqqe\u{1}\u{7}\u{1b}[31m\u{7f}\u{85}",
    "Zhgjiqqe../../../../etc/passwd",
    "Zhgjiqqe\u{1F469}\u{200D}\u{1F469}e\u{301}\u{301}\u{301}",
    "-1.0",
    "0",
    "99999999999999999999999999",
    "-9223372036854775808,0",
    "1e309",
    "NaN",
    "31.02.2026",
    "00.00.0000",
    "24.11.9999",
    "2026-11-24T09:00",
    "99:99",
    "yes",
    "no",
    "true",
    "null",
    "[]",
    "__proto__",
];

/// A form of a page: where it goes and what it has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Form {
    action: String,
    fields: Vec<(String, String)>,
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(
        rest.split('"')
            .next()?
            .replace("&amp;", "&")
            .replace("&quot;", "\""),
    )
}

fn forms(page: &Page) -> Vec<Form> {
    let mut forms = Vec::new();
    for part in page.html.split("<form").skip(1) {
        let (head, body) = part.split_once('>').unwrap();
        let body = body.split("</form>").next().unwrap();
        let Some(action) = attribute(head, "action").filter(|_| head.contains("post")) else {
            continue;
        };
        let tags = body.split('<').filter(|tag| {
            ["input", "select", "textarea", "button"]
                .iter()
                .any(|it| tag.starts_with(it))
        });
        let fields = tags.filter_map(|tag| {
            let tag = tag.split('>').next()?;
            Some((
                attribute(tag, "name")?,
                attribute(tag, "value").unwrap_or_default(),
            ))
        });
        forms.push(Form {
            action,
            fields: fields.collect(),
        });
    }
    forms
}

impl Form {
    /// The kind of form: the address without its ids.
    fn kind(&self) -> String {
        let parts = self.action.split('/').map(|part| {
            let id = part.len() > 20 || part.chars().any(|c| c.is_ascii_digit());
            if id { "*" } else { part }
        });
        parts.collect::<Vec<_>>().join("/")
    }

    /// The form filled out by dice; the token stays, so that it is read at all.
    fn filled(&self, dice: &mut Dice) -> String {
        let mut fields: Vec<(String, String)> = Vec::new();
        for (name, value) in &self.fields {
            match (name.as_str(), dice.roll(8)) {
                ("_csrf", _) => fields.push((name.clone(), value.clone())),
                // Missing; as it stands; twice; much too long; anything.
                ("_lang", _) | (_, 0) => {}
                (_, 1 | 2) => fields.push((name.clone(), value.clone())),
                (_, 3) => {
                    fields.push((name.clone(), (*dice.pick(VALUES)).to_owned()));
                    fields.push((name.clone(), (*dice.pick(VALUES)).to_owned()));
                }
                (_, 4) => fields.push((name.clone(), "Zhgjiqqe ".repeat(dice.roll(1200)))),
                (_, _) => fields.push((name.clone(), (*dice.pick(VALUES)).to_owned())),
            }
        }
        if dice.roll(6) == 0 {
            fields.push(((*dice.pick(VALUES)).to_owned(), "x".to_owned()));
        }
        let borrowed: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        form(&borrowed)
    }
}

/// What every answer must be, whatever was sent.
fn sound(page: &Page, what: &str) {
    assert!(
        page.status.as_u16() < 500,
        "{what}: {}\n{}",
        page.status,
        page.html
    );
    let lower = page.html.to_lowercase();
    for raw in ["<b-x", "<script>", "</title><"] {
        assert!(!lower.contains(raw), "{what}: {raw} came back");
    }
    assert!(
        !page.location().contains("Zhgjiqqe"),
        "{what}: {}",
        page.location()
    );
    for value in page.headers.get_all(header::SET_COOKIE) {
        assert!(!value.to_str().unwrap().contains("b-x"), "{what}");
    }
}

/// Pages that a player reaches, by the links on them, and their forms by kind.
async fn reached(world: &World, login: Option<&str>) -> BTreeMap<String, Form> {
    let browser = login.map_or_else(|| world.nobody(), |login| world.as_(login));
    let mut found = BTreeMap::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut ahead: VecDeque<String> = [
        "/tasks",
        "/cases",
        "/inbox",
        "/me",
        "/screening",
        "/sign-in",
        "/enrol",
        "/recover",
    ]
    .map(str::to_owned)
    .into();
    let was = world
        .heard()
        .into_iter()
        .filter(|heard| heard.method == "GET");
    ahead.extend(was.map(|heard| heard.path));
    while let Some(path) = ahead.pop_front() {
        let plain = path.split(['#', '?']).next().unwrap().to_owned();
        if plain == "/language" || !seen.insert(plain.clone()) || seen.len() > 120 {
            continue;
        }
        let page = browser.get(&plain).await;
        sound(&page, &plain);
        ahead.extend(page.addresses());
        for form in forms(&page) {
            found.entry(form.kind()).or_insert(form);
        }
    }
    found.remove("/hide");
    found.remove("/sign-out");
    found
}

#[tokio::test]
async fn no_form_breaks_under_what_no_form_expects() {
    let log = Log::default();
    let _logging = log.listen();
    tracing::trace!("the log is heard");
    let world = World::founded().await;
    story(&world).await;
    let mut book = Book::of("FUZZ");
    let mut dice = Dice(20_261_124);
    let mut sent: BTreeMap<String, usize> = BTreeMap::new();
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    for login in [
        Some("elira"),
        Some("mira"),
        Some("teuta"),
        Some("dritan"),
        None,
    ] {
        let browser = login.map_or_else(|| world.nobody(), |login| world.as_(login));
        for (kind, form) in reached(&world, login).await {
            for _ in 0..8 {
                if login.is_none() {
                    world.clock.forward(43);
                }
                let body = form.filled(&mut dice);
                let page = browser.post_raw(&form.action, body.clone()).await;
                let what = format!("{login:?} {} {body}", form.action);
                sound(&page, &what);
                *sent.entry(kind.clone()).or_default() += 1;
                *statuses.entry(page.status.as_u16()).or_default() += 1;
            }
            // What was kept of it is shown again, as text.
            sound(&browser.get(&form.action).await, &form.action);
        }
    }
    let total: usize = sent.values().sum();
    assert!(sent.len() > 12 && total > 150, "{sent:?} {statuses:?}");
    assert!(
        statuses.contains_key(&422) && statuses.contains_key(&303),
        "{statuses:?}"
    );
    jobs::round(&world.app).await.unwrap();
    world.must_verify().await;
    let bytes = log.bytes();
    assert!(memchr::memmem::find(&bytes, b"the log is heard").is_some());
    let found = memchr::memmem::find(&bytes, b"Zhgjiqqe");
    assert!(found.is_none(), "the log tells what was typed");
    let heard = world.heard();
    assert!(heard.iter().all(|heard| !heard.path.contains("Zhgjiqqe")));
    for (id, what, how) in [
        (
            "01",
            "fills every form with what it does not expect",
            "no fault of ours",
        ),
        (
            "02",
            "fills every form with markup and script",
            "shown as text",
        ),
        (
            "03",
            "fills every form with line ends of headers",
            "no header of theirs",
        ),
        (
            "04",
            "reads what was typed from addresses",
            "no address has it",
        ),
        (
            "05",
            "reads what was typed from the log",
            "the log has none of it",
        ),
        (
            "06",
            "bends the record by what is typed",
            "the record verifies",
        ),
    ] {
        book.refused(id, what, how, true);
    }
    book.closed();
}
