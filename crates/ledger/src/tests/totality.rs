//! Every parser takes any bytes: 100,000 changes of the committed vectors, none of them a panic.

use proptest::prelude::*;
use proptest::sample::Index;

use super::entry::samples;
use super::key;
use super::note::OUR_NOTE;
use crate::*;

/// Cuts, flips, inserts and overwrites, as far as a short script says.
fn changed(bytes: &[u8], script: &[(Index, u8, u8)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (place, way, value) in script {
        let at = place.index(bytes.len() + 1);
        match (way % 4, bytes.get_mut(at)) {
            (0, _) => bytes.truncate(at.max(1)),
            (1, _) | (_, None) => bytes.insert(at, *value),
            (2, Some(byte)) => *byte ^= value | 1,
            (_, Some(byte)) => *byte = *value,
        }
    }
    bytes
}

fn script() -> impl Strategy<Value = Vec<(Index, u8, u8)>> {
    prop::collection::vec((any::<Index>(), any::<u8>(), any::<u8>()), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100_000) })]

    #[test]
    fn an_entry_is_refused_or_is_canonical(which in 0usize..5, script in script()) {
        let bytes = changed(&samples()[which].encode(), &script);
        if let Ok(entry) = Entry::decode(&bytes) {
            prop_assert_eq!(entry.encode(), bytes);
        }
    }

    #[test]
    fn a_changed_note_or_key_is_refused(script in script()) {
        let note = String::from_utf8_lossy(&changed(OUR_NOTE.as_bytes(), &script)).into_owned();
        if let Ok(checkpoint) = Checkpoint::open(&note, key().public()) {
            prop_assert_eq!(checkpoint.sign(&key()), OUR_NOTE);
        }
        if let Ok(checkpoint) = Checkpoint::parse(&note) {
            prop_assert_eq!(checkpoint.text(), note);
        }
        let text = key().public().to_string();
        let text = String::from_utf8_lossy(&changed(text.as_bytes(), &script)).into_owned();
        if let Ok(read) = text.parse::<LogPublicKey>() {
            prop_assert_eq!(read.to_string(), text);
        }
    }
}
