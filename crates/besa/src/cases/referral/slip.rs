//! A slip as rows of words: the same rows before it is sent, on paper, and in the inbox that gets it.

use crate::lang::Words;
use besa_domain::{Rules, Slip, Ternary};

/// Label and value of everything that a slip says; nothing in it names a person or a place.
pub(crate) fn slip_rows(l: &Words, rules: &Rules, slip: &Slip) -> Vec<(String, String)> {
    let option = |form: &str, field: &str, code: &str| -> String {
        let field = rules.form(form).and_then(|form| form.field(field));
        let options = field
            .map(|field| field.options.as_slice())
            .unwrap_or_default();
        let found = options.iter().find(|option| option.code == code);
        match found {
            Some(option) => l.rule(&option.text).to_owned(),
            None if code.is_empty() => l.t("ui-not-given"),
            // A code of a form that this program does not know yet.
            None => code.to_owned(),
        }
    };
    let needs: Vec<String> = slip
        .needs
        .iter()
        .map(|code| option("f1", "needs_now", code))
        .collect();
    let risk = l.t(&format!("risk-{}", slip.risk.code()));
    let risk = match slip.hidden_place {
        Ternary::Yes => l.t1("referral-risk-hidden", "risk", risk),
        Ternary::No | Ternary::Unknown | Ternary::NotAsked => risk,
    };
    let mut rows = vec![
        (
            l.t("referral-service"),
            l.rule(&rules.services.row(slip.service).text).to_owned(),
        ),
        (
            l.t("referral-urgency"),
            l.t(&format!("urgency-{}", slip.urgency.code())),
        ),
        (
            l.t("referral-age"),
            option("f1", "age_group", &slip.age_group),
        ),
        (l.t("referral-sex"), option("f1", "sex", &slip.sex)),
        (
            l.t("referral-language"),
            option("screening", "language", &slip.language),
        ),
        (l.t("referral-needs"), needs.join(", ")),
        (l.t("referral-risk"), risk),
        (l.t("referral-children"), slip.children.to_string()),
        (l.t("referral-words"), slip.words.clone()),
    ];
    if slip.age.child_path() {
        rows.insert(3, (l.t("inbox-path"), l.t(&format!("age-{}", slip.age))));
    }
    rows
}
