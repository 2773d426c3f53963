//! More than 100,000 damaged samples: none may open, none may panic.

use crate::formats::{self, Format};
use crate::kit::*;
use besa_vault::*;

/// A random number below `n`.
fn below(chance: &mut Fixed, n: usize) -> usize {
    let mut bytes = [0; 8];
    chance.fill(&mut bytes);
    usize::try_from(u64::from_be_bytes(bytes) % n as u64).unwrap()
}

/// One damage: a flipped bit, a cut, added bytes, two swapped bytes, or a foreign tail.
fn damage(bytes: &[u8], foreign: &[u8], chance: &mut Fixed) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let at = below(chance, out.len());
    match below(chance, 5) {
        0 => out[at] ^= 1 << below(chance, 8),
        1 => out.truncate(at),
        2 => (0..=below(chance, 40)).for_each(|n| out.push(bytes[(at + n) % bytes.len()])),
        3 => {
            let other = below(chance, out.len());
            out.swap(at, other);
        }
        _ => {
            let tail = below(chance, foreign.len());
            out.splice(at.., foreign[tail..].iter().copied());
        }
    }
    if out == bytes {
        out[at] ^= 1;
    }
    out
}

#[test]
fn damaged_bytes_never_open() {
    let formats = formats::all();
    let total: usize = formats.iter().map(|format| format.mutations).sum();
    assert!(total >= 100_000, "{total}");
    let mut chance = Fixed::new("damage");
    for Format {
        name,
        bytes,
        mutations,
        opens,
        ..
    } in &formats
    {
        for turn in 0..*mutations {
            let foreign = &formats[turn % formats.len()].bytes;
            let damaged = damage(bytes, foreign, &mut chance);
            assert!(!opens(&damaged), "{name}, turn {turn}");
        }
    }
}

/// The signature refuses damaged envelopes first; here the sender signs the damage himself, so
/// that the envelope's own reader and HPKE have to refuse.
#[test]
fn damaged_envelopes_never_open_even_when_signed() {
    let mut w = world();
    let save = w.save("one", formats::PLAIN);
    let statement = w.statement(&[id("one")]);
    let letter = w.letter(&statement, &[save.a]);
    let body = letter.body.clone().unwrap();
    let mut chance = Fixed::new("signed damage");
    for turn in 0..500 {
        let damaged = damage(&body, &letter.statement, &mut chance);
        let body_hash = sha256(&[&damaged]);
        let message = [letter.statement.as_slice(), &body_hash].concat();
        let sig = w.sender.founder.key.sign("letter", &message);
        let body = Some(damaged);
        let letter = Letter {
            body,
            body_hash,
            sig,
            ..letter.clone()
        };
        assert!(refused(w.open(&letter)), "turn {turn}");
    }
}

#[test]
fn damaged_root_files_never_open() {
    let file = include_bytes!("../../vectors/root.age");
    let mut chance = Fixed::new("root damage");
    for turn in 0..60 {
        let damaged = damage(file, file, &mut chance);
        assert!(
            refused(open_root_file(&damaged, formats::PHRASE)),
            "turn {turn}"
        );
    }
}

/// The readers of signed things meet arbitrary bytes before any signature does.
#[test]
fn readers_are_total_and_canonical() {
    let mut chance = Fixed::new("readers");
    let formats = formats::all();
    for format in formats
        .iter()
        .filter(|f| f.name.contains("card") || f.name.contains("-st") || f.name == "erasure")
    {
        for _ in 0..2_000 {
            let bytes = damage(&format.bytes, &format.bytes, &mut chance);
            for again in [
                InstitutionCard::decode(&bytes).map(|card| card.encode()),
                MemberCard::decode(&bytes).map(|card| card.encode()),
                CircleCard::decode(&bytes).map(|card| card.encode()),
                Statement::decode(&bytes).map(|statement| statement.encode()),
                LetterEnd::decode(&bytes).map(|end| end.encode()),
                Erasure::decode(&bytes).map(|erasure| erasure.encode()),
            ]
            .into_iter()
            .flatten()
            {
                assert_eq!(again, bytes, "{}", format.name);
            }
        }
    }
}
