//! The database writer: whoever has SQL and no keys. Also a case that was sent, to attack.

use super::kit::World;
use crate::app::{Actor, Cx, Fail, Stands, Verb, View};
use crate::cases::file::Case;
use crate::cases::referral::{self, Kind, ReferralRow};
use crate::db::{Row, Table, Tx, Value};
use crate::record::{Verdict, bound_tables, verify};
use crate::tasks::{self, NewTask, TaskKind};
use crate::{registry, sealing};
use besa_domain::{
    Act, Age, CaseId, CircleKind, Ground, Header, IdentificationSheet, Identity, InstitutionId,
    Medical, Moment, ReferralCode, ReferralEvent, ReferralId, RiskLevel, SafeAddress, SafeContact,
    SealedId, Section, Service, Slip, Standing, Ternary, Urgency,
};
use std::collections::BTreeMap;

impl World {
    /// Runs a statement as somebody who has the database and nothing else.
    pub(crate) async fn attack(&self, sql: &str, values: &[Value]) -> u64 {
        let mut writer = self.app.db().writer().await.unwrap();
        writer
            .tx()
            .run(forever(sql), values)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// Reads rows as somebody who has the database and nothing else.
    pub(crate) async fn stolen(&self, sql: &str, values: &[Value]) -> Vec<Row> {
        let mut reading = self.app.glance().await.unwrap();
        reading.tx().rows(forever(sql), values).await.unwrap()
    }

    /// The number that a query of one number answers.
    pub(crate) async fn number(&self, sql: &str) -> i64 {
        self.stolen(sql, &[]).await[0].int(0)
    }

    /// What `besa verify` says.
    pub(crate) async fn verdict(&self) -> Verdict {
        verify(self.app.db(), &self.app.facts().log).await
    }

    /// Says so when the record does not verify.
    pub(crate) async fn must_verify(&self) {
        let verdict = self.verdict().await;
        assert!(matches!(verdict, Verdict::Clean(_)), "{verdict:?}");
    }
}

/// Statements of tests are put together; the database's face takes only fixed ones.
pub(crate) fn forever(sql: &str) -> &'static str {
    Box::leak(sql.to_owned().into_boxed_str())
}

/// A bound table by its name.
pub(crate) fn table(name: &str) -> &'static Table {
    bound_tables()
        .into_iter()
        .find(|table| table.name == name)
        .unwrap()
}

/// A test's own act: the same doors, permit and line as any other.
pub(crate) struct Sends {
    pub(crate) case: Case,
    pub(crate) to: InstitutionId,
}

impl Verb for Sends {
    const ACT: Act = Act::SendReferral;
    type Out = String;

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::OwnerCircle.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<String, Fail> {
        let (case, now) = (self.case.id, cx.now());
        cx.about(case);
        let items: Vec<SealedId> = sealing::heads(cx, case)
            .await?
            .iter()
            .map(|head| head.id)
            .collect();
        let slip = sealing::save(cx, case, &a_slip()).await?;
        let id = ReferralId::from_bytes(cx.draw());
        let due = now.plus_hours(2);
        let row = ReferralRow {
            id,
            code: ReferralCode::from_bytes(cx.draw()),
            case,
            kind: Kind::Referral,
            sender: self.case.owner,
            author: self.case.author,
            receiver: self.to,
            outside: false,
            service: Service::Shelter,
            duty: "shelter".to_owned(),
            urgency: Urgency::Urgent,
            slip,
            sent_at: now,
            due_at: due,
            state: "sent".to_owned(),
            state_at: now,
            rung: 0,
            version: 1,
        };
        let sent = ReferralEvent::Sent {
            at: now,
            urgency: Urgency::Urgent,
            due,
        };
        referral::insert(cx, &row, &items, &[(1, row.receiver)], &sent).await?;
        let consent = referral::insert_consent(cx, case, id, Ground::Consent, slip).await?;
        for (stage, circle, items) in [
            ("slip", CircleKind::FrontDesk, vec![slip]),
            ("package", CircleKind::Cases, items),
        ] {
            let facts = cx.app.facts();
            let card = registry::current_circle(&mut cx.tx, facts, self.to, circle).await?;
            let package = sealing::Package {
                case,
                referral: id,
                stage,
                items: &items,
                ground: Ground::Consent.code(),
                consent: Some(consent),
                until: Some(now.plus_days(30)),
            };
            sealing::send(cx, &card, &package).await?;
        }
        let task = NewTask {
            institution: self.case.owner,
            member: None,
            kind: TaskKind::AskAgain,
            case: Some(case),
            referral: Some(id),
            due,
        };
        tasks::put_task(cx, &task).await?;
        Ok(id.to_string())
    }
}

fn a_slip() -> Slip {
    Slip {
        service: Service::Shelter,
        urgency: Urgency::Urgent,
        age: Age::Child,
        age_group: "15_17".to_owned(),
        sex: "female".to_owned(),
        language: "sq".to_owned(),
        needs: ["safe_place".to_owned()].into(),
        risk: RiskLevel::High,
        hidden_place: Ternary::Yes,
        children: 0,
        words: "Kërkohet strehë Kastrioza".to_owned(),
    }
}

/// The sender takes everything back.
pub(crate) struct Ends(pub(crate) ReferralId);

impl Verb for Ends {
    const ACT: Act = Act::WithdrawReferral;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::OwnerCircle.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        sealing::end_letters(cx, self.0, "withdrawn").await
    }
}

/// Opens every version of a case that the session's circles or letters reach: section to content.
pub(crate) struct Looks(pub(crate) CaseId);

/// What was opened: the id of the version and its content as text.
pub(crate) type Seen = BTreeMap<String, String>;

impl View for Looks {
    const ACT: Act = Act::OpenCase;
    type Out = Seen;

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::Granted.into())
    }

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Seen, Fail> {
        let mut seen = Seen::new();
        for (id, text) in tried(cx, self.0).await? {
            seen.extend(text?.map(|text| (id, text)));
        }
        Ok(seen)
    }
}

/// Opens what opens of a case, whatever else does not.
pub(crate) struct Reaches(pub(crate) CaseId);

impl View for Reaches {
    const ACT: Act = Act::OpenCase;
    type Out = Seen;

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::Granted.into())
    }

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Seen, Fail> {
        let tried = tried(cx, self.0).await?.into_iter();
        let opened = tried.filter_map(|(id, text)| Some((id, text.ok()??)));
        Ok(opened.collect())
    }
}

type Tried = Vec<(String, Result<Option<String>, Fail>)>;

/// Tries every version of a case.
async fn tried(cx: &mut Cx<'_>, case: CaseId) -> Result<Tried, Fail> {
    cx.about(case);
    sealing::fold_case(cx, case, &|_, _| true).await?;
    let sql = "SELECT id, section FROM sealed WHERE case_id = $1";
    let rows = cx.tx.rows(sql, &[Value::from(case.to_string())]).await?;
    let mut tried = Vec::new();
    for row in rows {
        let Some(id) = row.parse::<SealedId>(0) else {
            continue;
        };
        let text = match row.text(1).as_str() {
            Header::CODE => read::<Header>(cx, id).await,
            Identity::CODE => read::<Identity>(cx, id).await,
            IdentificationSheet::CODE => read::<IdentificationSheet>(cx, id).await,
            SafeContact::CODE => read::<SafeContact>(cx, id).await,
            SafeAddress::CODE => read::<SafeAddress>(cx, id).await,
            Medical::CODE => read::<Medical>(cx, id).await,
            _ => read::<Slip>(cx, id).await,
        };
        tried.push((id.to_string(), text));
    }
    Ok(tried)
}

async fn read<S: Section>(cx: &mut Cx<'_>, id: SealedId) -> Result<Option<String>, Fail> {
    let section = sealing::open::<S>(cx, id).await?;
    Ok(section.map(|section| serde_json::to_string(&section).unwrap()))
}

/// A case of Elira's, sent to the shelter Drini: the case and the referral.
pub(crate) async fn sent(world: &World) -> (Case, ReferralId) {
    let case = world.case("elira", Age::Child).await;
    let actor = Actor::Member(world.session("elira").await);
    let verb = Sends {
        case: case.clone(),
        to: world.houses["drini"],
    };
    let id = world.app.act(&actor, None, verb).await.unwrap();
    (case, id.parse().unwrap())
}

/// What a player opens of a case.
pub(crate) async fn looks(world: &World, login: &str, case: &Case) -> Result<Seen, Fail> {
    let session = world.session(login).await;
    world.app.view(&session, &Looks(case.id)).await
}

/// A moment later than any that a test writes.
pub(crate) fn much_later() -> Moment {
    super::kit::nine_o_clock().plus_days(400)
}

/// Saves the next version of a header.
pub(crate) struct Saves(pub(crate) CaseId);

impl Verb for Saves {
    const ACT: Act = Act::SaveIdentification;
    type Out = String;

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::OwnerCircle.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<String, Fail> {
        let header = Header {
            code: besa_domain::CaseCode::from_bytes(cx.draw()),
            name_used: None,
            age: Age::Adult,
            place_found: "AL-10-shkoder".to_owned(),
            blocked: Vec::new(),
        };
        Ok(sealing::save(cx, self.0, &header).await?.to_string())
    }
}

/// Bytes as somebody may damage them.
pub(crate) fn damaged(bytes: &[u8]) -> Vec<Vec<u8>> {
    let last = bytes.len() - 1;
    let mut all: Vec<Vec<u8>> = [0, last / 2, last]
        .into_iter()
        .chain((0..last).step_by(173))
        .map(|at| {
            let mut bytes = bytes.to_vec();
            bytes[at] ^= 0x20;
            bytes
        })
        .collect();
    all.push(bytes[..last].to_vec());
    all.push(Vec::new());
    all.push([bytes, &[0]].concat());
    all
}

/// A column of a row, taken, damaged, put back.
pub(crate) struct Column<'w> {
    world: &'w World,
    pub(crate) update: String,
    pub(crate) was: Value,
}

impl<'w> Column<'w> {
    pub(crate) async fn of(world: &'w World, table: &str, column: &str, row: &str) -> Column<'w> {
        let rows = world
            .stolen(&format!("SELECT {column} FROM {table} WHERE {row}"), &[])
            .await;
        assert_eq!(rows.len(), 1, "{table} {row}");
        let update = format!("UPDATE {table} SET {column} = $1 WHERE {row}");
        Column {
            world,
            update,
            was: rows[0].values()[0].clone(),
        }
    }

    pub(crate) async fn put(&self, value: Value) {
        assert_eq!(
            self.world.attack(&self.update, &[value]).await,
            1,
            "{}",
            self.update
        );
    }

    pub(crate) async fn back(&self) {
        self.put(self.was.clone()).await;
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        match &self.was {
            Value::Bytes(Some(bytes)) => bytes.clone(),
            Value::Bytes(None) | Value::Text(_) | Value::Int(_) => panic!("{}", self.update),
        }
    }
}
