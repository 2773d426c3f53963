//! One line of the record as a sentence: who did what, and why.

use crate::cases::referral::ReferralRow;
use crate::lang::Words;
use crate::record::LineOfCase;
use crate::registry::{Institution, Member};
use besa_domain::{Act, InstitutionId, InstitutionKind, MemberId, ReferralId, Rules};
use besa_ledger::{Actor, Decision, Entry};
use std::sync::Arc;

/// What is needed to name everybody and everything on the page.
pub(super) struct Known {
    pub(super) l: Words,
    pub(super) rules: Arc<Rules>,
    /// The institution that reads.
    pub(super) reader: InstitutionId,
    pub(super) houses: Vec<Institution>,
    pub(super) referrals: Vec<ReferralRow>,
    pub(super) people: Vec<Member>,
}

/// A line as the page shows it.
pub(super) struct Sentence {
    pub(super) time: String,
    pub(super) text: String,
    pub(super) why: String,
    pub(super) flag: String,
}

impl Known {
    /// The sentence of a line.
    pub(super) fn say(&self, line: &LineOfCase) -> Sentence {
        let l = &self.l;
        let time = l.time(line.at);
        let Some(entry) = &line.entry else {
            return Sentence {
                time,
                text: l.t("looked-erased"),
                why: String::new(),
                flag: String::new(),
            };
        };
        let act = Act::from_code(&line.act);
        let who = self.who(&entry.actor);
        let refused = matches!(entry.decision, Decision::Refused);
        let key = match act {
            Some(_) if refused => "looked-refused".to_owned(),
            Some(Act::SecondLook) if alone(entry) => format!("{}-alone", key(Act::SecondLook)),
            Some(act) => key(act),
            None => "looked-other".to_owned(),
        };
        let why = [
            self.reason(act, entry),
            self.sections(entry),
            self.referral(entry),
        ];
        let why: Vec<String> = why.into_iter().flatten().collect();
        Sentence {
            time,
            text: l.t1(&key, "who", who),
            why: why.join(" · "),
            flag: if refused {
                l.t("looked-refused-flag")
            } else {
                String::new()
            },
        }
    }

    /// A member by name and institution. Of the police and the prosecution others learn only which
    /// kind of office it was (practice paper, 7).
    fn who(&self, actor: &Actor) -> String {
        let l = &self.l;
        let (member, institution) = match actor {
            Actor::Member {
                member,
                institution,
            } => (
                MemberId::from_bytes(*member),
                InstitutionId::from_bytes(*institution),
            ),
            Actor::System(_) => return l.t("role-system"),
            Actor::Founder | Actor::Operator => return l.t("role-operator"),
        };
        let Some(house) = self.houses.iter().find(|house| house.id == institution) else {
            return l.t("looked-somebody");
        };
        if house.id != self.reader && investigates(house.kind) {
            let kind = l.rule(&self.rules.kinds.row(house.kind).text);
            return l.t1("looked-somebody-of", "kind", kind);
        }
        match self.people.iter().find(|person| person.id == member) {
            Some(person) => format!("{} ({})", person.name, house.name),
            None => l.t1("looked-somebody-of", "kind", &house.name),
        }
    }

    /// Why somebody opened, in the words of the list, or that no reason was given. Every other
    /// reason is sealed and read on the page of its referral (decision 0010).
    fn reason(&self, act: Option<Act>, entry: &Entry) -> Option<String> {
        let opens = matches!(
            act?,
            Act::OpenCase | Act::RevealIdentity | Act::OpenSensitive
        );
        match entry.purpose.as_deref() {
            Some(code) if opens => {
                let text = self.rules.lists.text("opening_reason", code);
                text.map(|text| self.l.rule(text).to_owned())
            }
            None if opens && matches!(entry.decision, Decision::Allowed) => {
                Some(self.l.t("looked-no-reason"))
            }
            Some(_) | None => None,
        }
    }

    /// The sealed parts that the line names.
    fn sections(&self, entry: &Entry) -> Option<String> {
        let names: Vec<String> = entry
            .notes
            .iter()
            .filter(|(key, _)| key == "section")
            .map(|(_, code)| format!("section-{}", dashed(code)))
            .filter(|key| self.l.has(key))
            .map(|key| self.l.t(&key))
            .collect();
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// The referral that the line names, or whose rows it wrote.
    fn referral(&self, entry: &Entry) -> Option<String> {
        let named = entry.objects.iter().find(|(kind, _)| kind == "referral");
        let id = named.map(|(_, id)| ReferralId::from_bytes(*id).to_string());
        let written = entry
            .binds
            .iter()
            .find(|bind| bind.table.starts_with("referral"));
        let id = id.or_else(|| written.map(|bind| bind.key.clone()))?;
        let row = self
            .referrals
            .iter()
            .find(|row| id.starts_with(&row.id.to_string()))?;
        let to = self.houses.iter().find(|house| house.id == row.receiver);
        let to = to.map(|house| house.name.as_str()).unwrap_or_default();
        Some(self.l.t2(
            "looked-referral",
            ("code", row.code.to_string()),
            ("to", to),
        ))
    }
}

/// Whether a second look was taken by who took the first.
fn alone(entry: &Entry) -> bool {
    entry.notes.iter().any(|(key, _)| key == "second_person")
}

/// The message key of an act's sentence.
pub(super) fn key(act: Act) -> String {
    format!("looked-{}", dashed(act.code()))
}

fn dashed(code: &str) -> String {
    code.replace('_', "-")
}

fn investigates(kind: InstitutionKind) -> bool {
    matches!(
        kind,
        InstitutionKind::PoliceDirectorate
            | InstitutionKind::PoliceStation
            | InstitutionKind::BorderPolice
            | InstitutionKind::Prosecution
    )
}

#[cfg(test)]
#[test]
fn every_act_about_a_case_has_a_sentence_in_both_languages() {
    use besa_domain::{Lang, is_about_cases};
    for lang in [Lang::Sq, Lang::En] {
        for act in Act::ALL.into_iter().filter(|act| is_about_cases(*act)) {
            let said = Words::of(lang).t1(&key(act), "who", "Zana");
            assert!(
                said.contains("Zana") && said.ends_with('.'),
                "{act}: {said}"
            );
        }
    }
}
