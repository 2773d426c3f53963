//! Samples of the formats of rotation, digits, rescued text and erasure.

use crate::formats::{Format, PLAIN, inputs};
use crate::kit::*;
use besa_vault::*;

pub(crate) fn all() -> Vec<Format> {
    let mut w = world();
    let Save { b, .. } = w.save("row", PLAIN);
    let mut chance = Fixed::new("chain");
    let newer = CircleRoot::draw(&mut chance);
    let chain_key = newer.chain(CircleAt {
        epoch: 1,
        ..w.sender.circle_at()
    });
    let chain = seal_chain(
        &chain_key,
        w.sender.circle_at(),
        &w.sender.root,
        &mut chance,
    );
    let chain_inputs = inputs(&[
        ("deployment", &w.deployment.id()),
        ("circle", &w.sender.circle_at().circle),
        ("newer_root", newer.expose()),
        ("chain_key", chain_key.expose()),
        ("circle_root", w.sender.root.expose()),
    ]);
    let chain_card = w.sender.circle.clone();
    let rescue_at = RescueAt {
        member: w.sender.founder.at,
        row: id("rescue"),
        half: id("rescue/half"),
    };
    let rescue_card = &w.sender.founder.card;
    let rescue = seal_rescue(
        rescue_card,
        &b,
        &rescue_at,
        PLAIN,
        &mut Fixed::new("rescue"),
    )
    .unwrap();
    let rescue_inputs = inputs(&[
        ("deployment", &w.deployment.id()),
        ("member", &rescue_at.member.member),
        ("member_root", w.sender.founder.root.expose()),
        ("row", &rescue_at.row),
        ("half", &rescue_at.half),
        ("half_b", b.expose()),
        ("plaintext", PLAIN),
        ("cookie_secret", &[5; 32]),
        ("check", &rescue_check(&CookieSecret::from_bytes([5; 32]))),
    ]);
    let (rescue_root, rescue_half) = (w.sender.founder.root.clone(), b.clone());
    let pin_key = w.sender.founder.root.pin(w.sender.founder.at);
    let pin_at = w.sender.founder.at;
    let pin = seal_pin(&pin_key, pin_at, "274816", &mut chance);
    let pin_inputs = inputs(&[
        ("deployment", &w.deployment.id()),
        ("member", &pin_at.member),
        ("member_root", w.sender.founder.root.expose()),
        ("pin_key", pin_key.expose()),
        ("digits", b"274816"),
        ("session_row", &[7; 32]),
        ("pin_secret", &[9; 32]),
        (
            "check",
            &pin_check(&PinSecret::from_bytes([9; 32]), &[7; 32], b"274816"),
        ),
    ]);
    let erasure = Erasure {
        deployment: w.deployment,
        id: id("erasure"),
        case: id("case"),
        owner: w.sender.card.institution,
        members: [w.sender.founder.at.member, w.receiver.founder.at.member],
        halves: [id("row/half"), id("draft/half")].into(),
        lines: [7, 300].into(),
        time: TIME,
    };
    let signers = [&w.sender.founder.key, &w.receiver.founder.key];
    let sigs = signers.map(|key| erasure.sign(key));
    let keys = signers.map(SigKey::public);
    let erasure_inputs = inputs(&[
        ("first", &keys[0].bytes()),
        ("second", &keys[1].bytes()),
        ("first_sig", &sigs[0]),
        ("second_sig", &sigs[1]),
    ]);
    vec![
        Format {
            name: "erasure",
            mutations: 2_000,
            bytes: erasure.encode(),
            inputs: erasure_inputs,
            opens: Box::new(move |bytes| {
                Erasure::decode(bytes).is_ok_and(|it| {
                    let signed = keys.iter().zip(&sigs);
                    signed
                        .map(|(key, sig)| it.check(key, sig))
                        .all(|checked| checked.is_ok())
                })
            }),
        },
        Format {
            name: "chain",
            mutations: 2_000,
            bytes: chain,
            inputs: chain_inputs,
            opens: Box::new(move |bytes| open_chain(&chain_key, &chain_card, bytes).is_ok()),
        },
        Format {
            name: "rescue",
            mutations: 1_000,
            bytes: rescue,
            inputs: rescue_inputs,
            opens: Box::new(move |bytes| {
                open_rescue(&rescue_root, &rescue_half, &rescue_at, bytes).is_ok()
            }),
        },
        Format {
            name: "pin",
            mutations: 2_000,
            bytes: pin,
            inputs: pin_inputs,
            opens: Box::new(move |bytes| open_pin(&pin_key, pin_at, bytes).is_ok()),
        },
    ]
}
