//! One giving: a slip, a row, a ground, and letters or a telephone call. A child's referral is two.

use super::brief::Brief;
use super::receivers::Offered;
use crate::app::{Cx, Fail};
use crate::cases::clocks;
use crate::cases::file::Case;
use crate::cases::referral::{Kind, ReferralRow, store};
use crate::registry;
use crate::sealing::{self, Package};
use crate::tasks::{self, NewTask, TaskKind};
use besa_domain::{
    CircleKind, Ground, InstitutionId, ReferralCode, ReferralEvent, ReferralId, SealedId, Service,
    Urgency, due_at,
};
use std::collections::BTreeSet;

/// How often a random code is drawn again when it is taken.
const DRAWS: usize = 8;

/// What every giving of one act has in common.
pub(super) struct Sending<'s> {
    pub(super) case: &'s Case,
    pub(super) brief: &'s Brief,
    pub(super) urgency: Urgency,
    pub(super) words: String,
    /// Offices that learn nothing of the case, on no rung either.
    pub(super) passed: BTreeSet<InstitutionId>,
}

impl Sending<'_> {
    /// One referral: slip, row, ground, letters. A receiver outside gets a task to telephone instead.
    #[expect(
        clippy::too_many_arguments,
        reason = "who gets what, by which right, all of it named"
    )]
    pub(super) async fn give(
        &self,
        cx: &mut Cx<'_>,
        kind: Kind,
        service: Service,
        offered: &Offered,
        package: &[&str],
        ground: Ground,
        wish: SealedId,
    ) -> Result<(ReferralCode, ReferralId), Fail> {
        let rules = cx.app.rules();
        let now = cx.now();
        let due = due_at(self.urgency, now, &rules.timers, &rules.calendar);
        let slip = sealing::save(
            cx,
            self.case.id,
            &self.brief.slip(service, self.urgency, &self.words),
        )
        .await?;
        let who = cx.session()?.who.clone();
        let row = ReferralRow {
            id: ReferralId::from_bytes(cx.draw()),
            code: free_code(cx).await?,
            case: self.case.id,
            kind,
            sender: who.institution,
            author: who.member,
            receiver: offered.to.id,
            outside: offered.to.outside,
            service,
            duty: offered.duty.clone(),
            urgency: self.urgency,
            slip,
            sent_at: now,
            due_at: due,
            state: "sent".to_owned(),
            state_at: now,
            rung: 0,
            version: 1,
        };
        cx.object("referral", row.id.bytes());
        // A receiver outside gets the letter alone: nothing sealed leaves for it.
        let given = if row.outside {
            Vec::new()
        } else {
            self.versions(package)
        };
        let items: Vec<SealedId> = given.iter().map(|(_, id)| *id).collect();
        let sent = ReferralEvent::Sent {
            at: now,
            urgency: self.urgency,
            due,
        };
        let ladder = clocks::ladder(cx, &row, &self.passed).await?;
        store::insert(cx, &row, &items, &ladder, &sent).await?;
        let consent = store::insert_consent(cx, self.case.id, row.id, ground, wish).await?;
        if row.outside {
            let task = NewTask {
                institution: who.institution,
                member: None,
                kind: TaskKind::CallOutside,
                case: Some(self.case.id),
                referral: Some(row.id),
                due,
            };
            tasks::put_task(cx, &task).await?;
            return Ok((row.code, row.id));
        }
        let of = |circle| -> Vec<SealedId> {
            given
                .iter()
                .filter(|(kind, _)| *kind == circle)
                .map(|(_, id)| *id)
                .collect()
        };
        let letters = [
            (CircleKind::FrontDesk, "slip", vec![slip]),
            (CircleKind::Cases, "package", of(CircleKind::Cases)),
            (CircleKind::Sensitive, "package", of(CircleKind::Sensitive)),
        ];
        for (circle, stage, items) in letters {
            if items.is_empty() {
                continue;
            }
            let facts = cx.app.facts();
            let card = registry::current_circle(&mut cx.tx, facts, row.receiver, circle).await?;
            let letter = Package {
                case: self.case.id,
                referral: row.id,
                stage,
                items: &items,
                ground: ground.code(),
                consent: Some(consent),
                until: None,
            };
            sealing::send(cx, &card, &letter).await?;
        }
        Ok((row.code, row.id))
    }

    /// The chosen sections that the case really holds, at the versions they have now.
    fn versions(&self, package: &[&str]) -> Vec<(CircleKind, SealedId)> {
        let chosen = self
            .brief
            .held
            .iter()
            .filter(|held| package.contains(&held.section.as_str()));
        chosen.map(|held| (held.circle(), held.id)).collect()
    }
}

async fn free_code(cx: &mut Cx<'_>) -> Result<ReferralCode, Fail> {
    let mut code = ReferralCode::from_bytes(cx.draw());
    for _ in 0..DRAWS {
        if store::by_code(&mut cx.tx, code).await?.is_none() {
            break;
        }
        code = ReferralCode::from_bytes(cx.draw());
    }
    Ok(code)
}
