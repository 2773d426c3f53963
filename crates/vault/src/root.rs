//! The roots of the key ladder (V1): each secret feeds one algorithm only.

use crate::envelope::KemKey;
use crate::hash::derive;
use crate::secret::secret;
use crate::sig::SigKey;
use crate::{CircleAt, MemberAt};

secret! {
    /// A member's root: HKDF input only, kept in the member's bundle.
    MemberRoot, 32
}

secret! {
    /// A circle's root of one epoch: HKDF input only, handed to members by seats.
    CircleRoot, 32
}

secret! {
    /// An institution's Ed25519 seed: signs its cards, nothing else.
    InstitutionSeed, 32
}

secret! {
    /// The deployment's Ed25519 seed: signs institution cards, lives in the root file.
    DeploymentRoot, 32
}

secret! {
    /// A member's key for drafts; with a draft's half B it gives the draft's own key.
    DraftKey, 32
}

secret! {
    /// A member's key for the stored digits of the PIN (V17).
    PinKey, 32
}

secret! {
    /// A circle's AEAD key for the ring rows of one epoch (V5).
    RingKey, 32
}

secret! {
    /// A circle's AEAD key for its chain row; rotation (V13) seals the epoch before under it.
    ChainKey, 32
}

impl MemberRoot {
    fn part(&self, purpose: &str, at: MemberAt) -> zeroize::Zeroizing<[u8; 32]> {
        derive(purpose, &[], &[&self.0], &[&at.ctx().bytes(purpose)])
    }

    /// The key that seats and rescued texts are sealed to.
    pub fn kem(&self, at: MemberAt) -> KemKey {
        KemKey::from_seed(&self.part("member/kem", at))
    }

    /// The key this member signs with.
    pub fn sig(&self, at: MemberAt) -> SigKey {
        SigKey::from_seed(&self.part("member/sig", at))
    }

    /// The key under this member's drafts.
    pub fn draft(&self, at: MemberAt) -> DraftKey {
        DraftKey(*self.part("member/draft", at))
    }

    /// The key under this member's PIN.
    pub fn pin(&self, at: MemberAt) -> PinKey {
        PinKey(*self.part("member/pin", at))
    }
}

impl CircleRoot {
    fn part(&self, purpose: &str, at: CircleAt) -> zeroize::Zeroizing<[u8; 32]> {
        derive(purpose, &[], &[&self.0], &[&at.ctx().bytes(purpose)])
    }

    /// The key that letters to this circle are sealed to.
    pub fn kem(&self, at: CircleAt) -> KemKey {
        KemKey::from_seed(&self.part("circle/kem", at))
    }

    /// The key that signs the circle's next card.
    pub fn sig(&self, at: CircleAt) -> SigKey {
        SigKey::from_seed(&self.part("circle/sig", at))
    }

    /// The key under the circle's ring rows.
    pub fn ring(&self, at: CircleAt) -> RingKey {
        RingKey(*self.part("circle/ring", at))
    }

    /// The key under the circle's chain row.
    pub fn chain(&self, at: CircleAt) -> ChainKey {
        ChainKey(*self.part("circle/chain", at))
    }
}

impl InstitutionSeed {
    /// The institution's signing key.
    pub fn key(&self) -> SigKey {
        SigKey::from_seed(&self.0)
    }
}

impl DeploymentRoot {
    /// The deployment's signing key.
    pub fn key(&self) -> SigKey {
        SigKey::from_seed(&self.0)
    }
}
