//! Puts the cast into their houses: registered, invited, enrolled, confirmed, admitted, signed in.

use super::cast::{CAST, Player};
use super::county::{HOUSES, House};
use crate::accounts::{self, Entry, Loaded, Session, Shown, Tried, Whence};
use crate::app::{Actor, App, Fail};
use crate::founding::Founded;
use crate::registry;
use crate::registry::people::{
    Admit, Confirm, Enrol, Invite, Invited, Joining, Person, Register, Request,
};
use besa_domain::{InstitutionId, Lang, MemberId};
use besa_vault::{MemberRoot, OsChance, RecoveryCode, TotpSecret, draw_id, totp_step};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The peopled county: who is signed in with which cookie.
pub(crate) struct Stage {
    pub(crate) app: App,
    pub(crate) houses: BTreeMap<&'static str, InstitutionId>,
    seats: BTreeMap<&'static str, String>,
}

impl Stage {
    /// The open session of a player.
    pub(crate) async fn session(&self, login: &str) -> Result<Arc<Session>, Fail> {
        let cookie = self.seats.get(login).ok_or(Fail::Unseen)?;
        match accounts::load(&self.app, cookie).await? {
            Loaded::Open(session) => Ok(session),
            Loaded::Covered | Loaded::Gone => Err(Fail::Unseen),
        }
    }

    /// The cookies of everybody who signed in on the way.
    #[cfg(test)]
    pub(crate) fn cookies(&self) -> &BTreeMap<&'static str, String> {
        &self.seats
    }
}

/// Registers the institutions of the county and brings in its people.
pub(crate) async fn people(founded: &Founded) -> Result<Stage, Fail> {
    let app = &founded.app;
    let mut stage = Stage {
        app: app.clone(),
        houses: BTreeMap::new(),
        seats: BTreeMap::new(),
    };
    for house in HOUSES {
        let players: Vec<&Player> = CAST
            .iter()
            .filter(|it| it.institution == house.key)
            .collect();
        let founder = players.first().filter(|_| house.joins);
        let id = InstitutionId::from_bytes(draw_id(&mut OsChance));
        stage.houses.insert(house.key, id);
        let invited = register(founded, house, id, founder.copied()).await?;
        if let (Some(founder), Some(invited)) = (founder, invited) {
            enrol(app, founder, &invited).await?;
            if players.len() > 1 {
                let session = sign_in(&mut stage, founder).await?;
                for player in players.iter().skip(1) {
                    bring_in(app, &session, player).await?;
                }
            }
        }
    }
    Ok(stage)
}

impl Stage {
    /// Signs a player in anew, as after a pause.
    pub(crate) async fn enter(&mut self, login: &str) -> Result<Arc<Session>, Fail> {
        let player = CAST
            .iter()
            .find(|it| it.login == login)
            .ok_or(Fail::Unseen)?;
        sign_in(self, player).await
    }

    #[cfg(test)]
    /// Signs in everybody who has not yet been; each code of a second factor works once.
    pub(crate) async fn everybody_in(&mut self) -> Result<(), Fail> {
        for player in CAST {
            if !self.seats.contains_key(player.login) {
                sign_in(self, player).await?;
            }
        }
        Ok(())
    }
}

async fn register(
    founded: &Founded,
    house: &House,
    id: InstitutionId,
    founder: Option<&Player>,
) -> Result<Option<Invited>, Fail> {
    let app = &founded.app;
    let request = Request {
        kind: house.kind,
        name: house.name.to_owned(),
        seat: house.seat.to_owned(),
        areas: house.areas.iter().map(|area| (*area).to_owned()).collect(),
        services: house.services.to_vec(),
        public_line: house.public_line.to_owned(),
        duty_contact: house.duty_contact.to_owned(),
        staff: Some(house.staff()),
        steward: founder.map(person),
    };
    let institution = request
        .institution(id, &app.rules())
        .map_err(|why| Fail::broken("demo", why))?;
    let deployment = app.facts().deployment;
    let (joining, invited) = match request.steward {
        Some(person) => {
            let (joining, code) = Joining::draw(&founded.root, deployment, &institution, person);
            let invited = Invited {
                member: joining.member().to_string(),
                code: code.print().to_string(),
            };
            (Some(joining), Some(invited))
        }
        None => (None, None),
    };
    let register = Register {
        institution,
        staff: founder.map(|_| house.staff()),
        joining,
    };
    app.act(&Actor::Operator, None, register).await?;
    Ok(invited)
}

fn person(player: &Player) -> Person {
    Person {
        login: player.login.to_owned(),
        name: player.name.to_owned(),
        post: player.post.to_owned(),
        role: player.role,
        profession: player.profession,
        lang: Lang::Sq,
    }
}

async fn bring_in(app: &App, steward: &Arc<Session>, player: &Player) -> Result<(), Fail> {
    let by = Actor::Member(steward.clone());
    let invited = app
        .act(
            &by,
            None,
            Invite {
                person: person(player),
                circles: player.circles.to_vec(),
            },
        )
        .await?;
    enrol(app, player, &invited).await?;
    let member: MemberId = invited
        .member
        .parse()
        .map_err(|_| Fail::broken("demo", player.login))?;
    let mut reading = app.glance().await?;
    let words = registry::member(&mut reading.tx(), member)
        .await?
        .and_then(|member| member.words())
        .ok_or(Fail::Unseen)?;
    drop(reading);
    let confirm = Confirm {
        member,
        words: words.clone(),
    };
    app.act(&by, None, confirm).await?;
    for circle in player.circles {
        app.act(
            &by,
            None,
            Admit {
                member,
                circle: *circle,
                admits: false,
                words: words.clone(),
            },
        )
        .await?;
    }
    Ok(())
}

async fn enrol(app: &App, player: &Player, invited: &Invited) -> Result<(), Fail> {
    let id: MemberId = invited
        .member
        .parse()
        .map_err(|_| Fail::broken("demo", player.login))?;
    let mut reading = app.glance().await?;
    let member = registry::member(&mut reading.tx(), id)
        .await?
        .ok_or(Fail::Unseen)?;
    drop(reading);
    let root = MemberRoot::draw(&mut OsChance);
    let totp = TotpSecret::parse(player.totp)?;
    let phrase = player.phrase.to_owned();
    let (locks, _) = accounts::make(app, id, player.login, phrase, &root, Some(totp)).await?;
    let code = RecoveryCode::parse(&invited.code)?;
    let actor = Actor::Entering(id, member.institution);
    app.act(
        &actor,
        None,
        Enrol {
            member: id,
            code,
            root,
            locks,
        },
    )
    .await
}

async fn sign_in(stage: &mut Stage, player: &'static Player) -> Result<Arc<Session>, Fail> {
    let app = stage.app.clone();
    let step = totp_step(app.now().seconds());
    let entry = Entry::Passphrase {
        login: player.login.to_owned(),
        passphrase: player.phrase.to_owned(),
        shown: Shown::Code(TotpSecret::parse(player.totp)?.code(step)),
    };
    match accounts::sign_in(&app, &Whence::default(), entry).await? {
        Tried::In(cookie) => {
            stage.seats.insert(player.login, cookie);
            stage.session(player.login).await
        }
        Tried::Refused | Tried::Wait(_) => Err(Fail::broken("demo sign-in", player.login)),
    }
}
