//! In which encoding a file is written: told by its first bytes, or by reading all of it once.

use super::End;
use super::progress::Progress;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek};
use std::path::Path;

/// How many first bytes show whether there are two bytes to a letter.
const SAMPLE: u64 = 4096;

/// The encoding of the file.
pub(super) fn of(path: &Path, progress: &mut Progress) -> Result<&'static Encoding, End> {
    let wrong = |why: &dyn std::fmt::Display| End::Refused(format!("{}: {why}", path.display()));
    let mut file = File::open(path).map_err(|error| wrong(&error))?;
    if !file.metadata().is_ok_and(|it| it.is_file()) {
        return Err(wrong(&"is not a file"));
    }
    let mut first = Vec::new();
    (&mut file)
        .take(SAMPLE)
        .read_to_end(&mut first)
        .map_err(|error| wrong(&error))?;
    if first.is_empty() {
        return Err(wrong(&"the file is empty"));
    }
    if first.starts_with(b"PK\x03\x04") || first.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(wrong(&"this is a workbook; save it as CSV first"));
    }
    if let Some((encoding, _)) = Encoding::for_bom(&first) {
        return Ok(encoding);
    }
    if let Some(encoding) = two_bytes_a_letter(&first) {
        return Ok(encoding);
    }
    file.rewind().map_err(|error| wrong(&error))?;
    one_byte_or_utf8(file, progress).map_err(|end| end.unwrap_or_else(|error| wrong(&error)))
}

/// UTF-16 without a mark: most letters of a register have an empty half.
fn two_bytes_a_letter(first: &[u8]) -> Option<&'static Encoding> {
    let empty = |skip: usize| {
        first
            .iter()
            .skip(skip)
            .step_by(2)
            .filter(|it| **it == 0)
            .count()
    };
    let many = first.len() / 4;
    match (empty(0), empty(1)) {
        (0, low) if low > many => Some(UTF_16LE),
        (high, 0) if high > many => Some(UTF_16BE),
        (_, _) => None,
    }
}

/// UTF-8 when that is what the letters beyond ASCII are; a few broken ones are then found with their cell.
fn one_byte_or_utf8(
    file: File,
    progress: &mut Progress,
) -> Result<&'static Encoding, Result<End, std::io::Error>> {
    let mut lines = BufReader::with_capacity(1 << 16, file);
    let (mut whole, mut broken) = (0_u64, 0_u64);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line).map_err(Err)? > 0 {
        progress.check().map_err(Ok)?;
        for chunk in line.utf8_chunks() {
            whole += chunk.valid().chars().filter(|it| !it.is_ascii()).count() as u64;
            broken += u64::from(!chunk.invalid().is_empty());
        }
        line.clear();
    }
    Ok(if broken > whole { WINDOWS_1250 } else { UTF_8 })
}
