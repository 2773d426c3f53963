//! The attacks of the design's second reading that concern this crate, by their numbers.

use crate::by_hand::seat_by_hand;
use crate::formats::PLAIN;
use crate::kit::*;
use besa_vault::*;

fn take_seat(house: &House, seat: &Seat) -> Result<CircleRoot, Refused> {
    let founder = &house.founder;
    open_seat(
        &founder.root,
        &founder.card,
        &house.circle,
        &founder.card,
        seat,
    )
}

#[test]
fn attack_1_a_planted_circle_root_is_refused() {
    let w = world();
    let honest = seat_by_hand(&w.receiver, &w.receiver.root);
    let opened = take_seat(&w.receiver, &honest).ok().unwrap();
    assert_eq!(opened.expose(), w.receiver.root.expose());

    let foreign = CircleRoot::draw(&mut Fixed::new("foreign"));
    assert!(refused(take_seat(
        &w.receiver,
        &seat_by_hand(&w.receiver, &foreign)
    )));
    // The same root out of a chain row, correctly sealed, meets the same comparison.
    let mut chance = Fixed::new("chain");
    let (place, key) = (
        w.receiver.circle_at(),
        foreign.chain(w.receiver.circle_at()),
    );
    let planted = seal_chain(&key, place, &foreign, &mut chance);
    assert!(refused(open_chain(&key, &w.receiver.circle, &planted)));
    let honest = seal_chain(&key, place, &w.receiver.root, &mut chance);
    assert!(open_chain(&key, &w.receiver.circle, &honest).is_ok());
    assert!(refused(open_chain(&key, &w.sender.circle, &honest)));
    assert!(refused(w.receiver.circle.admits_root(&foreign)));
    assert!(refused(w.receiver.circle.admits_root(&w.sender.root)));
    assert_eq!(w.receiver.circle.admits_root(&w.receiver.root), Ok(()));

    // A true root sealed by somebody who is not the admitting member.
    let mut unsigned = seat_by_hand(&w.receiver, &w.receiver.root);
    unsigned.sig = w.sender.founder.key.sign("seat", b"whatever");
    assert!(refused(take_seat(&w.receiver, &unsigned)));
    // Nobody outside the institution admits or is admitted.
    let mut w = world();
    let (to, by) = (&w.sender.founder, &w.receiver.founder);
    let House { circle, root, .. } = &w.receiver;
    assert!(refused(seal_seat(
        &by.key,
        &by.card,
        circle,
        &to.card,
        root,
        &mut w.chance
    )));
    assert!(refused(seal_seat(
        &to.key,
        &to.card,
        circle,
        &by.card,
        root,
        &mut w.chance
    )));
    assert!(refused(seal_seat(
        &to.key,
        &by.card,
        circle,
        &by.card,
        root,
        &mut w.chance
    )));
    assert!(refused(seal_seat(
        &by.key,
        &by.card,
        circle,
        &by.card,
        &foreign,
        &mut w.chance
    )));
}

#[test]
fn attack_2_only_the_circle_itself_replaces_its_key() {
    let w = world();
    let house = &w.receiver;
    let new = CircleRoot::draw(&mut Fixed::new("epoch 1"));
    let at = |epoch| CircleAt {
        epoch,
        ..house.circle_at()
    };
    let card = |epoch, by: &Person| {
        CircleCard::of(
            &new,
            at(epoch),
            house.card.institution,
            "cases",
            by.at.member,
        )
    };
    let old = house.root.sig(at(0));
    let steward = house.seed.key();
    let founder = &house.founder;
    let stranger = &w.sender.founder;
    let next = |card: &CircleCard, sigs: &CircleSigs, member: &Person| {
        CircleCard::trust_next(&card.encode(), sigs, &house.circle, &member.card).is_ok()
    };
    let honest = card(1, founder);
    assert!(next(&honest, &honest.sign(&old, &founder.key), founder));
    // The institution's key alone, the new key itself, no member, another institution's member.
    assert!(!next(
        &honest,
        &honest.sign(&steward, &founder.key),
        founder
    ));
    assert!(!next(
        &honest,
        &honest.sign(&new.sig(at(1)), &founder.key),
        founder
    ));
    assert!(!next(&honest, &honest.sign(&old, &old), founder));
    let theirs = card(1, stranger);
    assert!(!next(&theirs, &theirs.sign(&old, &stranger.key), stranger));
    // An epoch skipped or repeated.
    for epoch in [0, 2] {
        let card = card(epoch, founder);
        assert!(!next(&card, &card.sign(&old, &founder.key), founder));
    }
    // A "first" card of a later epoch, signed by the institution.
    let sigs = honest.sign(&steward, &founder.key);
    let first = |card: &CircleCard, sigs: &CircleSigs| {
        CircleCard::trust_first(&card.encode(), sigs, &house.card, &founder.card).is_ok()
    };
    assert!(!first(&honest, &sigs));
    // A first card without the founder.
    let lone = card(0, founder);
    assert!(first(&lone, &lone.sign(&steward, &founder.key)));
    assert!(!first(&lone, &lone.sign(&steward, &steward)));
    // A circle that changes its kind on the way.
    let other = CircleCard {
        kind: "stewards".to_owned(),
        ..honest
    };
    assert!(!next(&other, &other.sign(&old, &founder.key), founder));
}

#[test]
fn attack_4_a_letter_cannot_be_changed_resigned_or_redirected() {
    let mut w = world();
    let save = w.save("one", PLAIN);
    let honest = w.statement(&[id("one")]);
    let letter = w.letter(&honest, std::slice::from_ref(&save.a));
    let opened = w.open(&letter).ok().unwrap();
    assert_eq!(opened.statement, honest);
    assert_eq!(opened.halves[0].expose(), save.a.expose());

    let changes: [fn(&mut Statement); 10] = [
        |s| s.letter = id("another letter"),
        |s| s.case = id("another case"),
        |s| s.referral = None,
        |s| s.circle = id("another circle"),
        |s| s.epoch = 1,
        |s| s.items.push(id("two")),
        |s| s.rights.onward = true,
        |s| s.until = None,
        |s| s.consent = None,
        |s| s.time += 1,
    ];
    for change in changes {
        let mut statement = honest.clone();
        change(&mut statement);
        // With the old signature, and with a new one by the rightful sender himself: the body
        // belongs to the statement it was sealed with.
        let bytes = statement.encode();
        let message = [bytes.as_slice(), &letter.body_hash].concat();
        for sig in [letter.sig, w.sender.founder.key.sign("letter", &message)] {
            let changed = Letter {
                statement: bytes.clone(),
                sig,
                ..letter.clone()
            };
            assert!(refused(w.open(&changed)));
        }
    }

    // Stripped and signed by a colleague, who thereby would become the sender.
    let colleague = person(&w.sender.card, &w.sender.seed, "Drita Shpikuri");
    let sender_card = colleague.card.hash();
    let statement = Statement {
        sender: colleague.at.member,
        sender_card,
        ..honest.clone()
    };
    let bytes = statement.encode();
    let sig = colleague
        .key
        .sign("letter", &[bytes.as_slice(), &letter.body_hash].concat());
    let stripped = Letter {
        statement: bytes,
        sig,
        ..letter.clone()
    };
    let House { root, circle, .. } = &w.receiver;
    assert!(check_letter(&stripped, &colleague.card).is_ok());
    assert!(refused(open_letter(
        root,
        circle,
        &colleague.card,
        &stripped
    )));
    assert!(refused(open_letter(root, circle, &colleague.card, &letter)));

    // To another circle, or opened with another circle's root.
    let House {
        root: other_root,
        circle: other_circle,
        ..
    } = &w.sender;
    let sender = &w.sender.founder.card;
    assert!(refused(open_letter(
        other_root,
        other_circle,
        sender,
        &letter
    )));
    assert!(refused(open_letter(other_root, circle, sender, &letter)));

    // After its end the statement still proves itself, and nothing opens.
    let ended = Letter {
        body: None,
        ..letter.clone()
    };
    assert_eq!(check_letter(&ended, sender), Ok(honest.clone()));
    assert_eq!(letter_hash(&ended), letter_hash(&letter));
    assert!(refused(w.open(&ended)));

    // Sealing refuses what opening would.
    let key = &w.sender.founder.key;
    let none = Statement {
        items: Vec::new(),
        ..honest.clone()
    };
    let twice = Statement {
        items: vec![id("one"), id("one")],
        ..honest.clone()
    };
    let two = [save.a.clone(), save.a.clone()];
    for (statement, halves) in [(&none, &two[..0]), (&twice, &two[..]), (&honest, &two[..])] {
        assert!(refused(seal_letter(
            key,
            circle,
            statement,
            halves,
            &mut w.chance
        )));
    }
}

#[test]
fn attack_5_no_version_opens_under_two_halves() {
    let mut w = world();
    let save = w.save("one", PLAIN);
    let other = HalfA::draw(&mut w.chance);
    let author = &w.sender.founder.key;
    assert!(fits(&save.a, &save.b, &save.at, &save.sealed.commit));
    assert!(!fits(&other, &save.b, &save.at, &save.sealed.commit));
    assert!(!fits(
        &save.a,
        &HalfB::draw(&mut w.chance),
        &save.at,
        &save.sealed.commit
    ));

    // Even with the ciphertext under one key and the commitment to the other, signed as a whole.
    let twin = seal_version(author, &other, &save.b, &save.at, PLAIN, &mut w.chance).unwrap();
    let mixed = SealedVersion {
        commit: twin.commit,
        ..save.sealed.clone()
    };
    for half in [&save.a, &other] {
        assert!(refused(open_version(half, &save.b, &save.at, &mixed, None)));
    }
}

#[test]
fn attack_6_nothing_opens_in_another_place() {
    let mut w = world();
    let Save { a, b, at, sealed } = w.save("one", PLAIN);
    let author = w.sender.founder.key.public();
    assert_eq!(
        *open_version(&a, &b, &at, &sealed, Some(&author)).unwrap(),
        PLAIN
    );
    let demo = world_of(DeploymentKind::Demo).deployment;
    let changes: [fn(&mut VersionAt<'static>, Deployment); 12] = [
        |at, demo| at.ctx.deployment = demo,
        |at, _| at.ctx.row = Some(id("two")),
        |at, _| at.ctx.case = Some(id("another case")),
        |at, _| at.ctx.section = Some("contact"),
        |at, _| at.ctx.format = Some(2),
        |at, _| (at.ctx.version, at.prev) = (Some(2), Some([0; 32])),
        |at, _| at.ctx.owner = Some(id("another institution")),
        |at, _| at.ctx.circle = Some(id("circle")),
        |at, _| at.ctx.epoch = Some(0),
        |at, _| at.half = id("another half"),
        |at, _| at.prev = Some([0; 32]),
        |at, _| at.ctx.version = Some(2),
    ];
    for (turn, change) in changes.iter().enumerate() {
        let mut moved = at;
        change(&mut moved, demo);
        assert!(
            refused(open_version(&a, &b, &moved, &sealed, Some(&author))),
            "{turn}"
        );
        assert!(
            refused(open_version(&a, &b, &moved, &sealed, None)),
            "{turn}, scan"
        );
    }

    // A receiver who holds both halves writes other words under the same key.
    let receiver = &w.receiver.founder.key;
    let rewritten = seal_version(receiver, &a, &b, &at, b"other words", &mut w.chance).unwrap();
    let rewritten = SealedVersion {
        sig: sealed.sig,
        ..rewritten
    };
    assert!(refused(open_version(
        &a,
        &b,
        &at,
        &rewritten,
        Some(&author)
    )));

    let circle = w.sender.circle_at();
    let ring_at = RingAt {
        circle,
        sealed: id("one"),
        letter: None,
    };
    let ring = seal_ring(&w.sender.root.ring(circle), &ring_at, &a, &mut w.chance);
    for moved in [
        RingAt {
            sealed: id("two"),
            ..ring_at
        },
        RingAt {
            letter: Some(id("letter")),
            ..ring_at
        },
        RingAt {
            circle: CircleAt {
                deployment: demo,
                ..circle
            },
            ..ring_at
        },
        RingAt {
            circle: CircleAt {
                circle: id("another circle"),
                ..circle
            },
            ..ring_at
        },
        RingAt {
            circle: CircleAt { epoch: 1, ..circle },
            ..ring_at
        },
    ] {
        // By the place alone (same key), and with the key the other place would give.
        for key in [w.sender.root.ring(circle), w.sender.root.ring(moved.circle)] {
            assert!(refused(open_ring(&key, &moved, &ring)));
        }
    }
}

#[test]
fn attack_15_locks_do_not_move_and_their_cost_is_bounded() {
    let mut w = world();
    let file = KeyFile::draw(w.deployment, &mut w.chance);
    let member = w.sender.founder.at;
    let key = BundleKey::draw(&mut w.chance);
    let at = LockAt {
        member,
        lock: id("lock"),
    };
    let pepper = &file.pepper;
    let lock = seal_lock(&at, Params::kit(), "një frazë", pepper, &key, &mut w.chance).unwrap();
    assert!(open_lock(&at, &lock, "një frazë", pepper).is_ok());
    // The same phrase in another normal form.
    assert!(open_lock(&at, &lock, "nje\u{308} fraze\u{308}", pepper).is_ok());
    assert!(refused(open_lock(&at, &lock, "një fraze", pepper)));
    let other = KeyFile::draw(w.deployment, &mut w.chance).pepper;
    assert!(refused(open_lock(&at, &lock, "një frazë", &other)));
    let elsewhere = MemberAt {
        member: id("somebody"),
        ..member
    };
    for moved in [
        LockAt {
            lock: id("other"),
            ..at
        },
        LockAt {
            member: elsewhere,
            ..at
        },
    ] {
        assert!(refused(open_lock(&moved, &lock, "një frazë", pepper)));
    }
    // Memory, passes and lanes stand at 5, 9 and 13: out of bounds is refused before any work.
    for (offset, value) in [
        (5, 0_u32),
        (5, 15),
        (5, 262_145),
        (9, 0),
        (9, 9),
        (13, 0),
        (13, 5),
    ] {
        let mut edited = lock.clone();
        edited[offset..offset + 4].copy_from_slice(&value.to_be_bytes());
        assert!(refused(open_lock(&at, &edited, "një frazë", pepper)));
    }
    assert_eq!(spend_lock(Params::kit(), "një frazë"), Refused);
}

#[test]
fn the_decided_cost_opens_what_it_closed() {
    let mut w = world();
    let file = KeyFile::draw(w.deployment, &mut w.chance);
    let at = LockAt {
        member: w.sender.founder.at,
        lock: id("lock"),
    };
    let key = BundleKey::draw(&mut w.chance);
    let decided = Params::DECIDED;
    let lock = seal_lock(&at, decided, "fraza", &file.pepper, &key, &mut w.chance).unwrap();
    assert_eq!(lock[5..17], [0, 1, 0, 0, 0, 0, 0, 3, 0, 0, 0, 1]);
    let opened = open_lock(&at, &lock, "fraza", &file.pepper).ok().unwrap();
    assert_eq!(opened.expose(), key.expose());
}
