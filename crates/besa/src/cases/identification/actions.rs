//! What an initial identification does when it is sealed; a correction is the same act once more.

use crate::accounts::Session;
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::cases::file;
use crate::db::Tx;
use crate::tasks::{self, NewTask, TaskKind};
use crate::{drafts, sealing};
use besa_domain::{
    Account, Act, Age, CaseCode, CaseId, ConsentState, DraftId, Fact, FirstNeeds, Form,
    FormSection, Header, IdentificationSheet, Identity, Medical, Raw, SafeAddress, SafeContact,
    TimerCode, Wish, check,
};

/// The form in the rule book.
pub(super) const FORM: &str = "f1";
/// The groups of the form that are children.
const CHILD_GROUPS: [&str; 4] = ["0_5", "6_11", "12_14", "15_17"];

/// Seals the initial identification of a case and answers with the case's code.
pub(crate) struct SaveIdentification {
    /// The case; its header comes from the screening.
    pub(crate) code: CaseCode,
    /// The fields of the form, as typed.
    pub(crate) raw: Raw,
    /// The draft that ends with it.
    pub(crate) draft: Option<DraftId>,
}

/// The sections that this member is asked: those of the circles that the member holds.
pub(super) fn asked<'f>(form: &'f Form, session: &Session) -> Vec<&'f FormSection> {
    form.sections
        .iter()
        .filter(|section| session.holds(section.circle))
        .collect()
}

/// The path after the identification: a child's group makes it a child's path; doubt stays doubt.
fn path(header: Age, group: &str) -> Age {
    match header {
        Age::Adult | Age::Unclear if CHILD_GROUPS.contains(&group) => Age::Child,
        Age::Adult if group == "unclear" => Age::Unclear,
        Age::Adult | Age::Unclear | Age::Child => header,
    }
}

/// What the wishes say about consent; the wishes themselves are sealed.
fn consent(age: Age, first: &FirstNeeds) -> ConsentState {
    match (age.child_path(), first.wish_help, first.wish_police) {
        (true, _, _) => ConsentState::NotApplicableChild,
        (false, Wish::Yes, Wish::Yes) => ConsentState::Given,
        (false, Wish::Yes, Wish::No | Wish::NotNow | Wish::UnableNow) => ConsentState::Limited,
        (false, Wish::No, _) => ConsentState::Refused,
        (false, Wish::NotNow | Wish::UnableNow, _) => ConsentState::NotAsked,
    }
}

impl Verb for SaveIdentification {
    const ACT: Act = Act::SaveIdentification;
    type Out = CaseCode;

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        let case = file::by_code(tx, self.code).await?;
        file::stands(tx, actor, case.as_ref()).await
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<CaseCode, Fail> {
        let case = file::by_code(&mut cx.tx, self.code)
            .await?
            .ok_or(Fail::Unseen)?;
        let (session, rules) = (cx.session()?, cx.app.rules());
        let form = rules
            .form(FORM)
            .ok_or_else(|| Fail::broken("rules", FORM))?;
        let sections: Vec<&str> = asked(form, &session)
            .into_iter()
            .map(|it| it.code.as_str())
            .collect();
        let checked = check(
            form,
            &sections,
            &self.raw,
            &rules.territory,
            cx.now().date(),
        )
        .map_err(Fail::Invalid)?;
        let first = FirstNeeds::try_from(&checked).map_err(|fault| Fail::Invalid(vec![fault]))?;
        let old: Header = sealing::open_head(cx, case.id, case.owner)
            .await?
            .ok_or_else(|| Fail::broken("integrity", "header"))?;
        let age = path(old.age, &first.age_group);
        let header = Header {
            name_used: first.name_used.clone(),
            age,
            ..old
        };
        sealing::save(cx, case.id, &header).await?;
        sealing::save(cx, case.id, &Identity::of(form, &checked)).await?;
        sealing::save(cx, case.id, &IdentificationSheet::of(form, &checked)).await?;
        save_sensitive(cx, case.id, form, &checked).await?;
        let state = consent(age, &first);
        if !stands(cx, case.id, Fact::Consent(state)).await? {
            file::add_fact(cx, case.id, Fact::Consent(state)).await?;
        }
        tasks::finish(cx, TaskKind::AskAgain, Some(case.id), None).await?;
        if [first.wish_help, first.wish_police].contains(&Wish::UnableNow) {
            let due = rules
                .timers
                .due(TimerCode::AskAgain, cx.now(), &rules.calendar);
            let task = NewTask {
                institution: case.owner,
                member: Some(session.who.member),
                kind: TaskKind::AskAgain,
                case: Some(case.id),
                referral: None,
                due,
            };
            tasks::put_task(cx, &task).await?;
        }
        if let Some(draft) = self.draft {
            drafts::discard(&mut cx.tx, &session, draft).await?;
        }
        Ok(case.code)
    }
}

/// An empty section is sealed only where a correction empties what stood there before.
async fn save_sensitive(
    cx: &mut Cx<'_>,
    case: CaseId,
    form: &Form,
    checked: &besa_domain::Checked,
) -> Result<(), Fail> {
    let owner = cx.session()?.who.institution;
    let before: Vec<String> = sealing::heads(cx, case)
        .await?
        .into_iter()
        .filter(|head| head.owner == owner)
        .map(|head| head.section)
        .collect();
    macro_rules! save {
        ($($section:ident),+) => {$(
            let section = $section::of(form, checked);
            let stood = before.iter().any(|it| it == <$section as besa_domain::Section>::CODE);
            let held = cx.session()?.holds(<$section as besa_domain::Section>::CIRCLE);
            if held && (!section.is_empty() || stood) {
                sealing::save(cx, case, &section).await?;
            }
        )+};
    }
    save!(SafeContact, SafeAddress, Account, Medical);
    Ok(())
}

/// Whether the newest step of a dimension is this one already.
async fn stands(cx: &mut Cx<'_>, case: CaseId, fact: Fact) -> Result<bool, Fail> {
    let history = file::facts(&mut cx.tx, case).await?;
    let last = history
        .iter()
        .rev()
        .find(|row| row.fact.dimension() == fact.dimension());
    Ok(last.is_some_and(|row| row.fact == fact))
}
