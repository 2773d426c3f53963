//! Whatever is sealed opens again, for any content and in its own place.

use crate::kit::*;
use besa_vault::*;
use proptest::prelude::*;

/// A session's bundle carries every epoch back.
#[test]
fn a_session_gives_the_bundle_back() {
    let mut w = world();
    let file = KeyFile::draw(w.deployment, &mut w.chance);
    let cookie = Cookie::draw(&mut w.chance);
    let shred = ShredSecret::draw(&mut w.chance);
    let at = SessionAt {
        member: w.sender.founder.at,
        row: cookie.row(),
        created: TIME,
        ends: TIME + 43_200,
    };
    let held = |epoch| HeldCircle {
        circle: id("circle"),
        kind: "cases".to_owned(),
        epoch,
        card: [7; 32],
        root: w.sender.root.clone(),
    };
    let bundle = Bundle {
        institution: id("institution"),
        root: w.sender.founder.root.clone(),
        deployment_root: w.root.key().public().fingerprint(),
        institution_card: [1; 32],
        member_card: [2; 32],
        circles: (0..20).map(held).collect(),
    };
    let (s, f) = (&cookie.secret, &file.session);
    let sealed = seal_session(s, &shred, f, &at, &bundle, &mut w.chance).unwrap();
    let again = Cookie::parse(&cookie.text()).unwrap();
    assert_eq!((again.session, again.text().len()), (cookie.session, 64));
    let opened = open_session(&again.secret, &shred, f, &at, &sealed)
        .ok()
        .unwrap();
    assert_eq!(opened.root.expose(), bundle.root.expose());
    assert_eq!(opened.deployment_root, bundle.deployment_root);
    assert_eq!(opened.circles.len(), 20);
    assert_eq!(opened.circles[19].epoch, 19);
    assert_eq!(opened.circles[19].root.expose(), w.sender.root.expose());

    // Cookie, shred store and key file are each needed; member and times are bound.
    let other = KeyFile::draw(w.deployment, &mut w.chance).session;
    let gone = ShredSecret::draw(&mut w.chance);
    let stolen = Cookie::draw(&mut w.chance).secret;
    assert!(refused(open_session(&stolen, &shred, f, &at, &sealed)));
    assert!(refused(open_session(s, &gone, f, &at, &sealed)));
    assert!(refused(open_session(s, &shred, &other, &at, &sealed)));
    let longer = SessionAt {
        ends: at.ends + 1,
        ..at
    };
    assert!(refused(open_session(s, &shred, f, &longer, &sealed)));
    let theirs = SessionAt {
        member: w.receiver.founder.at,
        ..at
    };
    assert!(refused(open_session(s, &shred, f, &theirs, &sealed)));
}

#[test]
fn versions_come_in_order() {
    let mut w = world();
    let first = w.save("one", b"first");
    let mut at = w.version_at("two");
    let (a, b) = (HalfA::draw(&mut w.chance), HalfB::draw(&mut w.chance));
    let key = &w.sender.founder.key;
    at.ctx.version = Some(2);
    assert!(refused(seal_version(
        key,
        &a,
        &b,
        &at,
        b"second",
        &mut w.chance
    )));
    at.prev = Some(version_hash(&first.at, &first.sealed));
    let second = seal_version(key, &a, &b, &at, b"second", &mut w.chance).unwrap();
    let public = key.public();
    assert_eq!(
        **open_version(&a, &b, &at, &second, Some(&public)).unwrap(),
        *b"second"
    );
    at.prev = Some([9; 32]);
    assert!(refused(open_version(&a, &b, &at, &second, Some(&public))));
    at.ctx.version = Some(0);
    assert!(refused(seal_version(
        key,
        &a,
        &b,
        &at,
        b"none",
        &mut w.chance
    )));
    let nameless = VersionAt {
        ctx: Ctx::new(w.deployment),
        ..first.at
    };
    assert!(refused(seal_version(
        key,
        &a,
        &b,
        &nameless,
        b"",
        &mut w.chance
    )));
}

#[test]
fn the_key_file_survives_paper_and_names_a_typing_slip() {
    let w = world();
    let file = KeyFile::draw(w.deployment, &mut Fixed::new("file"));
    let text = file.print();
    let again = KeyFile::parse(&text).ok().unwrap();
    assert_eq!(again.print().as_str(), text.as_str());
    assert_eq!(again.fingerprint(), file.fingerprint());
    assert_eq!(file.fingerprint().groups().split(' ').count(), 13);
    assert_eq!(again.log.key().public(), file.log.key().public());
    assert!(refused(KeyFile::parse(&text.to_uppercase())));
    assert!(refused(KeyFile::parse(&format!("{}\n", text.as_str()))));
}

#[test]
fn the_root_file_gives_the_root_back() {
    let w = world();
    let file = seal_root_file(&w.root, w.deployment, "frazë", Work::kit()).unwrap();
    let (root, deployment) = open_root_file(&file, "frazë").ok().unwrap();
    assert_eq!((root.expose(), deployment), (w.root.expose(), w.deployment));
}

#[test]
fn deployments_say_what_they_are() {
    let mut chance = Fixed::new("deployments");
    for kind in [DeploymentKind::Real, DeploymentKind::Demo] {
        let deployment = Deployment::draw(kind, &mut chance);
        assert_eq!(Deployment::from_id(deployment.id()), Ok(deployment));
        assert_eq!(deployment.kind(), kind);
    }
    assert_eq!(Deployment::from_id([0; 16]), Err(Refused));
    // A demo root's cards prove nothing in a real deployment, even under the same root key.
    let demo = world_of(DeploymentKind::Demo);
    let House { bytes, sig, .. } = &demo.sender;
    let root = demo.root.key().public();
    assert!(InstitutionCard::trust(bytes, sig, &root, demo.deployment).is_ok());
    assert!(refused(InstitutionCard::trust(
        bytes,
        sig,
        &root,
        world().deployment
    )));
}

#[test]
fn the_system_draws_differ() {
    let (one, two) = (draw_id(&mut OsChance), draw_id(&mut OsChance));
    assert_ne!(one, two);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_plaintext_comes_back(text in prop::collection::vec(any::<u8>(), 0..3000)) {
        let mut w = world();
        let save = w.save("one", &text);
        let author = w.sender.founder.key.public();
        let opened = open_version(&save.a, &save.b, &save.at, &save.sealed, Some(&author)).unwrap();
        prop_assert_eq!(&*opened, &text);
        prop_assert!(save.sealed.bytes.len() >= 5 + 24 + 256 + 16);
        let member = w.sender.founder.at;
        let key = w.sender.founder.root.draft(member);
        let at = DraftAt { member, draft: id("draft"), half: id("half") };
        let draft = seal_draft(&key, &save.b, &at, &text, &mut w.chance).unwrap();
        prop_assert_eq!(&*open_draft(&key, &save.b, &at, &draft).unwrap(), &text);
        let elsewhere = DraftAt { draft: id("another"), ..at };
        prop_assert!(refused(open_draft(&key, &save.b, &elsewhere, &draft)));
        let burnt = HalfB::draw(&mut w.chance);
        prop_assert!(refused(open_draft(&key, &burnt, &at, &draft)));
    }

    #[test]
    fn any_letter_comes_back(count in 1_usize..20, onward: bool, until: Option<i64>, ground in ".{0,40}") {
        let mut w = world();
        let items: Vec<Id16> = (0..count).map(|n| id(&n.to_string())).collect();
        let halves: Vec<HalfA> = items.iter().map(|_| HalfA::draw(&mut w.chance)).collect();
        let rights = Rights { read: true, onward };
        let statement = Statement { rights, until, ground, ..w.statement(&items) };
        let letter = w.letter(&statement, &halves);
        let opened = w.open(&letter).ok().unwrap();
        prop_assert_eq!(&opened.statement, &statement);
        prop_assert_eq!(opened.halves.len(), count);
        for (one, other) in opened.halves.iter().zip(&halves) {
            prop_assert_eq!(one.expose(), other.expose());
        }
        // Eight halves or three, the body is as long.
        let body = letter.body.unwrap().len();
        prop_assert_eq!(body, 24 + 1120 + 16 + 32 * count.next_multiple_of(8));
    }

    #[test]
    fn recovery_codes_forgive_the_hand_but_not_a_slip(seed: u64, at in 0_usize..27, step in 1_usize..32) {
        let code = RecoveryCode::draw(&mut Fixed::new(&seed.to_string()));
        let printed = code.print();
        prop_assert_eq!(printed.len(), 35);
        let typed = printed.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        let again = RecoveryCode::parse(&typed).ok().unwrap();
        prop_assert!(again.print().as_str() == printed.as_str());

        let alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let mut letters: Vec<char> = printed.chars().filter(|c| *c != '-').collect();
        let was = alphabet.find(letters[at]).unwrap();
        letters[at] = alphabet.chars().nth((was + step) % 32).unwrap();
        prop_assert!(refused(RecoveryCode::parse(&letters.iter().collect::<String>())));
        letters.pop();
        prop_assert!(refused(RecoveryCode::parse(&letters.iter().collect::<String>())));
    }

    #[test]
    fn arbitrary_text_is_read_without_harm(text in "\\PC{0,80}") {
        let code = RecoveryCode::parse(&text).map(|code| code.print().replace('-', ""));
        prop_assert!(code.is_err() || text.len() >= 27);
        prop_assert!(refused(KeyFile::parse(&text)));
        let cookie = Cookie::parse(&text).map(|cookie| cookie.text().to_string());
        prop_assert!(cookie.is_err() || cookie == Ok(text));
    }
}
