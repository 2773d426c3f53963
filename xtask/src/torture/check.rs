//! After the restart: what was acknowledged is there and opens, what was asked twice was done once.

use super::book::Fate;
use super::{Kind, Rack, SHELTER};
use crate::load::{Answer, Astray, Walk, Went};
use std::collections::BTreeSet;
use std::net::SocketAddr;

/// Whom the walk identifies.
const PERSON: &str = "Lumturije Provëza";

impl Rack<'_> {
    /// Sends every form whose answer was lost again, twice: both lead to the same place.
    pub(super) fn ask_again(&self, address: SocketAddr) {
        let unknown = self.book().take_unknown();
        for (kind, act) in unknown {
            let visitor = match kind {
                Kind::Accept(_) => self.desk.again(address),
                Kind::Screen | Kind::Identify(_) | Kind::Refer(_) | Kind::ReferAgain => {
                    self.sender.again(address)
                }
            };
            let walk = Walk(&visitor);
            match (walk.do_it(&act), walk.do_it(&act)) {
                (Ok(once), Ok(twice)) if once == twice => self.book().done(kind, &once),
                (once, twice) => {
                    let what = format!("{kind:?} sent again: {once:?}, then {twice:?}");
                    self.book().wrong(what);
                }
            }
        }
    }

    /// Holds the account against the pages.
    pub(super) fn compare(&self, address: SocketAddr) {
        let sender = self.sender.again(address);
        let walk = Walk(&sender);
        match cases(&walk) {
            Ok(there) => {
                let known = self.book().cases();
                for case in known.difference(&there) {
                    self.book()
                        .wrong(format!("{case} was acknowledged and is lost"));
                }
                for case in there.difference(&known) {
                    self.book()
                        .wrong(format!("{case} is there and nobody made it"));
                }
            }
            Err(astray) => self.book().wrong(format!("the list of cases: {astray:?}")),
        }
        let fresh = self.book().take_fresh();
        for (case, fate) in fresh {
            if let Err(astray) = self.stands(&walk, address, &case, &fate) {
                self.book().wrong(format!("{case} {fate:?}: {astray:?}"));
            }
        }
    }

    /// Every version that was saved of the shared case opens, for who wrote it and for who was given
    /// it; no send of it is there that nobody made.
    pub(super) fn compare_shared(&self, address: SocketAddr) {
        let sender = self.sender.again(address);
        let walk = Walk(&sender);
        if let Err(astray) = self.shared_stands(&walk, address) {
            self.book().wrong(format!("the shared case: {astray:?}"));
        }
    }

    fn shared_stands(&self, walk: &Walk<'_>, address: SocketAddr) -> Went {
        let there: BTreeSet<String> = walk
            .page(&self.shared)?
            .links("/referrals/")
            .iter()
            .filter_map(|link| link.rsplit('/').next().map(str::to_owned))
            .collect();
        let known = self.book().shared();
        for code in known.difference(&there) {
            self.book()
                .wrong(format!("{code} was acknowledged and is lost"));
        }
        for code in there.difference(&known) {
            let slip = walk.page(&format!("/referrals/{code}"))?;
            // Notices to child protection went out by themselves.
            if slip.html.contains(SHELTER) {
                self.book()
                    .wrong(format!("{code} is there and nobody sent it"));
            }
        }
        let (desk, circle) = (self.desk.again(address), self.circle.again(address));
        let fresh = self.book().take_fresh_shared();
        for (code, accepted) in fresh {
            let slip = Walk(&desk).page(&format!("/inbox/{code}"))?;
            if !slip.html.contains("Kërkohet një vend i sigurt sonte.") {
                self.book()
                    .wrong(format!("the slip of {code} does not open"));
            }
            if slip.link(&format!("/inbox/{code}/accept")).is_some() == accepted {
                self.book().wrong(format!(
                    "{code}: accepted {accepted}, and its page says otherwise"
                ));
            }
            if accepted && !package(&Walk(&circle), &code)?.html.contains(PERSON) {
                self.book()
                    .wrong(format!("the package of {code} does not open"));
            }
        }
        Ok(())
    }

    fn stands(&self, walk: &Walk<'_>, address: SocketAddr, case: &str, fate: &Fate) -> Went {
        let page = walk.page(case)?;
        let referrals: BTreeSet<String> = page.links("/referrals/").into_iter().collect();
        // A child's referral brings a notice to child protection with it.
        let expected = if fate.referred.is_some() { 2 } else { 0 };
        if referrals.len() != expected {
            let count = referrals.len();
            self.book()
                .wrong(format!("{case}: {count} referrals, not {expected}"));
        }
        let (part, words) = if fate.identified {
            ("identity", PERSON)
        } else {
            ("screening", "Shenja të qarta sot.")
        };
        if !walk.open(case, part)?.html.contains(words) {
            self.book()
                .wrong(format!("{case}: {part} does not show what was written"));
        }
        if let Some(code) = fate.referred.as_ref().filter(|_| fate.accepted) {
            let desk = self.desk.again(address);
            let slip = Walk(&desk).page(&format!("/inbox/{code}"))?;
            if slip.link(&format!("/inbox/{code}/accept")).is_some() {
                self.book()
                    .wrong(format!("{code} was accepted and waits again"));
            }
        }
        Ok(())
    }
}

/// What was given with a referral that was accepted.
pub(super) fn package(walk: &Walk<'_>, code: &str) -> Went<Answer> {
    walk.page(&format!("/inbox/{code}/package"))
}

/// Every case of the sender's list, page after page.
pub(super) fn cases(walk: &Walk<'_>) -> Went<BTreeSet<String>> {
    let mut all = BTreeSet::new();
    for number in 1..10_000 {
        let page = walk.page(&format!("/cases?page={number}"))?;
        let before = all.len();
        all.extend(page.links("/cases/"));
        if all.len() == before {
            return Ok(all);
        }
    }
    Err(Astray::Lost)
}
