//! Canonical bytes: the one way this crate writes fields, and a reader that accepts nothing else.

use std::fmt;

/// Why bytes are not the canonical form of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadEntry {
    /// The version byte is not one this crate knows.
    Version(u8),
    /// The bytes end inside a field.
    Truncated,
    /// Bytes follow the last field.
    Trailing,
    /// A tag byte names no variant.
    Tag(u8),
    /// A number or length is not in its shortest form, or does not fit 64 bits.
    Number,
    /// A text is not UTF-8.
    Text,
}

impl fmt::Display for BadEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(found) => write!(f, "the entry has the unknown version {found}"),
            Self::Truncated => f.write_str("the entry ends inside a field"),
            Self::Trailing => f.write_str("bytes follow the end of the entry"),
            Self::Tag(found) => write!(f, "the tag {found} names nothing"),
            Self::Number => f.write_str("a number is not in its shortest form"),
            Self::Text => f.write_str("a text is not UTF-8"),
        }
    }
}

impl std::error::Error for BadEntry {}

/// Appends fields in their canonical form.
#[derive(Default)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    pub(crate) fn byte(&mut self, value: u8) {
        self.0.push(value);
    }

    pub(crate) fn fixed(&mut self, value: &[u8]) {
        self.0.extend_from_slice(value);
    }

    pub(crate) fn int(&mut self, value: i64) {
        self.fixed(&value.to_be_bytes());
    }

    /// LEB128 in its shortest form: seven bits a byte, lowest first, top bit set on all but the last.
    pub(crate) fn number(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.byte(value as u8 | 0x80);
            value >>= 7;
        }
        self.byte(value as u8);
    }

    pub(crate) fn count(&mut self, value: usize) {
        self.number(value as u64);
    }

    pub(crate) fn bytes(&mut self, value: &[u8]) {
        self.count(value.len());
        self.fixed(value);
    }

    pub(crate) fn text(&mut self, value: &str) {
        self.bytes(value.as_bytes());
    }

    pub(crate) fn list<T>(&mut self, items: &[T], each: impl Fn(&mut Self, &T)) {
        self.count(items.len());
        for item in items {
            each(self, item);
        }
    }

    pub(crate) fn option<T>(&mut self, value: Option<&T>, each: impl Fn(&mut Self, &T)) {
        self.byte(u8::from(value.is_some()));
        if let Some(value) = value {
            each(self, value);
        }
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }
}

/// Takes fields off the front of a slice; total on any bytes.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], BadEntry> {
        let (head, rest) = self.0.split_at_checked(length).ok_or(BadEntry::Truncated)?;
        self.0 = rest;
        Ok(head)
    }

    pub(crate) fn fixed<const N: usize>(&mut self) -> Result<[u8; N], BadEntry> {
        let (head, rest) = self.0.split_first_chunk().ok_or(BadEntry::Truncated)?;
        self.0 = rest;
        Ok(*head)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, BadEntry> {
        self.fixed().map(|[byte]| byte)
    }

    pub(crate) fn int(&mut self) -> Result<i64, BadEntry> {
        self.fixed().map(i64::from_be_bytes)
    }

    pub(crate) fn number(&mut self) -> Result<u64, BadEntry> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return Err(BadEntry::Number);
            }
            value |= bits << shift;
            if byte < 0x80 {
                let padded = byte == 0 && shift > 0;
                return if padded {
                    Err(BadEntry::Number)
                } else {
                    Ok(value)
                };
            }
        }
        Err(BadEntry::Number)
    }

    pub(crate) fn text(&mut self) -> Result<String, BadEntry> {
        let length = usize::try_from(self.number()?).map_err(|_| BadEntry::Number)?;
        let bytes = self.take(length)?;
        std::str::from_utf8(bytes)
            .map(str::to_owned)
            .map_err(|_| BadEntry::Text)
    }

    pub(crate) fn list<T>(
        &mut self,
        each: impl Fn(&mut Self) -> Result<T, BadEntry>,
    ) -> Result<Vec<T>, BadEntry> {
        let count = self.number()?;
        // The count is not trusted for a reservation: every item takes at least one byte.
        let mut items = Vec::new();
        for _ in 0..count {
            items.push(each(self)?);
        }
        Ok(items)
    }

    pub(crate) fn option<T>(
        &mut self,
        each: impl Fn(&mut Self) -> Result<T, BadEntry>,
    ) -> Result<Option<T>, BadEntry> {
        match self.byte()? {
            0 => Ok(None),
            1 => each(self).map(Some),
            tag => Err(BadEntry::Tag(tag)),
        }
    }

    pub(crate) fn end(&self) -> Result<(), BadEntry> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(BadEntry::Trailing)
        }
    }
}
