//! Signed notes (C2SP signed-note) with Ed25519: a text, a blank line, and signature lines.

use std::fmt;
use std::str::FromStr;

use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

const ED25519: u8 = 1;

/// More signature lines than this are refused, so that a hostile note costs little.
const MOST_SIGNATURES: usize = 16;

/// Why a key, a note or a checkpoint is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteRefused {
    /// A key's name is empty or has a space, a plus sign or a control character.
    Name,
    /// A verifier key is not of the form `name+hash+base64`, or its hash is not its own.
    Key,
    /// The text is not a signed note.
    Form,
    /// The note's text is not a checkpoint.
    Checkpoint,
    /// The checkpoint belongs to another log.
    Origin,
    /// The key did not sign the note, or the signature is false.
    Signature,
}

impl fmt::Display for NoteRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => "the key's name is empty or has a space or a plus sign",
            Self::Key => "the verifier key is malformed",
            Self::Form => "the text is not a signed note",
            Self::Checkpoint => "the note is not a checkpoint",
            Self::Origin => "the checkpoint belongs to another log",
            Self::Signature => "the key did not sign this note",
        })
    }
}

impl std::error::Error for NoteRefused {}

/// The log's signing key with its name, which is also the origin line of every checkpoint.
///
/// It has no `Debug`: the seed must not reach a log line.
pub struct LogKey {
    public: LogPublicKey,
    signing: SigningKey,
}

impl LogKey {
    /// The key made from a 32-byte Ed25519 seed.
    ///
    /// # Errors
    /// [`NoteRefused::Name`] when the name cannot stand in a note.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, NoteRefused> {
        let signing = SigningKey::from_bytes(seed);
        let public = LogPublicKey::new(name, signing.verifying_key())?;
        Ok(Self { public, signing })
    }

    /// The key that checks what this one signs.
    pub fn public(&self) -> &LogPublicKey {
        &self.public
    }

    /// Signs a text that ends with a newline; gives the whole note.
    pub(crate) fn sign(&self, text: &str) -> String {
        let signature = self.signing.sign(text.as_bytes());
        let bytes = [self.public.hash.as_slice(), &signature.to_bytes()].concat();
        format!("{text}\n— {} {}\n", self.public.name, BASE64.encode(&bytes))
    }
}

/// The log's public key; as text it is `name+hash+base64`, the form of C2SP verifier keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogPublicKey {
    name: String,
    hash: [u8; 4],
    key: VerifyingKey,
}

impl LogPublicKey {
    fn new(name: &str, key: VerifyingKey) -> Result<Self, NoteRefused> {
        let barred = |c: char| c.is_whitespace() || c.is_control() || c == '+';
        if name.is_empty() || name.contains(barred) {
            return Err(NoteRefused::Name);
        }
        let digest: [u8; 32] = Sha256::new()
            .chain_update(name)
            .chain_update([b'\n', ED25519])
            .chain_update(key.as_bytes())
            .finalize()
            .into();
        let [a, b, c, d, ..] = digest;
        Ok(Self {
            name: name.to_owned(),
            hash: [a, b, c, d],
            key,
        })
    }

    /// The key's name, which is the log's origin.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for LogPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let typed = [&[ED25519], self.key.as_bytes().as_slice()].concat();
        write!(
            f,
            "{}+{}+{}",
            self.name,
            HEXLOWER.encode(&self.hash),
            BASE64.encode(&typed)
        )
    }
}

impl FromStr for LogPublicKey {
    type Err = NoteRefused;

    fn from_str(text: &str) -> Result<Self, NoteRefused> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(hash), Some(typed)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(NoteRefused::Key);
        };
        let typed = BASE64
            .decode(typed.as_bytes())
            .map_err(|_| NoteRefused::Key)?;
        let Some((&ED25519, bytes)) = typed.split_first() else {
            return Err(NoteRefused::Key);
        };
        let key = VerifyingKey::try_from(bytes).map_err(|_| NoteRefused::Key)?;
        let public = Self::new(name, key)?;
        if HEXLOWER.encode(&public.hash) == hash {
            Ok(public)
        } else {
            Err(NoteRefused::Key)
        }
    }
}

/// The keys that one log was signed with, oldest first: a lost one is followed by the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogKeys(Vec<LogPublicKey>);

impl LogKeys {
    /// The keys before, oldest first, and the one in force.
    pub fn new(before: Vec<LogPublicKey>, now: LogPublicKey) -> Self {
        let mut keys = before;
        keys.push(now);
        Self(keys)
    }

    /// All keys, oldest first; never none.
    pub fn all(&self) -> &[LogPublicKey] {
        &self.0
    }
}

impl From<&LogPublicKey> for LogKeys {
    fn from(key: &LogPublicKey) -> Self {
        Self(vec![key.clone()])
    }
}

impl From<&LogKeys> for LogKeys {
    fn from(keys: &LogKeys) -> Self {
        keys.clone()
    }
}

impl fmt::Display for LogKeys {
    /// One key a line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|key| writeln!(f, "{key}"))
    }
}

impl FromStr for LogKeys {
    type Err = NoteRefused;

    fn from_str(text: &str) -> Result<Self, NoteRefused> {
        let keys: Vec<LogPublicKey> = text
            .lines()
            .map(|line| line.trim().parse())
            .collect::<Result<_, _>>()?;
        if keys.is_empty() {
            Err(NoteRefused::Key)
        } else {
            Ok(Self(keys))
        }
    }
}

/// A parsed note: its text, with the closing newline, and its signatures, none of them checked.
pub(crate) struct SignedNote<'a> {
    pub(crate) text: &'a str,
    signatures: Vec<NoteSignature<'a>>,
}

struct NoteSignature<'a> {
    name: &'a str,
    hash: [u8; 4],
    bytes: Vec<u8>,
}

impl<'a> SignedNote<'a> {
    pub(crate) fn parse(note: &'a str) -> Result<Self, NoteRefused> {
        if note.chars().any(|c| c < ' ' && c != '\n') {
            return Err(NoteRefused::Form);
        }
        let blank = note.rfind("\n\n").ok_or(NoteRefused::Form)?;
        let (text, lines) = (&note[..=blank], &note[blank + 2..]);
        let lines = lines.strip_suffix('\n').ok_or(NoteRefused::Form)?;
        let signatures = lines
            .split('\n')
            .take(MOST_SIGNATURES + 1)
            .map(NoteSignature::parse)
            .collect::<Option<Vec<_>>>()
            .filter(|all| all.len() <= MOST_SIGNATURES)
            .ok_or(NoteRefused::Form)?;
        Ok(Self { text, signatures })
    }

    pub(crate) fn signatures(&self) -> usize {
        self.signatures.len()
    }

    /// Lines of other keys are passed over; every line that claims this key must be true.
    pub(crate) fn check(&self, key: &LogPublicKey) -> Result<(), NoteRefused> {
        let mut signed = false;
        let ours = |line: &&NoteSignature<'_>| line.name == key.name && line.hash == key.hash;
        for line in self.signatures.iter().filter(ours) {
            Signature::from_slice(&line.bytes)
                .and_then(|signature| key.key.verify_strict(self.text.as_bytes(), &signature))
                .map_err(|_| NoteRefused::Signature)?;
            signed = true;
        }
        if signed {
            Ok(())
        } else {
            Err(NoteRefused::Signature)
        }
    }
}

impl<'a> NoteSignature<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let (name, encoded) = line.strip_prefix("— ")?.split_once(' ')?;
        let bytes = BASE64.decode(encoded.as_bytes()).ok()?;
        let (hash, bytes) = bytes.split_first_chunk()?;
        let named = !name.is_empty() && !name.contains('+') && !bytes.is_empty();
        named.then(|| Self {
            name,
            hash: *hash,
            bytes: bytes.to_vec(),
        })
    }
}
