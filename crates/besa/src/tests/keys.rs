//! Security keys: they enter beside the passphrase, and whatever is not their own fresh answer is refused.

use super::attack::{Column, damaged};
use super::entering::{digits, enters, player};
use super::kit::{Browser, Page, World, form};
use crate::db::Value;
use crate::record::Verdict;
use axum::body::Body;
use axum::http::{Request, header};
use besa_vault::sha256;
use data_encoding::BASE64URL_NOPAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value as Json, json};

const HOST: &str = "besa.example.al";
/// What stands before the point of a public key (RFC 5480).
const P256: &[u8] = b"3059301306072a8648ce3d020106082a8648ce3d030107034200";

/// A key as software: what a test bends before it answers.
pub(super) struct Token {
    pair: EcdsaKeyPair,
    id: Vec<u8>,
    origin: String,
    site: String,
    count: u32,
    touched: bool,
}

impl Token {
    fn new(id: &[u8]) -> Token {
        let chance = SystemRandom::new();
        let kind = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(kind, &chance).unwrap();
        Token {
            pair: EcdsaKeyPair::from_pkcs8(kind, pkcs8.as_ref(), &chance).unwrap(),
            id: id.to_vec(),
            origin: format!("https://{HOST}"),
            site: HOST.to_owned(),
            count: 0,
            touched: true,
        }
    }

    fn client(&self, what: &str, challenge: &str) -> Vec<u8> {
        let client = json!({ "type": what, "challenge": challenge, "origin": self.origin,
            "crossOrigin": false, "other": "ignored" });
        client.to_string().into_bytes()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let flags = if self.touched { flags | 1 } else { flags };
        let mut data = sha256(&[self.site.as_bytes()]).to_vec();
        data.push(flags);
        data.extend(self.count.to_be_bytes());
        data
    }

    /// Makes a credential for a challenge.
    fn makes(&self, challenge: &str) -> String {
        let mut data = self.data(0x40);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        let mut spki = data_encoding::HEXLOWER.decode(P256).unwrap();
        spki.extend(self.pair.public_key().as_ref());
        self.says(&self.client("webauthn.create", challenge), &data, &spki)
    }

    /// Answers a challenge.
    fn answers(&mut self, challenge: &str) -> String {
        self.count += 1;
        let client = self.client("webauthn.get", challenge);
        let data = self.data(0);
        let message = [data.as_slice(), &sha256(&[&client])].concat();
        let signed = self.pair.sign(&SystemRandom::new(), &message).unwrap();
        self.says(&client, &data, signed.as_ref())
    }

    fn says(&self, client: &[u8], data: &[u8], proof: &[u8]) -> String {
        let text = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
        json!({ "id": text(&self.id), "client": text(client), "data": text(data),
            "proof": text(proof) })
        .to_string()
    }
}

fn said(page: &Page) -> Json {
    serde_json::from_str(&page.html).unwrap_or_else(|_| panic!("{}", page.html))
}

fn challenge(page: &Page) -> String {
    said(page)["challenge"]
        .as_str()
        .unwrap_or_else(|| panic!("{}", page.html))
        .to_owned()
}

fn csrf_of(page: &Page, path: &str) -> String {
    let hidden = page.hidden(path);
    let csrf = hidden.into_iter().find(|(name, _)| name == "_csrf");
    csrf.unwrap().1
}

/// Asks for a challenge to add a key, and sends what the key said.
async fn adds(browser: &Browser, name: &str, key: impl FnOnce(&str) -> String) -> Page {
    let path = "/me/factors/key";
    let page = browser.get(path).await;
    let csrf = csrf_of(&page, path);
    let ask = form(&[("_csrf", &csrf)]);
    let asked = browser.post_raw("/me/factors/key/ask", ask).await;
    assert!(said(&asked)["user"].is_string());
    let answer = key(&challenge(&asked));
    let body = form(&[("_csrf", csrf.as_str()), ("name", name), ("key", &answer)]);
    let request = Request::post(path)
        .header(header::HOST, HOST)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    browser.ask(request.body(Body::from(body)).unwrap()).await
}

/// Elira with this key: nobody's browser, and the key.
pub(super) async fn with_key(world: &World) -> Token {
    let token = Token::new(b"the key of elira");
    let elira = world.as_("elira");
    let done = adds(&elira, "Çelësi i zyrës", |challenge| {
        token.makes(challenge)
    })
    .await;
    assert_eq!(done.location(), "/me/factors", "{}", done.html);
    assert!(elira.get("/me/factors").await.has("Çelësi i zyrës"));
    token
}

/// What the sign-in page asks once the passphrase is typed.
async fn knocks(world: &World, login: &str, phrase: &str) -> Page {
    let body = form(&[("login", login), ("passphrase", phrase)]);
    world.nobody().post_raw("/sign-in/key", body).await
}

async fn shows(world: &World, login: &str, key: &str) -> Page {
    let it = player(login);
    let fields = [
        ("login", login),
        ("passphrase", it.phrase),
        ("code", ""),
        ("key", key),
    ];
    world.nobody().post_raw("/sign-in", form(&fields)).await
}

async fn asked(world: &World, login: &str) -> String {
    challenge(&knocks(world, login, player(login).phrase).await)
}

async fn refused(world: &World, what: &str, key: &str) {
    let page = shows(world, "elira", key).await;
    assert_eq!(page.status.as_u16(), 422, "{what}");
    assert!(!page.headers.contains_key(header::SET_COOKIE), "{what}");
    world.clock.forward(43);
}

#[tokio::test]
async fn a_key_enters_once_for_each_challenge_and_no_bent_answer_does() {
    let world = World::founded().await;
    let mut token = with_key(&world).await;
    let first = token.answers(&asked(&world, "elira").await);
    assert_eq!(shows(&world, "elira", &first).await.location(), "/tasks");
    refused(&world, "replayed", &first).await;
    // A counter that stands still or goes back is a copy of the key.
    token.count = 0;
    refused(
        &world,
        "count",
        &token.answers(&asked(&world, "elira").await),
    )
    .await;
    token.count = 9;
    let mut other = Token::new(&token.id);
    other.count = 20;
    refused(
        &world,
        "another key",
        &other.answers(&asked(&world, "elira").await),
    )
    .await;
    token.origin = "https://besa.example.com".to_owned();
    refused(
        &world,
        "origin",
        &token.answers(&asked(&world, "elira").await),
    )
    .await;
    token.site = "besa.example.com".to_owned();
    refused(
        &world,
        "site",
        &token.answers(&asked(&world, "elira").await),
    )
    .await;
    token.origin = format!("https://{HOST}");
    refused(
        &world,
        "other site",
        &token.answers(&asked(&world, "elira").await),
    )
    .await;
    token.site = HOST.to_owned();
    token.touched = false;
    refused(
        &world,
        "untouched",
        &token.answers(&asked(&world, "elira").await),
    )
    .await;
    token.touched = true;
    let late = token.answers(&asked(&world, "elira").await);
    world.clock.forward(121);
    refused(&world, "expired", &late).await;
    let own = BASE64URL_NOPAD.encode(&[7; 40]);
    refused(&world, "own challenge", &token.answers(&own)).await;
    for wrong in [
        "{}",
        "[]",
        "x",
        "{\"id\":\"\",\"client\":\"\",\"data\":\"\",\"proof\":\"\"}",
    ] {
        refused(&world, wrong, wrong).await;
    }
    let last = token.answers(&asked(&world, "elira").await);
    assert_eq!(shows(&world, "elira", &last).await.location(), "/tasks");
    world.must_verify().await;
}

#[tokio::test]
async fn a_challenge_is_good_for_one_person_and_one_purpose() {
    let world = World::founded().await;
    let mut token = with_key(&world).await;
    let mira = Token::new(b"the key of mira");
    let done = adds(&world.as_("mira"), "Imi", |challenge| mira.makes(challenge)).await;
    assert_eq!(done.location(), "/me/factors");
    let of_mira = asked(&world, "mira").await;
    refused(&world, "of another", &token.answers(&of_mira)).await;
    let elira = world.nobody().keeping(&enters(&world, "elira").await);
    let page = elira.get("/step-up").await;
    let csrf = csrf_of(&page, "/step-up");
    let ask = || elira.post_raw("/step-up/key", form(&[("_csrf", &csrf)]));
    let to_step_up = challenge(&ask().await);
    refused(&world, "to step up", &token.answers(&to_step_up)).await;
    let key = token.answers(&challenge(&ask().await));
    let fields = [
        ("_csrf", csrf.as_str()),
        ("_to", "/me/factors/key"),
        ("key", &key),
    ];
    let through = elira.post_raw("/step-up", form(&fields)).await;
    assert_eq!(through.location(), "/me/factors/key", "{}", through.html);
    world.must_verify().await;
}

#[tokio::test]
async fn whoever_does_not_know_the_passphrase_learns_of_no_key() {
    let world = World::founded().await;
    with_key(&world).await;
    let mut answers = Vec::new();
    for (login, phrase) in [
        ("elira", "pesë fjalë që nuk janë"),
        ("elira", ""),
        ("mira", player("mira").phrase),
        ("askush", player("elira").phrase),
    ] {
        let page = knocks(&world, login, phrase).await;
        answers.push((page.status.as_u16(), page.html));
        world.clock.forward(43);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(answers[0].0, 422);
    for _ in 0..5 {
        knocks(&world, "elira", "gabim").await;
    }
    assert_eq!(knocks(&world, "elira", "gabim").await.status.as_u16(), 429);
}

#[tokio::test]
async fn a_key_that_was_not_made_here_is_not_added() {
    let world = World::founded().await;
    let elira = world.as_("elira");
    let bent: [fn(&mut Token); 4] = [
        |it| it.origin = "https://besa.example.com".to_owned(),
        |it| it.site = "besa.example.com".to_owned(),
        |it| it.touched = false,
        |it| it.origin = format!("http://{HOST}"),
    ];
    for bend in bent {
        let mut token = Token::new(b"bent");
        bend(&mut token);
        let page = adds(&elira, "Çelësi", |challenge| token.makes(challenge)).await;
        assert_eq!(page.status.as_u16(), 422);
        assert!(page.has("Çelësi"), "the name stays");
    }
    let token = Token::new(b"fine");
    let page = adds(&elira, " ", |challenge| token.makes(challenge)).await;
    assert_eq!(page.status.as_u16(), 422);
    assert_eq!(world.number("SELECT COUNT(*) FROM security_key").await, 0);
    world.clock.forward(6 * 60);
    let late = elira.get("/me/factors/key").await;
    assert_eq!(late.location(), "/step-up?to=/me/factors/key");
}

#[tokio::test]
async fn a_key_is_removed_by_its_owner_only_and_enters_no_more() {
    let world = World::founded().await;
    let mut token = with_key(&world).await;
    let id = world.stolen("SELECT id FROM security_key", &[]).await[0].text(0);
    let mira = world.as_("mira");
    let page = mira.get("/me/pin").await;
    let csrf = csrf_of(&page, "/me/pin");
    let body = form(&[("_csrf", &csrf), ("which", &id)]);
    let stolen = mira.post_raw("/me/factors/remove", body).await;
    assert_eq!(stolen.status.as_u16(), 404);
    let before = asked(&world, "elira").await;
    let elira = world.as_("elira");
    let page = elira.get("/me/factors").await;
    let done = elira.post(&page, "/me/factors/remove", &[]).await;
    assert_eq!(done.location(), "/me/factors");
    refused(&world, "removed", &token.answers(&before)).await;
    // The code of the telephone stays: nobody removes their last factor.
    assert_eq!(enters(&world, "elira").await.location(), "/tasks");
    world.must_verify().await;
}

#[tokio::test]
async fn a_damaged_key_lets_nobody_in() {
    let world = World::founded().await;
    let mut token = with_key(&world).await;
    let column = Column::of(&world, "security_key", "bytes", "version > 0").await;
    for bytes in damaged(&column.bytes()) {
        column.put(Value::from(bytes)).await;
        let page = knocks(&world, "elira", player("elira").phrase).await;
        assert_eq!(page.status.as_u16(), 500);
    }
    column.back().await;
    let fresh = token.answers(&asked(&world, "elira").await);
    assert_eq!(shows(&world, "elira", &fresh).await.location(), "/tasks");
    let noted = "SELECT COUNT(*) FROM ledger_entry WHERE act = 'sign_in'";
    assert!(
        world.number(noted).await > 1,
        "each fault stands in the record"
    );
    world.must_verify().await;
}

#[tokio::test]
async fn rows_of_keys_that_were_exchanged_put_back_or_deleted_let_nobody_in() {
    let world = World::founded().await;
    let mut token = with_key(&world).await;
    let sql = "SELECT id, member, bytes, version FROM security_key";
    let before = world.stolen(sql, &[]).await.remove(0);
    let fresh = asked(&world, "elira").await;
    assert_eq!(
        shows(&world, "elira", &token.answers(&fresh))
            .await
            .location(),
        "/tasks"
    );
    let put = "UPDATE security_key SET member = $2, bytes = $3, version = $4 WHERE id = $1";
    let now = world.stolen(sql, &[]).await.remove(0);
    world.attack(put, before.values()).await;
    let phrase = player("elira").phrase;
    assert_eq!(knocks(&world, "elira", phrase).await.status.as_u16(), 500);
    world.attack(put, now.values()).await;
    let mira = world.session("mira").await.who.member.to_string();
    let given = "UPDATE security_key SET member = $1";
    world.attack(given, &[Value::from(mira)]).await;
    let it = player("mira");
    assert_eq!(knocks(&world, "mira", it.phrase).await.status.as_u16(), 500);
    assert!(matches!(world.verdict().await, Verdict::Different(..)));
    world.attack(put, now.values()).await;
    let last = asked(&world, "elira").await;
    world.attack("DELETE FROM security_key", &[]).await;
    refused(&world, "deleted", &token.answers(&last)).await;
    let code = digits(&world, player("elira").totp);
    let fields = [
        ("login", "elira"),
        ("passphrase", player("elira").phrase),
        ("code", &code),
    ];
    let entered = world.nobody().post_raw("/sign-in", form(&fields)).await;
    assert_eq!(entered.location(), "/tasks");
}
