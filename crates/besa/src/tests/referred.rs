//! A referral that was sent, for tests of what comes after it.

use super::kit::World;
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::cases::clocks;
use crate::cases::file::Case;
use crate::cases::referral::{self, Kind, ReferralRow};
use crate::db::{Tx, Value};
use crate::record::{Verdict, verify};
use crate::registry;
use crate::sealing::{self, Package};
use besa_domain::{
    Act, Age, CircleKind, InstitutionId, Moment, ReferralCode, ReferralEvent, ReferralId,
    RiskLevel, SealedId, Service, Slip, Standing, Ternary, Urgency, due_at,
};
use std::collections::BTreeSet;

/// Sends a slip to a desk and four sections to the circles behind it.
struct Send {
    case: Case,
    receiver: InstitutionId,
    urgency: Urgency,
    until: Option<Moment>,
}

impl Verb for Send {
    const ACT: Act = Act::SendReferral;
    type Out = String;

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::OwnerCircle.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<String, Fail> {
        let (case, rules, now) = (self.case.id, cx.app.rules(), cx.now());
        cx.about(case);
        let slip = Slip {
            service: Service::Shelter,
            urgency: self.urgency,
            age: Age::Child,
            age_group: "15_17".to_owned(),
            sex: "female".to_owned(),
            language: "sq".to_owned(),
            needs: ["safe_place".to_owned()].into(),
            risk: RiskLevel::High,
            hidden_place: Ternary::Yes,
            children: 0,
            words: "Kërkohet strehim sonte".to_owned(),
        };
        let slip = sealing::save(cx, case, &slip).await?;
        let heads = sealing::heads(cx, case).await?;
        let of = |codes: &[&str]| -> Vec<SealedId> {
            heads
                .iter()
                .filter(|it| codes.contains(&&*it.section))
                .map(|it| it.id)
                .collect()
        };
        let row = ReferralRow {
            id: ReferralId::from_bytes(cx.draw()),
            code: ReferralCode::from_bytes(cx.draw()),
            case,
            kind: Kind::Referral,
            sender: self.case.owner,
            author: cx.session()?.who.member,
            receiver: self.receiver,
            outside: false,
            service: Service::Shelter,
            duty: String::new(),
            urgency: self.urgency,
            slip,
            sent_at: now,
            due_at: due_at(self.urgency, now, &rules.timers, &rules.calendar),
            state: "sent".to_owned(),
            state_at: now,
            rung: 0,
            version: 1,
        };
        let sent = ReferralEvent::Sent {
            at: now,
            urgency: self.urgency,
            due: row.due_at,
        };
        let (cases, sensitive) = (of(&["identity", "identification"]), of(&["safe_contact"]));
        let items = [cases.clone(), sensitive.clone()].concat();
        let ladder = clocks::ladder(cx, &row, &BTreeSet::new()).await?;
        referral::insert(cx, &row, &items, &ladder, &sent).await?;
        let app = cx.app;
        for (stage, circle, items) in [
            ("slip", CircleKind::FrontDesk, [slip].as_slice()),
            ("package", CircleKind::Cases, &cases),
            ("package", CircleKind::Sensitive, &sensitive),
        ] {
            let card = registry::current_circle(&mut cx.tx, app.facts(), self.receiver, circle);
            let card = card.await?;
            let package = Package {
                case,
                referral: row.id,
                stage,
                items,
                ground: "consent",
                consent: None,
                until: self.until,
            };
            sealing::send(cx, &card, &package).await?;
        }
        Ok(row.code.to_string())
    }
}

impl World {
    /// Elira refers her case to the shelter Drini.
    pub(crate) async fn referred(&self, case: &Case, urgency: Urgency) -> ReferralRow {
        self.post_by_hand(Send {
            case: case.clone(),
            receiver: self.houses["drini"],
            urgency,
            until: None,
        })
        .await
    }

    /// The same with letters that end by themselves.
    pub(crate) async fn referred_until(
        &self,
        case: &Case,
        urgency: Urgency,
        until: Moment,
    ) -> ReferralRow {
        let (case, receiver) = (case.clone(), self.houses["drini"]);
        self.post_by_hand(Send {
            case,
            receiver,
            urgency,
            until: Some(until),
        })
        .await
    }

    async fn post_by_hand(&self, verb: Send) -> ReferralRow {
        let actor = Actor::Member(self.session("elira").await);
        let code = self.app.act(&actor, None, verb).await.unwrap();
        self.referral_row(&code).await
    }

    /// A referral as it stands now.
    pub(crate) async fn referral_row(&self, code: &str) -> ReferralRow {
        let mut reading = self.app.glance().await.unwrap();
        referral::by_code(&mut reading.tx(), code.parse().unwrap())
            .await
            .unwrap()
            .unwrap()
    }

    /// The record verifies.
    pub(crate) async fn is_clean(&self) {
        let verdict = verify(self.app.db(), &self.app.facts().log).await;
        assert!(matches!(verdict, Verdict::Clean(_)), "{verdict:?}");
    }

    /// How many rows a counting statement counts.
    pub(crate) async fn count(&self, sql: &'static str, arguments: &[Value]) -> i64 {
        let mut reading = self.app.glance().await.unwrap();
        reading
            .tx()
            .row(sql, arguments)
            .await
            .unwrap()
            .unwrap()
            .int(0)
    }

    /// Time passes while this player keeps working, so that the session stays open.
    pub(crate) async fn work_on(&self, login: &str, minutes: i64) {
        for _ in 0..minutes / 10 {
            self.clock.forward(600);
            self.as_(login).get("/tasks").await;
        }
        self.clock.forward(minutes % 10 * 60);
    }
}
