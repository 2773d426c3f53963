//! What was acknowledged, and what nobody can tell: the account that the county must agree with.

use crate::load::Final;
use std::collections::{BTreeMap, BTreeSet};

/// An act, by what it is done to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A screening is sealed: a case comes into being.
    Screen,
    /// The person of this case is identified.
    Identify(String),
    /// The person of this case is referred to the shelter.
    Refer(String),
    /// The person of the shared case is referred to the shelter, once more.
    ReferAgain,
    /// The shelter accepts the referral with this code.
    Accept(String),
}

/// How far a case went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fate {
    pub(super) identified: bool,
    /// Code of the referral.
    pub(super) referred: Option<String>,
    pub(super) accepted: bool,
}

/// The account.
#[derive(Default)]
pub(super) struct Book {
    cases: BTreeMap<String, Fate>,
    /// The referrals of the shared case, and whether each was accepted.
    shared: BTreeMap<String, bool>,
    /// Those of them that something happened to since they were looked at.
    fresh_shared: BTreeSet<String>,
    /// The one that was accepted last.
    newest_accepted: Option<String>,
    /// Sent, and not answered yet.
    waiting: Vec<String>,
    /// The answer was lost with the program.
    unknown: Vec<(Kind, Final)>,
    fresh: BTreeSet<String>,
    wrong: Vec<String>,
    acts: u64,
}

impl Book {
    /// An account over a county in which these cases stand already.
    pub(super) fn with(cases: BTreeSet<String>) -> Book {
        Book {
            cases: cases.into_iter().map(|it| (it, Fate::default())).collect(),
            ..Book::default()
        }
    }

    /// An act was acknowledged, and led here.
    pub(super) fn done(&mut self, kind: Kind, location: &str) {
        self.acts = self.acts.saturating_add(1);
        match kind {
            Kind::Screen => {
                if self
                    .cases
                    .insert(location.to_owned(), Fate::default())
                    .is_some()
                {
                    self.wrong(format!("{location} was given to two screenings"));
                }
                self.fresh.insert(location.to_owned());
            }
            Kind::Identify(case) => self.fate(case).identified = true,
            Kind::Refer(case) => {
                let code = code_of(location);
                let before = self.fate(case.clone()).referred.replace(code.clone());
                if before.is_some_and(|it| it != code) {
                    self.wrong(format!("one send of {case} became two referrals"));
                }
                self.waiting.push(code);
            }
            Kind::ReferAgain => {
                let code = code_of(location);
                if self.shared.insert(code.clone(), false).is_some() {
                    self.wrong(format!("two sends became one referral {code}"));
                }
                self.fresh_shared.insert(code.clone());
                self.waiting.push(code);
            }
            Kind::Accept(code) if self.shared.contains_key(&code) => {
                self.shared.insert(code.clone(), true);
                self.fresh_shared.insert(code.clone());
                self.newest_accepted = Some(code);
            }
            Kind::Accept(code) => {
                let found = self
                    .cases
                    .iter_mut()
                    .find(|(_, fate)| fate.referred.as_deref() == Some(&code));
                if let Some((case, fate)) = found {
                    fate.accepted = true;
                    self.fresh.insert(case.clone());
                }
            }
        }
    }

    fn fate(&mut self, case: String) -> &mut Fate {
        self.fresh.insert(case.clone());
        self.cases.entry(case).or_default()
    }

    /// The answer to an act was lost.
    pub(super) fn lost(&mut self, kind: Kind, act: Final) {
        self.unknown.push((kind, act));
    }

    /// Something is not as it must be.
    pub(super) fn wrong(&mut self, what: String) {
        self.wrong.push(what);
    }

    /// A referral that waits for its answer.
    pub(super) fn next_waiting(&mut self) -> Option<String> {
        self.waiting.pop()
    }

    /// The acts that nobody can tell of.
    pub(super) fn take_unknown(&mut self) -> Vec<(Kind, Final)> {
        std::mem::take(&mut self.unknown)
    }

    /// The cases that something happened to since this was asked last.
    pub(super) fn take_fresh(&mut self) -> Vec<(String, Fate)> {
        let fresh = std::mem::take(&mut self.fresh);
        let known = fresh.into_iter();
        known
            .filter_map(|case| Some((case.clone(), self.cases.get(&case)?.clone())))
            .collect()
    }

    /// The referrals of the shared case that were accepted or sent since this was asked last.
    pub(super) fn take_fresh_shared(&mut self) -> Vec<(String, bool)> {
        let fresh = std::mem::take(&mut self.fresh_shared).into_iter();
        let known = |code: String| self.shared.get(&code).map(|accepted| (code, *accepted));
        fresh.filter_map(known).collect()
    }

    /// Every referral of the shared case.
    pub(super) fn shared(&self) -> BTreeSet<String> {
        self.shared.keys().cloned().collect()
    }

    /// The referral of the shared case that was accepted last.
    pub(super) fn newest_accepted(&self) -> Option<String> {
        self.newest_accepted.clone()
    }

    /// All cases.
    pub(super) fn cases(&self) -> BTreeSet<String> {
        self.cases.keys().cloned().collect()
    }

    /// What was wrong so far.
    pub(super) fn take_wrong(&mut self) -> Vec<String> {
        std::mem::take(&mut self.wrong)
    }

    /// Acts acknowledged so far.
    pub(super) fn acts(&self) -> u64 {
        self.acts
    }
}

fn code_of(location: &str) -> String {
    location.rsplit('/').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_send_of_the_shared_case_is_a_referral_of_its_own() {
        let mut book = Book::default();
        book.done(Kind::ReferAgain, "/referrals/RF-1");
        book.done(Kind::ReferAgain, "/referrals/RF-2");
        assert_eq!(book.take_wrong(), [""; 0]);
        assert_eq!(book.newest_accepted(), None);
        book.take_fresh_shared();
        book.done(Kind::Accept("RF-1".to_owned()), "/inbox/RF-1");
        assert_eq!(book.take_fresh_shared(), [("RF-1".to_owned(), true)]);
        assert_eq!(book.newest_accepted().as_deref(), Some("RF-1"));
        book.done(Kind::ReferAgain, "/referrals/RF-2");
        assert_eq!(book.take_wrong().len(), 1);
        assert_eq!(book.shared().len(), 2);
    }

    #[test]
    fn a_case_given_twice_is_wrong() {
        let mut book = Book::with(BTreeSet::from(["/cases/OLD".to_owned()]));
        book.done(Kind::Screen, "/cases/A");
        assert_eq!(book.take_wrong(), [""; 0]);
        book.done(Kind::Screen, "/cases/A");
        assert_eq!(book.take_wrong().len(), 1);
        assert_eq!(book.cases().len(), 2);
    }

    #[test]
    fn a_send_that_became_two_referrals_is_wrong() {
        let mut book = Book::default();
        book.done(Kind::Screen, "/cases/A");
        book.done(Kind::Refer("/cases/A".to_owned()), "/referrals/RF-1");
        book.done(Kind::Refer("/cases/A".to_owned()), "/referrals/RF-1");
        assert_eq!(book.take_wrong(), [""; 0]);
        book.done(Kind::Refer("/cases/A".to_owned()), "/referrals/RF-2");
        assert_eq!(book.take_wrong().len(), 1);
    }

    #[test]
    fn what_was_accepted_is_looked_at_again() {
        let mut book = Book::default();
        book.done(Kind::Screen, "/cases/A");
        book.done(Kind::Refer("/cases/A".to_owned()), "/referrals/RF-1");
        book.take_fresh();
        assert_eq!(book.next_waiting().as_deref(), Some("RF-1"));
        book.done(Kind::Accept("RF-1".to_owned()), "/inbox/RF-1");
        let fresh = book.take_fresh();
        assert!(matches!(fresh.as_slice(), [(case, fate)] if case == "/cases/A" && fate.accepted));
    }
}
