//! Kills the program while people work, again and again: nothing acknowledged is lost, nothing is done
//! twice. Some of them work on one and the same case all the time (`docs/protocol/vault.md`, C 7).

mod book;
mod check;

use crate::cluster::{Cluster, Keeping};
use crate::load::{Astray, Final, People, Place, Server, Visitor, Walk, Went, release, verify};
use crate::run::{Done, Stop};
use crate::say::{self, Watch};
use book::{Book, Kind};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// How it was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Kills on each engine.
    pub(crate) rounds: u64,
    /// Where the moments of death come from; printed, so that a run can be had again.
    pub(crate) seed: u64,
}

/// People at work at once on the sending side of each node.
const SENDERS: usize = 4;
/// Of these so many refer one person again and again: every save is of the same case.
const ON_ONE_CASE: usize = 2;
const SENDER: &str = "elira";
const DESK: &str = "arta";
/// Opens what the desk accepted: its circle's letters are folded in.
const CIRCLE: &str = "mira";
/// The receiver's name in the directory.
const SHELTER: &str = "Strehëza Drini";

/// Runs all rounds on both engines; of five rounds on PostgreSQL two have a second node.
pub(crate) fn torture(wanted: &Wanted) -> Done {
    let besa = release()?;
    say::line(&format!("seed {}", wanted.seed));
    let watch = Watch::start();
    let rack = Rack::new(&besa, vec![Place::passing("torture-sqlite")?], wanted.seed)?;
    rack.run("sqlite", wanted.rounds)?;
    drop(rack);

    let cluster = Cluster::start(Keeping::Durable)?;
    let first = Place::passing("torture-node-1")?.on(cluster.url());
    let rack = Rack::new(&besa, vec![first], wanted.seed)?.with_second("torture-node-2")?;
    rack.run("postgres", wanted.rounds)?;
    drop(rack);
    say::line(&format!("all {:.0} s", watch.read().as_secs_f64()));
    Ok(())
}

/// A county under torture, its people signed in.
struct Rack<'b> {
    besa: &'b Path,
    places: Vec<Place>,
    sender: Visitor,
    desk: Visitor,
    circle: Visitor,
    shelter: String,
    /// The case that many work on at once.
    shared: String,
    book: Mutex<Book>,
    seed: u64,
}

impl<'b> Rack<'b> {
    fn new(besa: &'b Path, places: Vec<Place>, seed: u64) -> Done<Rack<'b>> {
        let Some(place) = places.first() else {
            return Err(Stop("a rack needs a county".to_owned()));
        };
        let server = Server::start(besa, place, "node-1")?;
        let people = People::read(&place.accounts())?;
        let sender = people.enter(SENDER, server.address)?;
        let desk = people.enter(DESK, server.address)?;
        let circle = people.enter(CIRCLE, server.address)?;
        let walk = Walk(&sender);
        let shelter = walk.receiver(SHELTER)?;
        let shared = walk.do_it(&walk.screen()?)?;
        walk.do_it(&walk.identify(&shared)?)?;
        let before = check::cases(&walk)?;
        server.stop()?;
        let book = Book::with(before);
        Ok(Rack {
            besa,
            places,
            sender,
            desk,
            circle,
            shelter,
            shared,
            book: Mutex::new(book),
            seed,
        })
    }

    /// Gives the county a second node: the same keys and database, a folder of its own.
    fn with_second(mut self, name: &str) -> Done<Rack<'b>> {
        if let Some(first) = self.places.first() {
            let second = first.twin(name)?;
            self.places.push(second);
        }
        Ok(self)
    }

    fn run(&self, engine: &str, rounds: u64) -> Done {
        for round in 0..rounds {
            let nodes = if round % 5 < 2 { self.places.len() } else { 1 };
            let watch = Watch::start();
            let acts = self.round(round, nodes).map_err(|stop| {
                let told = |stop, place: &Place| place.with_log(stop);
                self.places.iter().fold(stop, told)
            })?;
            say::line(&format!(
                "{engine} round {} of {rounds}: {nodes} node(s), {acts} acts acknowledged, 0 lost, 0 doubled, verify clean, {:.1} s",
                round.saturating_add(1),
                watch.read().as_secs_f64()
            ));
        }
        Ok(())
    }

    /// People work, the program dies, the account is held against what stands afterwards.
    fn round(&self, round: u64, nodes: usize) -> Done<u64> {
        let before = self.book().acts();
        let servers = self
            .places
            .iter()
            .take(nodes)
            .zip(["node-1", "node-2"])
            .map(|(place, node)| Server::start(self.besa, place, node))
            .collect::<Done<Vec<_>>>()?;
        let addresses: Vec<_> = servers.iter().map(|server| server.address).collect();
        thread::scope(|scope| {
            for (n, address) in addresses.iter().enumerate() {
                for sender in 0..SENDERS {
                    if sender < ON_ONE_CASE {
                        scope.spawn(|| self.send_again(*address));
                    } else {
                        scope.spawn(|| self.send_away(*address));
                    }
                }
                scope.spawn(|| self.fold_in(*address));
                if n == 0 {
                    scope.spawn(|| self.take_in(*address));
                }
            }
            // The nodes die one after the other, the last one while its people still work.
            servers.into_iter().enumerate().try_for_each(|(n, server)| {
                thread::sleep(self.moment(round, n));
                server.kill()
            })
        })?;
        self.expect_nothing_wrong("while they worked")?;

        let Some(place) = self.places.first() else {
            return Err(Stop("a rack needs a county".to_owned()));
        };
        verify(self.besa, place)?;
        let server = Server::start(self.besa, place, "node-1")?;
        self.ask_again(server.address);
        self.compare(server.address);
        self.compare_shared(server.address);
        server.stop()?;
        self.expect_nothing_wrong("after the restart")?;
        Ok(self.book().acts().saturating_sub(before))
    }

    /// When a node dies: 0.3 to 2.8 s after the one before, by the seed.
    fn moment(&self, round: u64, node: usize) -> Duration {
        let mut mixed = self
            .seed
            .wrapping_add(round.wrapping_mul(0x9E37_79B9_7F4A_7C15))
            .wrapping_add(node as u64);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        Duration::from_millis(300_u64.saturating_add((mixed ^ (mixed >> 31)) % 2_500))
    }

    /// A mobile unit's worker: screens, identifies, refers, until there is no answer any more.
    fn send_away(&self, address: SocketAddr) {
        let visitor = self.sender.again(address);
        let walk = Walk(&visitor);
        while self.one_person(&walk).is_ok() {}
    }

    fn one_person(&self, walk: &Walk<'_>) -> Went {
        let case = self.attempt(walk, Kind::Screen, self.good(walk.screen())?)?;
        let act = self.good(walk.identify(&case))?;
        self.attempt(walk, Kind::Identify(case.clone()), act)?;
        let act = self.good(walk.refer(&case, &self.shelter))?;
        self.attempt(walk, Kind::Refer(case), act)?;
        Ok(())
    }

    /// A worker who refers the one person of the shared case, over and over.
    fn send_again(&self, address: SocketAddr) {
        let visitor = self.sender.again(address);
        let walk = Walk(&visitor);
        while self
            .good(walk.refer(&self.shared, &self.shelter))
            .and_then(|act| self.attempt(&walk, Kind::ReferAgain, act))
            .is_ok()
        {}
    }

    /// The shelter's circle: opens the package of what was accepted of the shared case, the newest
    /// first, while more of it is saved.
    fn fold_in(&self, address: SocketAddr) {
        let visitor = self.circle.again(address);
        let walk = Walk(&visitor);
        loop {
            let newest = self.book().newest_accepted();
            let Some(code) = newest else {
                if visitor.get("/health").is_err() {
                    return;
                }
                thread::sleep(Duration::from_millis(20));
                continue;
            };
            if self.good(check::package(&walk, &code)).is_err() {
                return;
            }
        }
    }

    /// The shelter's desk: accepts what came.
    fn take_in(&self, address: SocketAddr) {
        let visitor = self.desk.again(address);
        let walk = Walk(&visitor);
        loop {
            let next = self.book().next_waiting();
            let Some(code) = next else {
                if visitor.get("/health").is_err() {
                    return;
                }
                thread::sleep(Duration::from_millis(20));
                continue;
            };
            let accepted = self
                .good(walk.accept(&code))
                .and_then(|act| self.attempt(&walk, Kind::Accept(code.clone()), act));
            if accepted.is_err() {
                return;
            }
        }
    }

    fn attempt(&self, walk: &Walk<'_>, kind: Kind, act: Final) -> Went<String> {
        let went = self.good(walk.do_it(&act));
        match &went {
            Ok(location) => self.book().done(kind, location),
            Err(Astray::Lost) => self.book().lost(kind, act),
            Err(Astray::Answered { .. }) => {}
        }
        went
    }

    /// Notes an answer that no good day gives; a lost one is what this is about.
    fn good<T>(&self, went: Went<T>) -> Went<T> {
        if let Err(Astray::Answered { at, status }) = &went {
            self.book().wrong(format!("{at} answered {status}"));
        }
        went
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn expect_nothing_wrong(&self, when: &str) -> Done {
        match self.book().take_wrong().as_slice() {
            [] => Ok(()),
            wrong => Err(Stop(format!("{when}:\n{}", wrong.join("\n")))),
        }
    }
}
