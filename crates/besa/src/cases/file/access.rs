//! Who may come to a case by its code, what an act answered before, and who reads what is sealed.

use super::{Case, by_code, standing};
use crate::app::{Fail, Once, Stands, Verb};
use crate::web::Desk;
use crate::{record, registry};
use besa_domain::{Act, CircleKind, Standing};

/// The case with this code, if this member may do this to it; otherwise nothing is there.
pub(crate) async fn entitled(desk: &Desk, code: &str, act: Act) -> Result<(Case, Standing), Fail> {
    let code = code.parse().map_err(|_| Fail::Unseen)?;
    let mut reading = desk.app.glance().await?;
    let case = by_code(&mut reading.tx(), code).await?;
    let how = standing(&mut reading.tx(), &desk.actor(), case.as_ref()).await?;
    drop(reading);
    let stands = Stands::to(case.as_ref().map(|case| case.id), how);
    desk.app.read(&desk.session, act, stands).await.map(drop)?;
    Ok((case.ok_or(Fail::Unseen)?, how))
}

/// What this member's act answered when it was done under this key before.
pub(crate) async fn done<V: Verb>(desk: &Desk, once: &Once) -> Result<Option<V::Out>, Fail> {
    let mut reading = desk.app.glance().await?;
    match record::done_before(&mut reading.tx(), once, &desk.actor(), V::ACT).await {
        Ok(Some(answer)) => serde_json::from_str(&answer)
            .map(Some)
            .map_err(|error| Fail::broken("done", error)),
        // Somebody else's key tells nothing, not even that it was used.
        Ok(None) | Err(Fail::Invalid(_)) => Ok(None),
        Err(fail) => Err(fail),
    }
}

/// Who will be able to read what is sealed to a circle of one's own institution.
pub(crate) struct Readers {
    /// Institution and circle.
    pub(crate) who: String,
    /// How many people sit in it.
    pub(crate) how_many: String,
}

impl Readers {
    /// The readers of a circle of this member's institution.
    pub(crate) async fn of(desk: &Desk, kind: CircleKind) -> Result<Readers, Fail> {
        let who = &desk.session.who;
        let mut reading = desk.app.glance().await?;
        let mut count = 0_usize;
        for member in registry::members_of(&mut reading.tx(), who.institution).await? {
            let seats = registry::seats(&mut reading.tx(), member.id).await?;
            if seats.iter().any(|seat| seat.kind == kind) {
                count = count.saturating_add(1);
            }
        }
        let circle = desk
            .l
            .t(&format!("circle-{}", kind.code().replace('_', "-")));
        Ok(Readers {
            who: desk.l.t2(
                "readers-circle",
                ("institution", who.institution_name.as_str()),
                ("circle", circle),
            ),
            how_many: desk.l.t1("readers-people", "count", count),
        })
    }
}
