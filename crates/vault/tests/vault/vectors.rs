//! The committed vectors: bytes that must never change without a new format version.

use crate::formats;
use besa_vault::*;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Vector {
    format: String,
    inputs: BTreeMap<String, String>,
    bytes: String,
}

/// A missing file is written and the test fails once, so that a new vector is looked at.
#[test]
fn vectors_are_regenerated_to_the_byte() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let mut missing = Vec::new();
    for format in formats::all() {
        if format.inputs.is_empty() && format.name != "key-file" {
            continue; // the same bytes stand in the vector of their other part
        }
        let inputs = format
            .inputs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), v.clone()))
            .collect();
        let bytes = HEXLOWER.encode(&format.bytes);
        let made = Vector {
            format: format.name.to_owned(),
            inputs,
            bytes,
        };
        let file = folder.join(format!("{}.json", format.name));
        match std::fs::read_to_string(&file) {
            Ok(text) => assert_eq!(serde_json::from_str::<Vector>(&text).unwrap(), made),
            Err(_) => {
                let text = serde_json::to_string_pretty(&made).unwrap();
                std::fs::write(&file, text + "\n").unwrap();
                missing.push(format.name);
            }
        }
    }
    assert!(
        missing.is_empty(),
        "written, look at them and commit: {missing:?}"
    );
}

#[test]
fn every_sample_opens() {
    for format in formats::all() {
        assert!((format.opens)(&format.bytes), "{}", format.name);
    }
}

/// The root file is age's format with age's own randomness: its vector can be opened only.
#[test]
fn root_file_of_the_past_opens() {
    let file = include_bytes!("../../vectors/root.age");
    let (root, deployment) = open_root_file(file, formats::PHRASE).unwrap();
    let w = crate::kit::world();
    assert_eq!((root.expose(), deployment), (w.root.expose(), w.deployment));
    assert!(crate::kit::refused(open_root_file(
        file,
        "pesë fjalë të tjera"
    )));
}

/// RFC 6238, appendix B (the last six digits of its eight).
#[test]
fn one_time_codes_are_those_of_the_standard() {
    let secret = TotpSecret::from_bytes(*b"12345678901234567890");
    for (time, code) in [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ] {
        assert_eq!(secret.code(totp_step(time)), code);
        assert_eq!(secret.verify(code, time + 30), Ok(totp_step(time)));
        assert_eq!(secret.verify(code, time - 30), Ok(totp_step(time)));
        assert_eq!(secret.verify(code, time + 61), Err(Refused));
        assert_eq!(secret.verify(&code[..5], time), Err(Refused));
    }
    assert_eq!(
        secret.uri("Besa Shkodër", "mira").as_str(),
        "otpauth://totp/Besa%20Shkod%C3%ABr:mira?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
         &issuer=Besa%20Shkod%C3%ABr"
    );
    assert_eq!(
        TotpSecret::parse(&secret.base32()).unwrap().expose(),
        secret.expose()
    );
}
