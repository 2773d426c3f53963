//! Every byte format of the vault: one sample, its inputs, and the function that opens it.

use crate::kit::*;
use crate::newer;
use besa_vault::*;
use data_encoding::HEXLOWER;
use std::collections::BTreeMap;

/// Says whether these bytes are accepted in the place of the sample.
type Opens = Box<dyn Fn(&[u8]) -> bool>;

pub(crate) struct Format {
    pub(crate) name: &'static str,
    /// How many mutations it gets; the sum is above 100,000, most of them where opening is cheap.
    pub(crate) mutations: usize,
    pub(crate) bytes: Vec<u8>,
    pub(crate) inputs: BTreeMap<&'static str, String>,
    pub(crate) opens: Opens,
}

pub(crate) fn inputs(pairs: &[(&'static str, &[u8])]) -> BTreeMap<&'static str, String> {
    pairs
        .iter()
        .map(|(name, bytes)| (*name, HEXLOWER.encode(bytes)))
        .collect()
}

pub(crate) const PLAIN: &[u8] = "Një tregim i shpikur, i mbyllur për provë.".as_bytes();
pub(crate) const PHRASE: &str = "pesë fjalë krejt të shpikura";

pub(crate) fn all() -> Vec<Format> {
    let mut formats = cases();
    formats.extend(newer::all());
    formats.extend(cards());
    formats.extend(letters());
    formats.extend(people());
    formats
}

fn cases() -> Vec<Format> {
    let mut w = world();
    let Save { a, b, at, sealed } = w.save("row", PLAIN);
    let author = w.sender.founder.key.public();
    let ring_key = w.sender.root.ring(w.sender.circle_at());
    let ring_at = RingAt {
        circle: w.sender.circle_at(),
        sealed: id("row"),
        letter: None,
    };
    let ring = seal_ring(&ring_key, &ring_at, &a, &mut w.chance);
    let draft_key = w.sender.founder.root.draft(w.sender.founder.at);
    let draft_at = DraftAt {
        member: w.sender.founder.at,
        draft: id("draft"),
        half: id("draft/half"),
    };
    let draft = seal_draft(&draft_key, &b, &draft_at, PLAIN, &mut w.chance).unwrap();
    let version_inputs = inputs(&[
        ("deployment", &w.deployment.id()),
        ("row", &id("row")),
        ("case", &id("case")),
        ("section", b"identity"),
        ("format", &[0, 1]),
        ("version", &[0, 0, 0, 1]),
        ("owner", &w.sender.card.institution),
        ("half", &at.half),
        ("half_a", a.expose()),
        ("half_b", b.expose()),
        ("author", &author.bytes()),
        ("commit", &sealed.commit),
        ("sig", &sealed.sig),
        ("hash", &version_hash(&at, &sealed)),
        ("plaintext", PLAIN),
    ]);
    let ring_inputs = inputs(&[
        ("deployment", &w.deployment.id()),
        ("sealed", &id("row")),
        ("circle", &ring_at.circle.circle),
        ("circle_root", w.sender.root.expose()),
        ("ring_key", ring_key.expose()),
        ("half_a", a.expose()),
    ]);
    let draft_inputs = inputs(&[
        ("deployment", &w.deployment.id()),
        ("member", &draft_at.member.member),
        ("member_root", w.sender.founder.root.expose()),
        ("draft", &draft_at.draft),
        ("half", &draft_at.half),
        ("draft_key", draft_key.expose()),
        ("half_b", b.expose()),
        ("plaintext", PLAIN),
    ]);
    let (bytes, draft_half) = (sealed.bytes.clone(), b.clone());
    let open = move |bytes: &[u8], author: Option<&SigPublic>| {
        let row = SealedVersion {
            bytes: bytes.to_vec(),
            ..sealed.clone()
        };
        open_version(&a, &b, &at, &row, author).is_ok()
    };
    let scan = open.clone();
    vec![
        Format {
            name: "version",
            mutations: 2_000,
            bytes: bytes.clone(),
            inputs: version_inputs,
            opens: Box::new(move |bytes| open(bytes, Some(&author))),
        },
        Format {
            name: "version-scan",
            mutations: 15_000,
            bytes,
            inputs: BTreeMap::new(),
            opens: Box::new(move |bytes| scan(bytes, None)),
        },
        Format {
            name: "ring",
            mutations: 20_000,
            bytes: ring,
            inputs: ring_inputs,
            opens: Box::new(move |bytes| open_ring(&ring_key, &ring_at, bytes).is_ok()),
        },
        Format {
            name: "draft",
            mutations: 15_000,
            bytes: draft,
            inputs: draft_inputs,
            opens: Box::new(move |bytes| {
                open_draft(&draft_key, &draft_half, &draft_at, bytes).is_ok()
            }),
        },
    ]
}

fn cards() -> Vec<Format> {
    let World {
        deployment,
        root,
        sender,
        ..
    } = world();
    let House {
        bytes,
        sig,
        card,
        founder,
        circle_bytes,
        circle_sigs,
        ..
    } = sender;
    let root = root.key().public();
    let (for_member, for_circle) = (card.clone(), card);
    let Person {
        bytes: member,
        sig: member_sig,
        card: founder,
        ..
    } = founder;
    vec![
        Format {
            name: "institution-card",
            mutations: 2_000,
            bytes,
            inputs: inputs(&[("root", &root.bytes()), ("sig", &sig)]),
            opens: Box::new(move |b| InstitutionCard::trust(b, &sig, &root, deployment).is_ok()),
        },
        Format {
            name: "member-card",
            mutations: 2_000,
            bytes: member,
            inputs: inputs(&[
                ("institution", &for_member.sig.bytes()),
                ("sig", &member_sig),
            ]),
            opens: Box::new(move |b| MemberCard::trust(b, &member_sig, &for_member).is_ok()),
        },
        Format {
            name: "circle-card",
            mutations: 2_000,
            bytes: circle_bytes,
            inputs: inputs(&[
                ("key_sig", &circle_sigs.key),
                ("member_sig", &circle_sigs.member),
            ]),
            opens: Box::new(move |b| {
                CircleCard::trust_first(b, &circle_sigs, &for_circle, &founder).is_ok()
            }),
        },
    ]
}

fn letters() -> Vec<Format> {
    let mut w = world();
    let saves = [w.save("one", PLAIN), w.save("two", PLAIN)];
    let statement = w.statement(&[id("one"), id("two")]);
    let halves = saves.each_ref().map(|save| save.a.clone());
    let letter = w.letter(&statement, &halves);
    let (me, my_card) = (
        w.receiver.founder.root.clone(),
        w.receiver.founder.card.clone(),
    );
    let circle = w.receiver.circle.clone();
    let root = &w.receiver.root;
    let key = &w.receiver.founder.key;
    let seat = seal_seat(key, &my_card, &circle, &my_card, root, &mut w.chance).unwrap();
    let end = LetterEnd {
        deployment: w.deployment,
        letter: id("letter"),
        member: w.sender.founder.at.member,
        reason: "withdrawn".to_owned(),
        time: TIME,
    };
    let (end_sig, ender) = (
        end.sign(&w.sender.founder.key),
        w.sender.founder.key.public(),
    );
    let seat_sig = seat.sig;
    let body = letter.body.clone().unwrap();
    let letter_inputs = inputs(&[
        ("circle_root", w.receiver.root.expose()),
        ("sender", &w.sender.founder.key.public().bytes()),
        ("sig", &letter.sig),
        ("hash", &letter_hash(&letter)),
    ]);
    let body_inputs = inputs(&[
        ("circle_root", w.receiver.root.expose()),
        ("aad", &letter.statement),
        ("half_one", saves[0].a.expose()),
        ("half_two", saves[1].a.expose()),
    ]);
    let seat_inputs = inputs(&[
        ("member_root", me.expose()),
        ("circle_root", w.receiver.root.expose()),
        ("sig", &seat.sig),
    ]);
    let w = std::rc::Rc::new(w);
    let (with_statement, with_body) = (w.clone(), w);
    let (first, second) = (letter.clone(), letter.clone());
    vec![
        Format {
            name: "letter-statement",
            mutations: 2_000,
            bytes: letter.statement.clone(),
            inputs: letter_inputs,
            opens: Box::new(move |b| {
                let letter = Letter {
                    statement: b.to_vec(),
                    ..first.clone()
                };
                with_statement.open(&letter).is_ok()
            }),
        },
        Format {
            name: "letter-body",
            mutations: 1_000,
            bytes: body,
            inputs: body_inputs,
            opens: Box::new(move |b| {
                let letter = Letter {
                    body: Some(b.to_vec()),
                    ..second.clone()
                };
                with_body.open(&letter).is_ok()
            }),
        },
        Format {
            name: "letter-end",
            mutations: 1_000,
            bytes: end.encode(),
            inputs: inputs(&[("member", &ender.bytes()), ("sig", &end_sig)]),
            opens: Box::new(move |b| {
                LetterEnd::decode(b).is_ok_and(|end| end.check(&ender, &end_sig).is_ok())
            }),
        },
        Format {
            name: "seat",
            mutations: 1_000,
            bytes: seat.body,
            inputs: seat_inputs,
            opens: Box::new(move |b| {
                let seat = Seat {
                    body: b.to_vec(),
                    sig: seat_sig,
                };
                open_seat(&me, &my_card, &circle, &my_card, &seat).is_ok()
            }),
        },
    ]
}

fn people() -> Vec<Format> {
    let mut w = world();
    let file = KeyFile::draw(w.deployment, &mut w.chance);
    let member = w.sender.founder.at;
    let key = BundleKey::draw(&mut w.chance);
    let at = LockAt {
        member,
        lock: id("lock"),
    };
    let chance = &mut w.chance;
    let lock = seal_lock(&at, Params::kit(), PHRASE, &file.pepper, &key, chance).unwrap();
    let code = RecoveryCode::draw(chance);
    let code_lock = seal_code_lock(&at, &code, &key, chance);
    let root = w.sender.founder.root.clone();
    let deployment_root = w.root.key().public().fingerprint();
    let own = MemberBundle {
        root: root.clone(),
        deployment_root,
    };
    let own = seal_member(&key, member, &own, chance);
    let cookie = Cookie::draw(chance);
    let shred = ShredSecret::draw(chance);
    let session_at = SessionAt {
        member,
        row: cookie.row(),
        created: TIME,
        ends: TIME + 43_200,
    };
    let circle = &w.sender.circle;
    let bundle = Bundle {
        institution: circle.institution,
        root,
        deployment_root,
        institution_card: w.sender.card.hash(),
        member_card: w.sender.founder.card.hash(),
        circles: vec![HeldCircle {
            circle: circle.circle,
            kind: circle.kind.clone(),
            epoch: 0,
            card: circle.hash(),
            root: w.sender.root.clone(),
        }],
    };
    let (s, f) = (&cookie.secret, &file.session);
    let session = seal_session(s, &shred, f, &session_at, &bundle, chance).unwrap();
    let totp = TotpSecret::draw(chance);
    let (ops, deployment) = (file.ops.clone(), w.deployment);
    let owner = member.member;
    let small = seal_small(&ops, deployment, "totp", &owner, totp.expose(), chance).unwrap();
    let lock_inputs = inputs(&[
        ("deployment", &w.deployment.id()),
        ("member", &member.member),
        ("lock", &at.lock),
        ("passphrase", PHRASE.as_bytes()),
        ("pepper", file.pepper.expose()),
        ("bundle_key", key.expose()),
    ]);
    let code_inputs = inputs(&[
        ("deployment", &w.deployment.id()),
        ("member", &member.member),
        ("lock", &at.lock),
        ("code", code.print().as_bytes()),
        ("bundle_key", key.expose()),
    ]);
    let session_inputs = inputs(&[
        ("deployment", &w.deployment.id()),
        ("member", &member.member),
        ("created", &TIME.to_be_bytes()),
        ("ends", &session_at.ends.to_be_bytes()),
        ("cookie", cookie.text().as_bytes()),
        ("shred", shred.expose()),
        ("file", file.session.expose()),
    ]);
    let small_inputs = inputs(&[
        ("deployment", &deployment.id()),
        ("what", b"totp"),
        ("owner", &owner),
        ("ops", ops.expose()),
        ("plaintext", totp.expose()),
    ]);
    let text = file.print().as_bytes().to_vec();
    let cookie_text = cookie.text().as_bytes().to_vec();
    let (file2, shred2, session2) = (file.clone(), shred.clone(), session.clone());
    let file3 = file.session.clone();
    let bundle_inputs = inputs(&[
        ("deployment", &deployment.id()),
        ("member", &member.member),
        ("bundle_key", key.expose()),
    ]);
    vec![
        Format {
            name: "lock",
            mutations: 500,
            bytes: lock,
            inputs: lock_inputs,
            opens: Box::new(move |b| open_lock(&at, b, PHRASE, &file2.pepper).is_ok()),
        },
        Format {
            name: "code-lock",
            mutations: 6_000,
            bytes: code_lock,
            inputs: code_inputs,
            opens: Box::new(move |b| open_code_lock(&at, b, &code).is_ok()),
        },
        Format {
            name: "member-bundle",
            mutations: 10_000,
            bytes: own,
            inputs: bundle_inputs,
            opens: Box::new(move |b| open_member(&key, member, b).is_ok()),
        },
        Format {
            name: "session",
            mutations: 8_000,
            bytes: session,
            inputs: session_inputs,
            opens: Box::new(move |b| {
                open_session(&cookie.secret, &shred, &file.session, &session_at, b).is_ok()
            }),
        },
        Format {
            name: "cookie",
            mutations: 5_000,
            bytes: cookie_text,
            inputs: BTreeMap::new(),
            opens: Box::new(move |b| {
                let cookie = std::str::from_utf8(b)
                    .ok()
                    .and_then(|b| Cookie::parse(b).ok());
                cookie.is_some_and(|cookie| {
                    let at = SessionAt {
                        row: cookie.row(),
                        ..session_at
                    };
                    open_session(&cookie.secret, &shred2, &file3, &at, &session2).is_ok()
                })
            }),
        },
        Format {
            name: "small",
            mutations: 10_000,
            bytes: small,
            inputs: small_inputs,
            opens: Box::new(move |b| open_small(&ops, deployment, "totp", &owner, b).is_ok()),
        },
        Format {
            name: "key-file",
            mutations: 5_000,
            bytes: text,
            inputs: BTreeMap::new(),
            opens: Box::new(|b| std::str::from_utf8(b).is_ok_and(|b| KeyFile::parse(b).is_ok())),
        },
    ]
}
