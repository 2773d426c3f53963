//! The pages of an invitation: whom, the sheet with its one-time code, a new code, taking it back.

use super::super::store::{self, Member};
use super::invite::{Invite, Invited, Person, Renew, Withdraw, circles_of, is_login, posts};
use super::pages::colleague;
use crate::app::Fail;
use crate::lang::Words;
use crate::web::ui::{Choice, Faults, Frame};
use crate::web::{Answer, Desk, Routes, Sent};
use askama::Template;
use axum::extract::Path;
use besa_domain::{Act, CircleKind, InstitutionKind, MemberState, Profession, Role, Standing};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/people/invite", Act::Invite, invite_page)
        .post("/people/invite", Act::Invite, invite)
        .get("/people/{id}/code", Act::Invite, code_page)
        .post("/people/{id}/code", Act::Invite, code)
        .get("/people/{id}/withdraw", Act::Withdraw, withdraw_page)
        .post("/people/{id}/withdraw", Act::Withdraw, withdraw)
}

/// The most characters of a name or a post.
const LONGEST: usize = 80;

#[derive(Template)]
#[template(path = "registry/people/invite.html")]
struct InvitePage {
    l: Words,
    frame: Frame,
    faults: Faults,
    key: String,
    name: String,
    login: String,
    post: String,
    roles: Vec<Choice>,
    professions: Vec<Choice>,
    circles: Vec<Choice>,
}

/// A code of the domain as its messages are named.
pub(super) fn said(l: &Words, prefix: &str, code: &str) -> String {
    l.t(&format!("{prefix}-{}", code.replace('_', "-")))
}

/// What kind of house this member's is; only who may invite learns it here.
async fn house(desk: &Desk) -> Result<InstitutionKind, Fail> {
    let mut reading = desk
        .app
        .read(&desk.session, Act::Invite, Standing::SameInstitution)
        .await?;
    let own = store::institution(&mut reading.tx(), desk.session.who.institution).await?;
    own.map(|it| it.kind).ok_or(Fail::Unseen)
}

fn invite_form(desk: &Desk, kind: InstitutionKind, sent: &Sent, faults: Faults) -> InvitePage {
    let l = desk.l;
    let rules = desk.app.rules();
    let choice = |prefix: &str, code: &str, field: &str| {
        let chosen = sent.all(field).iter().any(|it| it == code);
        Choice::new(code, said(&l, prefix, code)).chosen(chosen)
    };
    InvitePage {
        frame: desk.form_frame(None, &faults),
        faults,
        key: desk.key(),
        name: sent.text("name").to_owned(),
        login: sent.text("login").to_owned(),
        post: sent.text("post").to_owned(),
        roles: posts(&rules, kind)
            .into_iter()
            .map(|role| choice("role", role.code(), "role"))
            .collect(),
        professions: Profession::ALL
            .into_iter()
            .map(|it| choice("profession", it.code(), "profession"))
            .collect(),
        circles: circles_of(&rules, kind)
            .into_iter()
            .map(|circle| choice("circle", circle.code(), "circles"))
            .collect(),
        l,
    }
}

async fn invite_page(desk: Desk) -> Answer {
    let kind = house(&desk).await?;
    desk.page(&invite_form(&desk, kind, &Sent::default(), Faults::new()))
}

/// The person of the form, or what is wrong with it.
fn person(desk: &Desk, kind: InstitutionKind, sent: &Sent) -> Result<Person, Faults> {
    let l = desk.l;
    let mut faults = Faults::new();
    let line = |field: &str| {
        let text = sent.trimmed(field);
        let fits = !text.is_empty() && text.chars().count() <= LONGEST;
        fits.then(|| text.to_owned())
    };
    let name = line("name");
    if name.is_none() {
        faults.push("name", l.t("people-name-missing"));
    }
    let login = sent.trimmed("login").to_lowercase();
    if !is_login(&login) {
        faults.push("login", l.t("people-login-wrong"));
    }
    let post = line("post");
    if post.is_none() {
        faults.push("post", l.t("people-post-missing"));
    }
    let role = Role::from_code(sent.text("role"))
        .filter(|role| posts(&desk.app.rules(), kind).contains(role));
    if role.is_none() {
        faults.push("role", l.t("people-role-missing"));
    }
    let profession = Profession::from_code(sent.text("profession"));
    if profession.is_none() {
        faults.push("profession", l.t("people-profession-missing"));
    }
    match (name, post, role, profession) {
        (Some(name), Some(post), Some(role), Some(profession)) if faults.is_empty() => Ok(Person {
            login,
            name,
            post,
            role,
            profession,
            lang: l.lang(),
        }),
        (_, _, _, _) => Err(faults),
    }
}

async fn invite(desk: Desk, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let kind = house(&desk).await?;
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        return desk.switched(&invite_form(&desk, kind, &sent, Faults::new()));
    }
    let person = match person(&desk, kind, &sent) {
        Ok(person) => person,
        Err(faults) => return desk.unfit(&invite_form(&desk, kind, &sent, faults)),
    };
    let offered = circles_of(&desk.app.rules(), kind);
    let circles: Vec<CircleKind> = offered
        .into_iter()
        .filter(|circle| sent.all("circles").iter().any(|it| it == circle.code()))
        .collect();
    let verb = Invite { person, circles };
    let done = desk.app.act(&desk.actor(), sent.once.clone(), verb).await;
    match done {
        Ok(invited) => sheet(&desk, &invited).await,
        Err(Fail::Conflict("error-login-taken")) => {
            let mut faults = Faults::new();
            faults.push("login", desk.l.t("error-login-taken"));
            desk.unfit(&invite_form(&desk, kind, &sent, faults))
        }
        Err(fail) => Err(fail),
    }
}

#[derive(Template)]
#[template(path = "registry/people/sheet.html")]
struct SheetPage {
    l: Words,
    frame: Frame,
    /// The sheet speaks the language of the person who is invited.
    paper: Words,
    institution: String,
    name: String,
    login: String,
    /// The one-time code; none where the same form was sent before and its answer showed it.
    code: Option<String>,
    until: String,
    root: String,
    person: String,
}

/// The sheet to print or read aloud. The code stands on this page and nowhere else.
pub(super) async fn sheet(desk: &Desk, invited: &Invited) -> Answer {
    let id = invited.member.parse().map_err(|_| Fail::Unseen)?;
    let mut reading = desk.app.glance().await?;
    let member = store::member(&mut reading.tx(), id)
        .await?
        .ok_or(Fail::Unseen)?;
    let of = store::institution(&mut reading.tx(), member.institution)
        .await?
        .ok_or(Fail::Unseen)?;
    let open = store::invited(&mut reading.tx(), member.institution).await?;
    let until = open.iter().find(|(id, _)| *id == member.id);
    drop(reading);
    let l = desk.l;
    let paper = Words::of(member.lang);
    let page = SheetPage {
        frame: desk.frame(None),
        institution: of.name,
        name: member.name,
        login: member.login,
        code: Some(invited.code.clone()).filter(|code| !code.is_empty()),
        until: until
            .map(|(_, until)| paper.when(*until))
            .unwrap_or_default(),
        root: desk.app.facts().root.fingerprint().words(),
        person: format!("/people/{}", member.id),
        paper,
        l,
    };
    desk.page(&page)
}

#[derive(Template)]
#[template(path = "registry/people/ask.html")]
pub(super) struct AskPage {
    pub(super) l: Words,
    pub(super) frame: Frame,
    pub(super) key: String,
    pub(super) action: String,
    pub(super) back: String,
    pub(super) name: String,
    pub(super) title: String,
    pub(super) says: Vec<String>,
    pub(super) submit: String,
}

impl AskPage {
    /// One question about somebody: what it is called, and what is said before it is done.
    pub(super) fn new(desk: &Desk, member: &Member, way: &str, says: &[&str]) -> AskPage {
        let l = desk.l;
        AskPage {
            frame: desk.form_frame(None, &Faults::new()),
            key: desk.key(),
            action: format!("/people/{}/{way}", member.id),
            back: format!("/people/{}", member.id),
            name: member.name.clone(),
            title: l.t(&format!("people-{way}")),
            says: says.iter().map(|key| l.t(key)).collect(),
            submit: l.t(&format!("people-{way}-now")),
            l,
        }
    }
}

/// Somebody of one's own house who was invited and is not in yet.
async fn outside(desk: &Desk, id: &str, act: Act) -> Result<Member, Fail> {
    let member = colleague(desk, id, act).await?;
    match member.state {
        MemberState::Invited | MemberState::Keyed => Ok(member),
        MemberState::Confirmed | MemberState::Suspended | MemberState::Left => Err(Fail::Unseen),
    }
}

const CODE: &[&str] = &["people-code-what", "people-code-old"];
const WITHDRAW: &[&str] = &["people-withdraw-what"];

async fn code_page(desk: Desk, Path(id): Path<String>) -> Answer {
    let member = outside(&desk, &id, Act::Invite).await?;
    desk.page(&AskPage::new(&desk, &member, "code", CODE))
}

async fn code(desk: Desk, Path(id): Path<String>, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let member = outside(&desk, &id, Act::Invite).await?;
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        return desk.switched(&AskPage::new(&desk, &member, "code", CODE));
    }
    // Without the form's key: of two sends each shows a code, and the last one shown is the one
    // that opens.
    let verb = Renew { member: member.id };
    let invited = desk.app.act(&desk.actor(), None, verb).await?;
    sheet(&desk, &invited).await
}

async fn withdraw_page(desk: Desk, Path(id): Path<String>) -> Answer {
    let member = outside(&desk, &id, Act::Withdraw).await?;
    desk.page(&AskPage::new(&desk, &member, "withdraw", WITHDRAW))
}

async fn withdraw(desk: Desk, Path(id): Path<String>, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let member = outside(&desk, &id, Act::Withdraw).await?;
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        return desk.switched(&AskPage::new(&desk, &member, "withdraw", WITHDRAW));
    }
    let verb = Withdraw { member: member.id };
    desk.app.act(&desk.actor(), sent.once.clone(), verb).await?;
    desk.to("/people")
}
