//! The context of a sealed thing (V2): whatever is moved elsewhere no longer opens.

use crate::chance::draw;
use crate::wire::Writer;
use crate::{Chance, Id16, Refused};

/// Whether a deployment holds real people or invented ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeploymentKind {
    /// Real people (first id byte 0x01).
    Real,
    /// Invented people (first id byte 0x02): nothing sealed here opens in a real deployment.
    Demo,
}

/// The id of a deployment: a kind byte and 15 random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deployment(Id16);

impl Deployment {
    /// Draws the id of a new deployment.
    pub fn draw(kind: DeploymentKind, chance: &mut dyn Chance) -> Self {
        let mut id: Id16 = draw(chance);
        id[0] = match kind {
            DeploymentKind::Real => 1,
            DeploymentKind::Demo => 2,
        };
        Self(id)
    }

    /// Reads an id back; any other kind byte is refused.
    pub fn from_id(id: Id16) -> Result<Self, Refused> {
        match id[0] {
            1 | 2 => Ok(Self(id)),
            _ => Err(Refused),
        }
    }

    /// The 16 bytes.
    pub fn id(&self) -> Id16 {
        self.0
    }

    /// Real or demo.
    pub fn kind(&self) -> DeploymentKind {
        if self.0[0] == 1 {
            DeploymentKind::Real
        } else {
            DeploymentKind::Demo
        }
    }
}

/// Where a sealed thing belongs; the purpose is added by the function that seals it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ctx<'a> {
    /// The deployment.
    pub deployment: Deployment,
    /// The row that carries the sealed bytes.
    pub row: Option<Id16>,
    /// The case.
    pub case: Option<Id16>,
    /// The section code of the case.
    pub section: Option<&'a str>,
    /// The version of the section's format.
    pub format: Option<u16>,
    /// The number of this version of the section, from 1.
    pub version: Option<u32>,
    /// The institution that owns the section.
    pub owner: Option<Id16>,
    /// The circle.
    pub circle: Option<Id16>,
    /// The circle's epoch.
    pub epoch: Option<u32>,
}

impl Ctx<'_> {
    /// A context that names the deployment only.
    pub fn new(deployment: Deployment) -> Self {
        Self {
            deployment,
            row: None,
            case: None,
            section: None,
            format: None,
            version: None,
            owner: None,
            circle: None,
            epoch: None,
        }
    }

    /// The canonical tuple: ten fields, each behind its length, absent = empty.
    pub(crate) fn bytes(&self, purpose: &str) -> Vec<u8> {
        Writer::bare()
            .var(&self.deployment.0)
            .var(purpose.as_bytes())
            .maybe(self.row.as_ref().map(|id| id.as_slice()))
            .maybe(self.case.as_ref().map(|id| id.as_slice()))
            .maybe(self.section.map(str::as_bytes))
            .maybe(
                self.format
                    .map(u16::to_be_bytes)
                    .as_ref()
                    .map(|n| n.as_slice()),
            )
            .maybe(
                self.version
                    .map(u32::to_be_bytes)
                    .as_ref()
                    .map(|n| n.as_slice()),
            )
            .maybe(self.owner.as_ref().map(|id| id.as_slice()))
            .maybe(self.circle.as_ref().map(|id| id.as_slice()))
            .maybe(
                self.epoch
                    .map(u32::to_be_bytes)
                    .as_ref()
                    .map(|n| n.as_slice()),
            )
            .done()
    }
}

/// One member of one deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberAt {
    /// The deployment.
    pub deployment: Deployment,
    /// The member.
    pub member: Id16,
}

impl MemberAt {
    pub(crate) fn ctx(&self) -> Ctx<'static> {
        Ctx {
            row: Some(self.member),
            ..Ctx::new(self.deployment)
        }
    }
}

/// One epoch of one circle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CircleAt {
    /// The deployment.
    pub deployment: Deployment,
    /// The circle.
    pub circle: Id16,
    /// The epoch, from 0.
    pub epoch: u32,
}

impl CircleAt {
    pub(crate) fn ctx(&self) -> Ctx<'static> {
        Ctx {
            circle: Some(self.circle),
            epoch: Some(self.epoch),
            ..Ctx::new(self.deployment)
        }
    }
}
