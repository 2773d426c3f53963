//! Cards (V11): the signed public keys of institutions, members and circles, and their chain.

use crate::envelope::KemPublic;
use crate::sig::{Fingerprint, Sig, SigKey, SigPublic};
use crate::wire::{Reader, Writer};
use crate::{CircleAt, CircleRoot, Deployment, Hash, Id16, KemKey, MemberAt, Refused, sha256};
use std::ops::Deref;

const INSTITUTION: &[u8; 4] = b"BSI\x01";
const MEMBER: &[u8; 4] = b"BSM\x01";
const CIRCLE: &[u8; 4] = b"BSK\x01";

/// A card whose chain of signatures up to the deployment's root was checked; only the `trust`
/// functions make one. Whether a newer card exists is for the ledger to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trusted<C> {
    card: C,
    hash: Hash,
}

impl<C> Trusted<C> {
    /// The card's hash, by which statements, seats and ledger entries name it.
    pub fn hash(&self) -> Hash {
        self.hash
    }
}

impl<C> Deref for Trusted<C> {
    type Target = C;

    fn deref(&self) -> &C {
        &self.card
    }
}

fn trusted<C>(card: C, bytes: &[u8]) -> Trusted<C> {
    Trusted {
        card,
        hash: sha256(&[bytes]),
    }
}

/// An institution's card, signed by the deployment's root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstitutionCard {
    /// The deployment it is part of.
    pub deployment: Deployment,
    /// The institution.
    pub institution: Id16,
    /// Its full name; what a sender is shown before sending.
    pub name: String,
    /// Its kind, a code of the rule book.
    pub kind: String,
    /// Grows with each new card of the same institution.
    pub serial: u32,
    /// The key that signs its members' cards and its circles' first cards.
    pub sig: SigPublic,
}

impl InstitutionCard {
    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        Writer::new(INSTITUTION)
            .raw(&self.deployment.id())
            .raw(&self.institution)
            .var(self.name.as_bytes())
            .var(self.kind.as_bytes())
            .u32(self.serial)
            .raw(&self.sig.bytes())
            .done()
    }

    /// Reads canonical bytes; proves nothing about who signed them.
    pub fn decode(bytes: &[u8]) -> Result<Self, Refused> {
        let mut r = Reader::new(bytes, INSTITUTION)?;
        let card = Self {
            deployment: Deployment::from_id(r.array()?)?,
            institution: r.array()?,
            name: r.text()?,
            kind: r.text()?,
            serial: r.u32()?,
            sig: SigPublic::from_bytes(&r.array()?)?,
        };
        r.done()?;
        Ok(card)
    }

    /// SHA-256 of the canonical bytes.
    pub fn hash(&self) -> Hash {
        sha256(&[&self.encode()])
    }

    /// Signs with the deployment's root.
    pub fn sign(&self, root: &SigKey) -> Sig {
        root.sign("institution-card", &self.encode())
    }

    /// Checks a stored card against the root and the deployment it must belong to.
    pub fn trust(
        bytes: &[u8],
        sig: &Sig,
        root: &SigPublic,
        deployment: Deployment,
    ) -> Result<Trusted<Self>, Refused> {
        root.verify("institution-card", bytes, sig)?;
        let card = Self::decode(bytes)?;
        if card.deployment != deployment {
            return Err(Refused);
        }
        Ok(trusted(card, bytes))
    }
}

/// A member's card, signed by the institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberCard {
    /// The deployment it is part of.
    pub deployment: Deployment,
    /// The institution the member serves in.
    pub institution: Id16,
    /// The member.
    pub member: Id16,
    /// The member's name.
    pub name: String,
    /// The member's post, a code of the rule book.
    pub post: String,
    /// Grows with each new card of the same member.
    pub serial: u32,
    /// The key seats are sealed to.
    pub kem: KemPublic,
    /// The key that checks the member's signatures.
    pub sig: SigPublic,
}

impl MemberCard {
    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        Writer::new(MEMBER)
            .raw(&self.deployment.id())
            .raw(&self.institution)
            .raw(&self.member)
            .var(self.name.as_bytes())
            .var(self.post.as_bytes())
            .u32(self.serial)
            .raw(self.kem.bytes())
            .raw(&self.sig.bytes())
            .done()
    }

    /// Reads canonical bytes; proves nothing about who signed them.
    pub fn decode(bytes: &[u8]) -> Result<Self, Refused> {
        let mut r = Reader::new(bytes, MEMBER)?;
        let card = Self {
            deployment: Deployment::from_id(r.array()?)?,
            institution: r.array()?,
            member: r.array()?,
            name: r.text()?,
            post: r.text()?,
            serial: r.u32()?,
            kem: KemPublic::from_bytes(r.take(1216)?)?,
            sig: SigPublic::from_bytes(&r.array()?)?,
        };
        r.done()?;
        Ok(card)
    }

    /// SHA-256 of the canonical bytes.
    pub fn hash(&self) -> Hash {
        sha256(&[&self.encode()])
    }

    /// Signs with the institution's key.
    pub fn sign(&self, institution: &SigKey) -> Sig {
        institution.sign("member-card", &self.encode())
    }

    /// Checks a stored card against its institution's card.
    pub fn trust(
        bytes: &[u8],
        sig: &Sig,
        institution: &Trusted<InstitutionCard>,
    ) -> Result<Trusted<Self>, Refused> {
        institution.sig.verify("member-card", bytes, sig)?;
        let card = Self::decode(bytes)?;
        if card.deployment != institution.deployment || card.institution != institution.institution
        {
            return Err(Refused);
        }
        Ok(trusted(card, bytes))
    }

    /// The fingerprint of both keys, which people compare before they confirm or admit.
    pub fn fingerprint(&self) -> Fingerprint {
        keys_fingerprint(&self.kem, &self.sig)
    }

    pub(crate) fn at(&self) -> MemberAt {
        MemberAt {
            deployment: self.deployment,
            member: self.member,
        }
    }
}

/// The fingerprint of a member's two public keys, before a card carries them and after.
pub fn keys_fingerprint(kem: &KemPublic, sig: &SigPublic) -> Fingerprint {
    Fingerprint(sha256(&[
        b"besa/v1/member-keys\0",
        kem.bytes(),
        &sig.bytes(),
    ]))
}

/// The two signatures every circle card carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CircleSigs {
    /// By the institution's key at epoch 0, by the circle's key of the epoch before later on.
    pub key: Sig,
    /// By the founder at epoch 0, by a confirmed member of the circle later on.
    pub member: Sig,
}

/// The card of one epoch of a circle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CircleCard {
    /// The deployment it is part of.
    pub deployment: Deployment,
    /// The institution the circle belongs to.
    pub institution: Id16,
    /// The circle.
    pub circle: Id16,
    /// Its kind, a code of the rule book.
    pub kind: String,
    /// The epoch, from 0.
    pub epoch: u32,
    /// The member who signed: the founder at epoch 0, whoever rotated later on.
    pub by: Id16,
    /// The key letters are sealed to.
    pub kem: KemPublic,
    /// The key that signs the next epoch's card.
    pub sig: SigPublic,
}

impl CircleCard {
    /// The card of a circle root's public keys, yet unsigned.
    pub fn of(root: &CircleRoot, at: CircleAt, institution: Id16, kind: &str, by: Id16) -> Self {
        Self {
            deployment: at.deployment,
            institution,
            circle: at.circle,
            kind: kind.to_owned(),
            epoch: at.epoch,
            by,
            kem: root.kem(at).public(),
            sig: root.sig(at).public(),
        }
    }

    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        Writer::new(CIRCLE)
            .raw(&self.deployment.id())
            .raw(&self.institution)
            .raw(&self.circle)
            .var(self.kind.as_bytes())
            .u32(self.epoch)
            .raw(&self.by)
            .raw(self.kem.bytes())
            .raw(&self.sig.bytes())
            .done()
    }

    /// Reads canonical bytes; proves nothing about who signed them.
    pub fn decode(bytes: &[u8]) -> Result<Self, Refused> {
        let mut r = Reader::new(bytes, CIRCLE)?;
        let card = Self {
            deployment: Deployment::from_id(r.array()?)?,
            institution: r.array()?,
            circle: r.array()?,
            kind: r.text()?,
            epoch: r.u32()?,
            by: r.array()?,
            kem: KemPublic::from_bytes(r.take(1216)?)?,
            sig: SigPublic::from_bytes(&r.array()?)?,
        };
        r.done()?;
        Ok(card)
    }

    /// SHA-256 of the canonical bytes.
    pub fn hash(&self) -> Hash {
        sha256(&[&self.encode()])
    }

    /// Signs with the institution's key (epoch 0) or the previous epoch's, and with a member's.
    pub fn sign(&self, key: &SigKey, member: &SigKey) -> CircleSigs {
        let bytes = self.encode();
        let label = if self.epoch == 0 { FIRST } else { NEXT };
        CircleSigs {
            key: key.sign(label, &bytes),
            member: member.sign(BY_MEMBER, &bytes),
        }
    }

    /// Checks the card of epoch 0 against the institution and the founder.
    pub fn trust_first(
        bytes: &[u8],
        sigs: &CircleSigs,
        institution: &Trusted<InstitutionCard>,
        founder: &Trusted<MemberCard>,
    ) -> Result<Trusted<Self>, Refused> {
        institution.sig.verify(FIRST, bytes, &sigs.key)?;
        let card = Self::signed_by(bytes, sigs, founder)?;
        let ours = card.epoch == 0
            && card.deployment == institution.deployment
            && card.institution == institution.institution;
        if ours {
            Ok(trusted(card, bytes))
        } else {
            Err(Refused)
        }
    }

    /// Checks the card of a later epoch: the circle's own previous key and a member must have
    /// signed. An institution's signature replaces no circle key. That `member` sat in the
    /// circle is for the caller to know (seats and the ledger).
    pub fn trust_next(
        bytes: &[u8],
        sigs: &CircleSigs,
        previous: &Trusted<CircleCard>,
        member: &Trusted<MemberCard>,
    ) -> Result<Trusted<Self>, Refused> {
        previous.sig.verify(NEXT, bytes, &sigs.key)?;
        let card = Self::signed_by(bytes, sigs, member)?;
        let follows = previous.epoch.checked_add(1) == Some(card.epoch)
            && card.deployment == previous.deployment
            && card.institution == previous.institution
            && card.circle == previous.circle
            && card.kind == previous.kind;
        if follows {
            Ok(trusted(card, bytes))
        } else {
            Err(Refused)
        }
    }

    fn signed_by(
        bytes: &[u8],
        sigs: &CircleSigs,
        member: &Trusted<MemberCard>,
    ) -> Result<Self, Refused> {
        member.sig.verify(BY_MEMBER, bytes, &sigs.member)?;
        let card = Self::decode(bytes)?;
        let known = card.by == member.member
            && card.institution == member.institution
            && card.deployment == member.deployment;
        if known { Ok(card) } else { Err(Refused) }
    }

    /// Recomputes the public keys of a root and compares them with this card (V12).
    pub fn admits_root(&self, root: &CircleRoot) -> Result<(), Refused> {
        self.kem_of(root).map(|_| ())
    }

    pub(crate) fn kem_of(&self, root: &CircleRoot) -> Result<KemKey, Refused> {
        let kem = root.kem(self.at());
        let same = kem.public() == self.kem && root.sig(self.at()).public() == self.sig;
        if same { Ok(kem) } else { Err(Refused) }
    }

    pub(crate) fn at(&self) -> CircleAt {
        CircleAt {
            deployment: self.deployment,
            circle: self.circle,
            epoch: self.epoch,
        }
    }
}

const FIRST: &str = "circle-card/first";
const NEXT: &str = "circle-card/next";
const BY_MEMBER: &str = "circle-card/member";
