//! Invitations: a person is named, a one-time code is shown once; unused it is renewed or withdrawn.

use super::super::store::{self, INVITATION, MEANT, MEMBER, Member};
use super::CODE_LIFE;
use super::admit::same_institution;
use super::joining::Invitation;
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::db::{Tx, Value};
use besa_domain::{
    Act, CircleKind, InstitutionId, InstitutionKind, Lang, MemberId, MemberState, Profession, Role,
    Rules, Standing,
};
use besa_vault::{BundleKey, OsChance};
use serde::{Deserialize, Serialize};

/// A person in a post, as an invitation names them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Person {
    pub(crate) login: String,
    pub(crate) name: String,
    pub(crate) post: String,
    pub(crate) role: Role,
    pub(crate) profession: Profession,
    pub(crate) lang: Lang,
}

/// What an invitation answers: whom, and the code to hand over.
#[derive(Serialize, Deserialize)]
pub(crate) struct Invited {
    pub(crate) member: String,
    /// Shown once. It is never written: an answer remembered under a form's key comes without it.
    #[serde(skip)]
    pub(crate) code: String,
}

/// Whether a login is one: small letters, digits and dots.
pub(crate) fn is_login(login: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.';
    !login.is_empty() && login.len() <= 40 && login.chars().all(plain)
}

/// The posts that an institution of this kind may fill: where no case can come, no post that
/// meets one.
pub(super) fn posts(rules: &Rules, kind: InstitutionKind) -> Vec<Role> {
    let case_work = rules.kinds.row(kind).case_work;
    let fits = |role: &Role| match role {
        Role::Steward | Role::CoordinatorAnalyst | Role::CommitteeMember | Role::Auditor => true,
        Role::Head
        | Role::FrontLine
        | Role::FrontDesk
        | Role::CaseWorker
        | Role::ChildProtectionWorker
        | Role::PoliceOfficer
        | Role::SocialOfficer
        | Role::ResponsibleAuthority => case_work,
        Role::Operator | Role::System | Role::Public => false,
    };
    Role::ALL.into_iter().filter(fits).collect()
}

/// The circles that an institution of this kind has.
pub(super) fn circles_of(rules: &Rules, kind: InstitutionKind) -> Vec<CircleKind> {
    let case_work = rules.kinds.row(kind).case_work;
    CircleKind::ALL
        .into_iter()
        .filter(|circle| case_work || *circle == CircleKind::Stewards)
        .collect()
}

/// Invites somebody into a post of the steward's own institution.
pub(crate) struct Invite {
    pub(crate) person: Person,
    /// The circles that the person is meant for; each still admits by its own act.
    pub(crate) circles: Vec<CircleKind>,
}

impl Verb for Invite {
    const ACT: Act = Act::Invite;
    type Out = Invited;

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::SameInstitution.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<Invited, Fail> {
        let institution = cx.session()?.who.institution;
        let deployment = cx.app.facts().deployment;
        let member = MemberId::from_bytes(cx.draw());
        let key = BundleKey::draw(&mut OsChance);
        let (invitation, code) = Invitation::draw(deployment, member, &key);
        invite(cx, institution, &self.person, false, invitation).await?;
        for circle in self.circles {
            let row = [Value::from(member.to_string()), Value::from(circle.code())];
            cx.put(&MEANT, &row).await?;
        }
        Ok(Invited {
            member: member.to_string(),
            code: code.print().to_string(),
        })
    }
}

/// A new code for somebody who has not come in yet; the code before, and keys that nobody
/// confirmed, are worth nothing from then on.
pub(crate) struct Renew {
    pub(crate) member: MemberId,
}

impl Verb for Renew {
    const ACT: Act = Act::Invite;
    type Out = Invited;

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        Ok(same_institution(tx, actor, self.member).await?.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<Invited, Fail> {
        let mut member = outside(cx, self.member).await?;
        cx.object("member", self.member.bytes());
        let code = renewed(cx, self.member).await?;
        if member.state == MemberState::Keyed {
            member.state = MemberState::Invited;
            member.keys = None;
            cx.change(&MEMBER, member.values()).await?;
        }
        Ok(Invited {
            member: self.member.to_string(),
            code,
        })
    }
}

/// Takes an invitation back. Whoever never enrolled is forgotten with it; whoever was here before
/// is suspended as before.
pub(crate) struct Withdraw {
    pub(crate) member: MemberId,
}

impl Verb for Withdraw {
    const ACT: Act = Act::Withdraw;
    type Out = ();

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        Ok(same_institution(tx, actor, self.member).await?.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let mut member = outside(cx, self.member).await?;
        let subject = self.member.to_string();
        cx.object("member", self.member.bytes());
        cx.end(&INVITATION, &[Value::from(subject.as_str())])
            .await?;
        let was_here = store::newest_card(&mut cx.tx, "member", &subject)
            .await?
            .is_some();
        // The first version of the row: nobody ever enrolled with it.
        if !was_here && member.version == 1 {
            for row in store::meant(&mut cx.tx, self.member).await? {
                cx.end(&MEANT, &row).await?;
            }
            return cx.end(&MEMBER, &[Value::from(subject)]).await;
        }
        member.state = if was_here {
            MemberState::Suspended
        } else {
            MemberState::Left
        };
        cx.change(&MEMBER, member.values()).await
    }
}

/// Somebody who was invited and is not confirmed yet.
async fn outside(cx: &mut Cx<'_>, member: MemberId) -> Result<Member, Fail> {
    let member = store::member(&mut cx.tx, member)
        .await?
        .ok_or(Fail::Unseen)?;
    match member.state {
        MemberState::Invited | MemberState::Keyed => Ok(member),
        MemberState::Confirmed | MemberState::Suspended | MemberState::Left => {
            Err(Fail::Conflict("error-not-invited"))
        }
    }
}

/// Writes a person down with the invitation that is to bring them in.
pub(super) async fn invite(
    cx: &mut Cx<'_>,
    institution: InstitutionId,
    person: &Person,
    founder: bool,
    invitation: Invitation,
) -> Result<(), Fail> {
    if store::member_by_login(&mut cx.tx, &person.login)
        .await?
        .is_some()
    {
        return Err(Fail::Conflict("error-login-taken"));
    }
    let member = Member {
        id: invitation.member,
        institution,
        login: person.login.clone(),
        name: person.name.clone(),
        post: person.post.clone(),
        role: person.role,
        profession: person.profession,
        state: MemberState::Invited,
        lang: person.lang,
        keys: None,
        version: 1,
    };
    cx.object("member", member.id.bytes());
    cx.put(&MEMBER, &member.values()).await?;
    let until = cx.now().0.saturating_add(CODE_LIFE);
    cx.put(&INVITATION, &invitation.values(founder, until))
        .await
}

/// A new one-time code in the place of the one before; the code is answered and written nowhere.
pub(super) async fn renewed(cx: &mut Cx<'_>, member: MemberId) -> Result<String, Fail> {
    let key = BundleKey::draw(&mut OsChance);
    let (invitation, code) = Invitation::draw(cx.app.facts().deployment, member, &key);
    let until = cx.now().0.saturating_add(CODE_LIFE);
    let mut row = invitation.values(false, until).to_vec();
    match store::invitation(&mut cx.tx, member).await? {
        Some(old) => {
            if let (Some(version), Some(read)) = (row.last_mut(), old.last()) {
                *version = read.clone();
            }
            cx.change(&INVITATION, row).await?;
        }
        None => cx.put(&INVITATION, &row).await?,
    }
    Ok(code.print().to_string())
}
