//! The one way of writing and reading our canonical bytes: big-endian, length-prefixed.

use crate::Refused;

/// Writes fields one after another.
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    /// Starts with a four-byte mark: three letters and the format's version.
    pub(crate) fn new(mark: &[u8; 4]) -> Self {
        Self(mark.to_vec())
    }

    /// The same for secrets: a buffer that never grows leaves no unwiped copies behind.
    pub(crate) fn sized(mark: &[u8; 4], len: usize) -> Self {
        let mut bytes = Vec::with_capacity(len);
        bytes.extend_from_slice(mark);
        Self(bytes)
    }

    pub(crate) fn bare() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn raw(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(bytes);
        self
    }

    pub(crate) fn u8(self, n: u8) -> Self {
        self.raw(&[n])
    }

    pub(crate) fn u16(self, n: u16) -> Self {
        self.raw(&n.to_be_bytes())
    }

    pub(crate) fn u32(self, n: u32) -> Self {
        self.raw(&n.to_be_bytes())
    }

    pub(crate) fn i64(self, n: i64) -> Self {
        self.raw(&n.to_be_bytes())
    }

    /// A field of variable length. No field of ours comes near 4 GiB; one that did would be
    /// written whole under a length that no reader accepts.
    pub(crate) fn var(self, bytes: &[u8]) -> Self {
        self.u32(u32::try_from(bytes.len()).unwrap_or(u32::MAX))
            .raw(bytes)
    }

    pub(crate) fn count(self, n: usize) -> Self {
        self.u32(u32::try_from(n).unwrap_or(u32::MAX))
    }

    /// A field that may be absent: absent is empty.
    pub(crate) fn maybe(self, bytes: Option<&[u8]>) -> Self {
        self.var(bytes.unwrap_or_default())
    }

    pub(crate) fn done(self) -> Vec<u8> {
        self.0
    }
}

/// Reads the same fields back and refuses whatever [`Writer`] would not have written.
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8], mark: &[u8; 4]) -> Result<Self, Refused> {
        bytes.strip_prefix(mark).map(Self).ok_or(Refused)
    }

    pub(crate) fn take(&mut self, n: usize) -> Result<&'a [u8], Refused> {
        let (head, tail) = self.0.split_at_checked(n).ok_or(Refused)?;
        self.0 = tail;
        Ok(head)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], Refused> {
        let (head, tail) = self.0.split_first_chunk().ok_or(Refused)?;
        self.0 = tail;
        Ok(*head)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, Refused> {
        self.array().map(u8::from_be_bytes)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, Refused> {
        self.array().map(u16::from_be_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Refused> {
        self.array().map(u32::from_be_bytes)
    }

    pub(crate) fn i64(&mut self) -> Result<i64, Refused> {
        self.array().map(i64::from_be_bytes)
    }

    pub(crate) fn var(&mut self) -> Result<&'a [u8], Refused> {
        let n = usize::try_from(self.u32()?).map_err(|_| Refused)?;
        self.take(n)
    }

    pub(crate) fn text(&mut self) -> Result<String, Refused> {
        String::from_utf8(self.var()?.to_vec()).map_err(|_| Refused)
    }

    /// An optional field of exactly `N` bytes.
    pub(crate) fn maybe<const N: usize>(&mut self) -> Result<Option<[u8; N]>, Refused> {
        match self.var()? {
            [] => Ok(None),
            some => some.try_into().map(Some).map_err(|_| Refused),
        }
    }

    pub(crate) fn rest(self) -> &'a [u8] {
        self.0
    }

    /// Refuses trailing bytes.
    pub(crate) fn done(self) -> Result<(), Refused> {
        self.0.is_empty().then_some(()).ok_or(Refused)
    }
}
