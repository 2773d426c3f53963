//! A checkpoint (C2SP tlog-checkpoint): the log's name, its size and its root, signed.

use data_encoding::BASE64;

use crate::Hash;
use crate::note::{LogKey, LogPublicKey, NoteRefused, SignedNote};
use crate::tree::Frontier;

/// What a log says of itself at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    size: u64,
    root: Hash,
    extensions: Vec<String>,
}

impl Checkpoint {
    /// What the log of this key says when its tree is `tree`.
    pub fn of(tree: &Frontier, key: &LogPublicKey) -> Self {
        let origin = key.name().to_owned();
        Self {
            origin,
            size: tree.size(),
            root: tree.root(),
            extensions: Vec::new(),
        }
    }

    /// The log's name.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The tree's root.
    pub fn root(&self) -> &Hash {
        &self.root
    }

    /// Lines after the root; Besa writes none and gives them no meaning.
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }

    /// The text that is signed.
    pub fn text(&self) -> String {
        let root = BASE64.encode(&self.root);
        let mut text = format!("{}\n{}\n{root}\n", self.origin, self.size);
        for line in &self.extensions {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// The signed note.
    pub fn sign(&self, key: &LogKey) -> String {
        key.sign(&self.text())
    }

    /// Reads the text of a checkpoint without its signatures; total on any text.
    ///
    /// # Errors
    /// [`NoteRefused::Checkpoint`] when the text is not exactly what [`Checkpoint::text`] writes.
    pub fn parse(text: &str) -> Result<Self, NoteRefused> {
        let body = text.strip_suffix('\n').ok_or(NoteRefused::Checkpoint)?;
        let mut lines = body.split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next())
        else {
            return Err(NoteRefused::Checkpoint);
        };
        let root = BASE64
            .decode(root.as_bytes())
            .ok()
            .and_then(|root| root.try_into().ok());
        let (Ok(size), Some(root)) = (size.parse(), root) else {
            return Err(NoteRefused::Checkpoint);
        };
        let extensions = lines.map(str::to_owned).collect::<Vec<_>>();
        let blank = origin.is_empty() || extensions.iter().any(String::is_empty);
        let checkpoint = Self {
            origin: origin.to_owned(),
            size,
            root,
            extensions,
        };
        // The comparison refuses "+7" and "007", which the standard number parser would take.
        if blank || checkpoint.text() != text {
            return Err(NoteRefused::Checkpoint);
        }
        Ok(checkpoint)
    }

    /// Reads a signed note and checks that this key signed it for the log of its name.
    ///
    /// # Errors
    /// [`NoteRefused`] says what is wrong: form, signature, checkpoint or origin, in that order.
    pub fn open(note: &str, key: &LogPublicKey) -> Result<Self, NoteRefused> {
        let note = SignedNote::parse(note)?;
        note.check(key)?;
        let checkpoint = Self::parse(note.text)?;
        if checkpoint.origin == key.name() {
            Ok(checkpoint)
        } else {
            Err(NoteRefused::Origin)
        }
    }
}
