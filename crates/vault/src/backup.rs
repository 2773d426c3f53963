//! Backup files: age to X25519 recipients, unchanged, so that the stock tool opens them too.

use crate::Refused;
use age::secrecy::ExposeSecret;
use age::stream::{StreamReader, StreamWriter};
use std::fmt;
use std::io::{self, BufRead, Read, Write};
use std::str::FromStr;
use zeroize::Zeroizing;

/// Who can open a backup: a public key as `age-keygen` prints it (`age1…`).
#[derive(Clone)]
pub struct BackupRecipient(age::x25519::Recipient);

impl FromStr for BackupRecipient {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        text.parse().map(Self).map_err(|_| Refused)
    }
}

impl fmt::Display for BackupRecipient {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// The secret half of a recipient, kept off the server.
pub struct BackupKey(age::x25519::Identity);

impl BackupKey {
    /// Draws a key from the operating system, as the library does for its own files.
    pub fn generate() -> Self {
        Self(age::x25519::Identity::generate())
    }

    /// The public half.
    pub fn recipient(&self) -> BackupRecipient {
        BackupRecipient(self.0.to_public())
    }

    /// The key as `age-keygen` writes it (`AGE-SECRET-KEY-1…`).
    pub fn print(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_string().expose_secret().to_owned())
    }
}

impl FromStr for BackupKey {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        text.parse().map(Self).map_err(|_| Refused)
    }
}

/// A backup file being written; what is written is closed to its recipients.
pub struct BackupWriter<W: Write>(StreamWriter<W>);

impl<W: Write> BackupWriter<W> {
    /// Begins a file for these recipients; none at all is an error.
    pub fn new(to: &[BackupRecipient], out: W) -> io::Result<Self> {
        let to = to.iter().map(|it| &it.0 as &dyn age::Recipient);
        let closing = age::Encryptor::with_recipients(to).map_err(io::Error::other)?;
        closing.wrap_output(out).map(Self)
    }

    /// Ends the file; one that was not ended does not open.
    pub fn finish(self) -> io::Result<W> {
        self.0.finish()
    }
}

impl<W: Write> Write for BackupWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// A backup file being read.
pub struct BackupReader<R: BufRead>(StreamReader<R>);

impl<R: BufRead> BackupReader<R> {
    /// Opens a file with a recipient's key; a changed or shortened one fails while it is read.
    pub fn new(key: &BackupKey, input: R) -> Result<Self, Refused> {
        let opening = age::Decryptor::new_buffered(input).map_err(|_| Refused)?;
        let key = std::iter::once(&key.0 as &dyn age::Identity);
        opening.decrypt(key).map(Self).map_err(|_| Refused)
    }
}

impl<R: BufRead> Read for BackupReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into)
    }
}
