//! How an institution joins: its card and its first steward's invitation are made away from the
//! server, where the root file lies, and arrive as one signed paper.

use super::invite::{Person, is_login};
use crate::app::Fail;
use crate::db::Value;
use crate::registry::store::Institution;
use besa_domain::{Area, InstitutionId, InstitutionKind, MemberId, Rules, Service};
use besa_vault::{
    BundleKey, Deployment, DeploymentRoot, InstitutionCard, InstitutionSeed, LockAt, MemberAt,
    OsChance, RecoveryCode, Sig, SigPublic, Trusted, draw_id, seal_code_lock,
};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

/// First line of a signed paper; the signature follows, then the body it signs.
const FIRST_LINE: &str = "besa-institution/1";
/// What the root's signature over a paper is labelled with.
const LABEL: &str = "institution-paper";

/// What is written down about an institution before it enters.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Request {
    pub(crate) kind: InstitutionKind,
    pub(crate) name: String,
    /// Municipality code of the seat.
    pub(crate) seat: String,
    pub(crate) areas: Vec<String>,
    pub(crate) services: Vec<Service>,
    #[serde(default)]
    pub(crate) public_line: String,
    #[serde(default)]
    pub(crate) duty_contact: String,
    /// How many people work there: asked of an institution that joins.
    pub(crate) staff: Option<u32>,
    /// Who is invited first; left out where the institution works outside the system.
    pub(crate) steward: Option<Person>,
}

impl Request {
    /// The row of this institution, its place known to the rules; a sentence where it is not.
    pub(crate) fn institution(
        &self,
        id: InstitutionId,
        rules: &Rules,
    ) -> Result<Institution, String> {
        let seat = rules.territory.municipality(&self.seat);
        let seat =
            seat.ok_or_else(|| format!("`{}` is no municipality of the rules.", self.seat))?;
        if let Some(area) = self.areas.iter().find(|area| area.parse::<Area>().is_err()) {
            return Err(format!(
                "`{area}` is no area: use AL, a county such as AL-10, or a municipality."
            ));
        }
        if self.name.trim().is_empty() {
            return Err("The institution has no name.".to_owned());
        }
        if let Some(person) = &self.steward {
            if self.staff.is_none_or(|people| people == 0) {
                return Err("How many people work there? Write it as staff = 3.".to_owned());
            }
            if !is_login(&person.login) {
                return Err("A login is made of small letters, digits and dots.".to_owned());
            }
            if person.name.trim().is_empty() {
                return Err("The first steward has no name.".to_owned());
            }
        }
        Ok(Institution {
            id,
            kind: self.kind,
            name: self.name.clone(),
            county: seat.county.clone(),
            seat: self.seat.clone(),
            public_line: self.public_line.clone(),
            duty_contact: self.duty_contact.clone(),
            joined: self.steward.is_some(),
            areas: self.areas.clone(),
            services: self.services.clone(),
        })
    }
}

/// What an institution brings that joins: its card, and its first steward with an invitation
/// under which its key lies.
#[derive(Clone)]
pub(crate) struct Joining {
    pub(super) card: Vec<u8>,
    pub(super) sig: Sig,
    pub(super) person: Person,
    pub(super) invitation: Invitation,
}

impl Joining {
    /// Draws the institution's key, has the root sign its card, and closes the key under a code
    /// that is handed to the first steward and written nowhere.
    pub(crate) fn draw(
        root: &DeploymentRoot,
        deployment: Deployment,
        institution: &Institution,
        person: Person,
    ) -> (Joining, RecoveryCode) {
        let seed = InstitutionSeed::draw(&mut OsChance);
        let card = InstitutionCard {
            deployment,
            institution: institution.id.bytes(),
            name: institution.name.clone(),
            kind: institution.kind.code().to_owned(),
            serial: 1,
            sig: seed.key().public(),
        };
        let key = BundleKey::from_bytes(*seed.expose());
        let member = MemberId::from_bytes(draw_id(&mut OsChance));
        let (invitation, code) = Invitation::draw(deployment, member, &key);
        let joining = Joining {
            sig: card.sign(&root.key()),
            card: card.encode(),
            person,
            invitation,
        };
        (joining, code)
    }

    /// The card, if the root signed it for exactly this institution.
    pub(super) fn card(
        &self,
        of: &Institution,
        root: &SigPublic,
        deployment: Deployment,
    ) -> Result<Trusted<InstitutionCard>, Fail> {
        let card = InstitutionCard::trust(&self.card, &self.sig, root, deployment)
            .map_err(|_| Fail::Forbidden)?;
        let same = card.institution == of.id.bytes()
            && card.name == of.name
            && card.kind == of.kind.code()
            && card.serial == 1;
        if same { Ok(card) } else { Err(Fail::Forbidden) }
    }

    /// Whom it invites.
    pub(crate) fn member(&self) -> MemberId {
        self.invitation.member
    }

    /// The login that the first steward will have.
    pub(crate) fn login(&self) -> &str {
        &self.person.login
    }
}

/// A one-time code's other side: for whom it is, and what lies under it.
#[derive(Clone)]
pub(super) struct Invitation {
    pub(super) member: MemberId,
    lock: [u8; 16],
    bytes: Vec<u8>,
}

impl Invitation {
    pub(super) fn draw(
        deployment: Deployment,
        member: MemberId,
        key: &BundleKey,
    ) -> (Invitation, RecoveryCode) {
        let lock = draw_id(&mut OsChance);
        let member_at = MemberAt {
            deployment,
            member: member.bytes(),
        };
        let at = LockAt {
            member: member_at,
            lock,
        };
        let code = RecoveryCode::draw(&mut OsChance);
        let bytes = seal_code_lock(&at, &code, key, &mut OsChance);
        let invitation = Invitation {
            member,
            lock,
            bytes,
        };
        (invitation, code)
    }

    /// The row, open until this moment.
    pub(super) fn values(self, founder: bool, until: i64) -> [Value; 7] {
        [
            Value::from(self.member.to_string()),
            Value::from(founder),
            Value::from(HEXLOWER.encode(&self.lock)),
            Value::from(self.bytes),
            Value::from(until),
            Value::from(None::<i64>),
            Value::from(1),
        ]
    }
}

/// What stands in a signed paper.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    deployment: String,
    institution: InstitutionId,
    request: Request,
    card: String,
    card_sig: String,
    member: MemberId,
    lock: String,
    invitation: String,
}

/// Signs a request with the root: the paper to carry to the server, and the steward's code.
pub(crate) fn sign(
    root: &DeploymentRoot,
    deployment: Deployment,
    request: Request,
    rules: &Rules,
) -> Result<(String, RecoveryCode), String> {
    let id = InstitutionId::from_bytes(draw_id(&mut OsChance));
    let institution = request.institution(id, rules)?;
    let person = request.steward.clone().ok_or_else(|| {
        "Nobody is invited: an institution that works outside the system needs no signature."
            .to_owned()
    })?;
    let (joining, code) = Joining::draw(root, deployment, &institution, person);
    let body = Body {
        deployment: HEXLOWER.encode(&deployment.id()),
        institution: id,
        request,
        card: HEXLOWER.encode(&joining.card),
        card_sig: HEXLOWER.encode(&joining.sig),
        member: joining.invitation.member,
        lock: HEXLOWER.encode(&joining.invitation.lock),
        invitation: HEXLOWER.encode(&joining.invitation.bytes),
    };
    let body = serde_json::to_string_pretty(&body).map_err(|error| error.to_string())?;
    let sig = root.key().sign(LABEL, body.as_bytes());
    Ok((
        format!("{FIRST_LINE}\n{}\n{body}\n", HEXLOWER.encode(&sig)),
        code,
    ))
}

/// Whether a text claims to be a signed paper.
pub(crate) fn is_signed(text: &str) -> bool {
    text.starts_with(FIRST_LINE)
}

/// Reads a signed paper; `None` where this deployment's root did not sign exactly these words.
pub(crate) fn read_signed(
    text: &str,
    root: &SigPublic,
    deployment: Deployment,
) -> Option<(Request, InstitutionId, Joining)> {
    let rest = text.strip_prefix(FIRST_LINE)?.strip_prefix('\n')?;
    let (sig, body) = rest.split_once('\n')?;
    let body = body.strip_suffix('\n')?;
    root.verify(LABEL, body.as_bytes(), &bytes(sig)?).ok()?;
    let body: Body = serde_json::from_str(body).ok()?;
    if body.deployment != HEXLOWER.encode(&deployment.id()) {
        return None;
    }
    let joining = Joining {
        card: HEXLOWER.decode(body.card.as_bytes()).ok()?,
        sig: bytes(&body.card_sig)?,
        person: body.request.steward.clone()?,
        invitation: Invitation {
            member: body.member,
            lock: bytes(&body.lock)?,
            bytes: HEXLOWER.decode(body.invitation.as_bytes()).ok()?,
        },
    };
    Some((body.request, body.institution, joining))
}

fn bytes<const N: usize>(hex: &str) -> Option<[u8; N]> {
    HEXLOWER.decode(hex.as_bytes()).ok()?.try_into().ok()
}
