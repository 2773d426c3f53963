//! Every spelling in which a careless program leaves a word behind. The workshop reads this file, too:
//! it searches writes and memory of the shipped program.

/// Every spelling of a marker that is searched for.
pub(crate) fn spellings(marker: &str) -> Vec<(&'static str, Vec<u8>)> {
    let mut all = Vec::new();
    for (case, text) in [
        ("as it is", marker.to_owned()),
        ("upper case", marker.to_uppercase()),
        ("lower case", marker.to_lowercase()),
    ] {
        let bytes = text.as_bytes().to_vec();
        let utf16 = |swap: bool| -> Vec<u8> {
            let unit = |unit: u16| {
                if swap {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            };
            text.encode_utf16().flat_map(unit).collect()
        };
        all.push((case, bytes.clone()));
        all.push(("UTF-16 LE", utf16(false)));
        all.push(("UTF-16 BE", utf16(true)));
        all.push(("hex", data_encoding::HEXLOWER.encode(&bytes).into_bytes()));
        all.push(("hex", data_encoding::HEXUPPER.encode(&bytes).into_bytes()));
        let escaped: String = bytes
            .iter()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                    char::from(*byte).to_string()
                }
                other => format!("%{other:02X}"),
            })
            .collect();
        all.push(("URL", escaped.replace("%20", "+").into_bytes()));
        all.push(("URL", escaped.into_bytes()));
        // Base64 depends on where in a text the marker stands: the middle of each of three shifts.
        for shift in 0..3_usize {
            let padded = [vec![b' '; shift], bytes.clone()].concat();
            for coding in [data_encoding::BASE64_NOPAD, data_encoding::BASE64URL_NOPAD] {
                let text = coding.encode(&padded);
                let from = (shift * 8).div_ceil(6);
                let to = text.len() - usize::from(padded.len() % 3 != 0);
                all.push(("base64", text.as_bytes()[from..to].to_vec()));
            }
        }
    }
    all
}
