//! The list of cases: codes and states; names only when somebody asks, in a line of the record.

use super::{Case, facts, granted_to, owned_by};
use crate::app::{Actor, Cx, Fail, Stands, View};
use crate::cases::clocks::until;
use crate::cases::referral::{self, ReferralRow};
use crate::db::Tx;
use crate::lang::Words;
use crate::web::ui::{Faults, Frame};
use crate::web::{Answer, Desk, Nav, Sent, Turn};
use crate::{sealing, tasks};
use askama::Template;
use axum::extract::Query;
use besa_domain::{Act, CaseCode, CircleKind, Fact, Header, InstitutionId, Standing};
use std::collections::BTreeMap;

/// The cases of one page.
const PAGE: usize = 50;

struct Shown {
    code: String,
    href: String,
    status: String,
    opened: String,
    due: String,
    /// Only after "shfaq emrat".
    name: String,
}

#[derive(Template)]
#[template(path = "cases/file/list.html")]
struct ListPage {
    l: Words,
    frame: Frame,
    cases: Vec<Shown>,
    heads: Vec<String>,
    /// What the list shows of persons.
    under: String,
    named: bool,
    page: usize,
    earlier: Option<usize>,
    later: Option<usize>,
}

/// The cases of a page, and the page with older ones.
async fn page_of(desk: &Desk, turn: &Turn) -> Result<(Vec<Case>, Option<usize>), Fail> {
    let who = &desk.session.who;
    let mut reading = desk
        .app
        .read(&desk.session, Act::ReadCases, Standing::Oneself)
        .await?;
    if !desk.session.holds(CircleKind::Cases) {
        return Ok((Vec::new(), None));
    }
    let (most, before) = turn.window(PAGE);
    let most = before.saturating_add(most);
    let mut all = owned_by(&mut reading.tx(), who.institution, most, 0).await?;
    all.extend(granted_to(&mut reading.tx(), who.institution).await?);
    all.sort_by_key(|case| (std::cmp::Reverse(case.opened), case.code.to_string()));
    let mut cases = all.into_iter().skip(turn.before(PAGE)).collect();
    let later = turn.later(&mut cases, PAGE);
    Ok((cases, later))
}

/// Whether somebody's answer is still waited for, in a referral this institution may know of.
fn awaits(row: &ReferralRow, own: InstitutionId) -> bool {
    let known = row.sender == own || (row.receiver == own && !row.outside);
    known && matches!(row.state.as_str(), "sent" | "seen" | "no_answer_in_time")
}

async fn rows(
    desk: &Desk,
    cases: &[Case],
    names: &BTreeMap<CaseCode, String>,
) -> Result<Vec<Shown>, Fail> {
    let (l, who, now) = (&desk.l, &desk.session.who, desk.app.now());
    let mut reading = desk
        .app
        .read(&desk.session, Act::ReadCases, Standing::Oneself)
        .await?;
    let mut shown = Vec::with_capacity(cases.len());
    for case in cases {
        let history = facts(&mut reading.tx(), case.id).await?;
        let status = history.iter().rev().find_map(|row| match row.fact {
            Fact::Identification(status) => Some(status),
            Fact::Assistance(_) | Fact::Consent(_) | Fact::Proceedings(_) | Fact::Residence(_) => {
                None
            }
        });
        let open =
            tasks::open_of_case(&mut reading.tx(), who.institution, who.member, case.id).await?;
        let tasks = open.iter().map(|task| task.due);
        let asked = referral::of_case(&mut reading.tx(), case.id).await?;
        let awaited = asked
            .iter()
            .filter(|row| awaits(row, who.institution))
            .map(|row| row.due_at);
        let due = tasks.chain(awaited).min();
        shown.push(Shown {
            code: case.code.to_string(),
            href: format!("/cases/{}", case.code),
            status: status.map_or_else(String::new, |status| {
                l.t(&format!(
                    "identification-{}",
                    status.code().replace('_', "-")
                ))
            }),
            opened: l.date(case.opened),
            due: due.map_or_else(|| l.t("cases-no-due"), |due| until(l, due, now)),
            name: names
                .get(&case.code)
                .cloned()
                .unwrap_or_else(|| l.t("cases-no-name")),
        });
    }
    Ok(shown)
}

async fn list_of(
    desk: &Desk,
    turn: &Turn,
    (cases, later): (Vec<Case>, Option<usize>),
    names: Option<&BTreeMap<CaseCode, String>>,
) -> Result<ListPage, Fail> {
    let none = BTreeMap::new();
    let mut heads: Vec<String> = [
        "cases-code",
        "dimension-identification",
        "cases-opened",
        "cases-due",
    ]
    .map(|key| desk.l.t(key))
    .into();
    heads.push(desk.l.t("cases-name"));
    if names.is_none() {
        heads.pop();
    }
    Ok(ListPage {
        l: desk.l,
        frame: desk.form_frame(Some(Nav::Cases), &Faults::new()),
        cases: rows(desk, &cases, names.unwrap_or(&none)).await?,
        heads,
        under: desk.l.t(match names {
            Some(_) => "cases-names-shown",
            None => "cases-codes-only",
        }),
        named: names.is_some(),
        page: turn.number(),
        earlier: turn.earlier(),
        later,
    })
}

pub(super) async fn list(desk: Desk, Query(turn): Query<Turn>) -> Answer {
    let cases = page_of(&desk, &turn).await?;
    let page = list_of(&desk, &turn, cases, None).await?;
    desk.page(&page)
}

/// Opens the header of every case on a page: one line that names them all.
struct ListNames(Vec<Case>);

impl View for ListNames {
    const ACT: Act = Act::ListNames;
    type Out = BTreeMap<CaseCode, String>;

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::Oneself.into())
    }

    fn cases(&self) -> &[Case] {
        &self.0
    }

    async fn run(&self, cx: &mut Cx<'_>) -> Result<BTreeMap<CaseCode, String>, Fail> {
        let mut names = BTreeMap::new();
        for case in &self.0 {
            cx.object("case", case.id.bytes());
            let header = sealing::open_head::<Header>(cx, case.id, case.owner).await?;
            if let Some(name) = header.and_then(|header| header.name_used) {
                names.insert(case.code, name);
            }
        }
        Ok(names)
    }
}

/// Shfaq emrat.
pub(super) async fn names(desk: Desk, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let turn = Turn::to(sent.text("page"));
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        let cases = page_of(&desk, &turn).await?;
        let page = list_of(&desk, &turn, cases, None).await?;
        return desk.switched(&page);
    }
    let (cases, later) = page_of(&desk, &turn).await?;
    let opening = ListNames(cases);
    let names = desk.app.view(&desk.session, &opening).await?;
    let page = list_of(&desk, &turn, (opening.0, later), Some(&names)).await?;
    desk.page(&page)
}
