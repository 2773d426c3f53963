//! Notes and checkpoints: a published vector, our own committed one, and what must be refused.

use super::{SEED, key};
use crate::note::SignedNote;
use crate::*;

/// The example of the Go package `golang.org/x/mod/sumdb/note`.
const PUBLISHED_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PUBLISHED_NOTE: &str = "If you think cryptography is the answer to your problem,\n\
    then you don't know what your problem is.\n\n\
    — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

const OUR_KEY: &str = include_str!("vectors/log.key");
pub(crate) const OUR_NOTE: &str = include_str!("vectors/checkpoint.note");

fn checkpoint() -> Checkpoint {
    let mut tree = Frontier::default();
    tree.append(&[leaf_hash(b"a"), leaf_hash(b"b"), leaf_hash(b"c")]);
    Checkpoint::of(&tree, key().public())
}

#[test]
fn the_published_note_is_accepted_and_its_changes_are_not() {
    let key: LogPublicKey = PUBLISHED_KEY.parse().unwrap();
    assert_eq!(key.to_string(), PUBLISHED_KEY);
    let check = |note: &str| SignedNote::parse(note).and_then(|note| note.check(&key));
    assert_eq!(check(PUBLISHED_NOTE), Ok(()));
    assert_eq!(
        check(&PUBLISHED_NOTE.replace("think", "thank")),
        Err(NoteRefused::Signature)
    );
    assert_eq!(
        Checkpoint::open(PUBLISHED_NOTE, &key),
        Err(NoteRefused::Checkpoint)
    );
}

#[test]
fn our_committed_checkpoint_is_made_again_byte_for_byte() {
    assert_eq!(format!("{}\n", key().public()), OUR_KEY);
    assert_eq!(checkpoint().sign(&key()), OUR_NOTE);
    let public: LogPublicKey = OUR_KEY.trim_end().parse().unwrap();
    assert_eq!(Checkpoint::open(OUR_NOTE, &public), Ok(checkpoint()));
}

#[test]
fn lines_of_other_signers_are_passed_over_but_a_false_one_of_ours_is_not() {
    let witness = LogKey::from_seed("witness", &[1; 32]).unwrap();
    let line = |note: &str| note.rsplit("\n\n").next().unwrap().to_owned();
    let cosigned = OUR_NOTE.to_owned() + &line(&checkpoint().sign(&witness));
    assert_eq!(
        Checkpoint::open(&cosigned, key().public()),
        Ok(checkpoint())
    );
    assert_eq!(
        Checkpoint::open(OUR_NOTE, witness.public()),
        Err(NoteRefused::Signature)
    );
    let other = Checkpoint::of(&Frontier::default(), key().public()).sign(&key());
    let doubled = OUR_NOTE.to_owned() + &line(&other);
    assert_eq!(
        Checkpoint::open(&doubled, key().public()),
        Err(NoteRefused::Signature)
    );
    let many = OUR_NOTE.to_owned() + &line(OUR_NOTE).repeat(16);
    assert_eq!(
        Checkpoint::open(&many, key().public()),
        Err(NoteRefused::Form)
    );
}

#[test]
fn a_checkpoint_of_another_origin_is_refused() {
    let stranger = LogKey::from_seed("besa.test/elbasan", &SEED).unwrap();
    let note = Checkpoint::of(&Frontier::default(), stranger.public()).sign(&key());
    assert_eq!(
        Checkpoint::open(&note, key().public()),
        Err(NoteRefused::Origin)
    );
}

#[test]
fn checkpoint_text_has_one_form() {
    let text = checkpoint().text();
    assert_eq!(Checkpoint::parse(&text), Ok(checkpoint()));
    let extended = format!("{text}seen by nobody\n");
    let read = Checkpoint::parse(&extended).unwrap();
    assert_eq!(
        (read.extensions(), read.text()),
        (&["seen by nobody".to_owned()][..], extended)
    );
    for bad in [
        String::new(),
        text.trim_end().to_owned(),
        text.replace("\n3\n", "\n03\n"),
        text.replace("\n3\n", "\n+3\n"),
        text.replace("\n3\n", "\n-3\n"),
        text.replace("\n3\n", "\n99999999999999999999\n"),
        text.replace("besa.test/shkoder", ""),
        text.replace('=', ""),
        format!("{text}\n"),
        format!("{text}\nafter a blank\n"),
    ] {
        assert_eq!(
            Checkpoint::parse(&bad),
            Err(NoteRefused::Checkpoint),
            "{bad:?}"
        );
    }
}

#[test]
fn malformed_keys_are_refused() {
    for name in ["", "two words", "a+b", "a\nb"] {
        assert_eq!(
            LogKey::from_seed(name, &SEED).err(),
            Some(NoteRefused::Name),
            "{name:?}"
        );
    }
    let good = OUR_KEY.trim_end();
    for bad in [
        "",
        "besa.test/shkoder",
        &good.replace("shkoder", "elbasan"),
        &good.replace("+A", "+B"),
        &good[..good.len() - 4],
    ] {
        assert_eq!(
            bad.parse::<LogPublicKey>(),
            Err(NoteRefused::Key),
            "{bad:?}"
        );
    }
}
