//! One invented county under measurement: each figure is asked for by people over HTTP.

use super::bare;
use super::grow::grow;
use crate::bench::figure::Figure;
use crate::load::{Astray, Final, People, Place, Server, Visitor, Walk, Went, verify};
use crate::run::{Done, Stop};
use crate::say::Watch;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

const SENDER: &str = "elira";
const DESK: &str = "arta";
const SHELTER: &str = "Strehëza Drini";
/// Who signs in for the figure of signing in, besides the two who work.
const OTHERS: [&str; 10] = [
    "mira", "besnik", "liri", "teuta", "genc", "suela", "prefekti", "shish", "dritan", "valbona",
];

/// A served county, what was found out about it, and the people who use it.
pub(super) struct County<'p> {
    besa: &'p Path,
    place: &'p Place,
    profile: Option<&'p Path>,
    db: &'static str,
    server: Server,
    people: People,
    sender: Visitor,
    desk: Visitor,
    shelter: String,
    cases: Vec<String>,
    referrals: Vec<String>,
    figures: Vec<Figure>,
}

impl<'p> County<'p> {
    /// Founds it and starts it anew: founding needs memory that a server never does.
    pub(super) fn found(
        besa: &'p Path,
        place: &'p Place,
        db: &'static str,
        profile: Option<&'p Path>,
    ) -> Done<County<'p>> {
        Server::start(besa, place, "node-1")?.stop()?;
        let server = Server::start(besa, place, "node-1")?;
        thread::sleep(Duration::from_secs(2));
        let idle = Figure::of("memory_idle", db).with("rss_mb", server.memory_mb()?);
        let people = People::read(&place.accounts())?;
        let sender = people.enter(SENDER, server.address)?;
        let desk = people.enter(DESK, server.address)?;
        let shelter = Walk(&sender).receiver(SHELTER)?;
        Ok(County {
            besa,
            place,
            profile,
            db,
            server,
            people,
            sender,
            desk,
            shelter,
            cases: Vec::new(),
            referrals: Vec::new(),
            figures: vec![idle],
        })
    }

    /// Signing in, with everything that a real lock asks for.
    pub(super) fn sign_in(&mut self) -> Done {
        let address = self.server.address;
        let figure = self.one_by_one("sign_in", OTHERS.len(), |county, n| {
            let login = OTHERS.get(n).copied().unwrap_or(SENDER);
            county.people.enter(login, address).map(drop)
        })?;
        self.figures.push(figure);
        Ok(())
    }

    /// A page without content: what the shell alone costs.
    pub(super) fn empty_page(&mut self) -> Done {
        let figure = self.one_by_one("empty_page", 300, |county, _| {
            Walk(&county.sender)
                .page("/help")
                .map(drop)
                .map_err(Stop::from)
        })?;
        self.figures.push(figure);
        Ok(())
    }

    /// J1 and J2 whole: somebody is screened, identified and referred.
    pub(super) fn intake(&mut self) -> Done {
        let done = Mutex::new(Vec::new());
        let figure = self.one_by_one("intake", 40, |county, _| {
            let both = county.take_in(&Walk(&county.sender))?;
            held(&done).push(both);
            Ok(())
        })?;
        let (cases, referrals): (Vec<_>, Vec<_>) = taken(done).into_iter().unzip();
        self.cases.extend(cases);
        self.referrals.extend(referrals);
        self.figures.push(figure);
        Ok(())
    }

    /// Fifty intakes at the same time.
    pub(super) fn intakes_at_once(&mut self) -> Done {
        const MANY: u32 = 50;
        let (times, failed) = (Mutex::new(Vec::new()), AtomicU64::new(0));
        let before = self.server.cpu_ms()?;
        thread::scope(|scope| {
            for _ in 0..MANY {
                scope.spawn(|| {
                    let visitor = self.sender.again(self.server.address);
                    let watch = Watch::start();
                    match self.take_in(&Walk(&visitor)) {
                        Ok(_) => held(&times).push(watch.read()),
                        Err(_) => {
                            failed.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                });
            }
        });
        let cpu = (self.server.cpu_ms()? - before) / f64::from(MANY);
        let failed = u32::try_from(failed.into_inner()).unwrap_or(MANY);
        self.figures.push(
            Figure::of("intake_50_at_once", self.db)
                .with("cpu_ms", cpu)
                .times(taken(times))
                .with("failed", f64::from(failed)),
        );
        Ok(())
    }

    /// Accepting a referral, its page read before.
    pub(super) fn accept(&mut self) -> Done {
        let acts = self
            .referrals
            .iter()
            .map(|code| Walk(&self.desk).accept(code).map_err(Stop::from))
            .collect::<Done<Vec<Final>>>()?;
        let figure = self.one_by_one("accept", acts.len(), |county, n| match acts.get(n) {
            Some(act) => Walk(&county.desk).do_it(act).map(drop).map_err(Stop::from),
            None => Ok(()),
        })?;
        self.figures.push(figure);
        Ok(())
    }

    /// Opening the identity of a case, and reading who looked.
    pub(super) fn open(&mut self, name: &'static str) -> Done {
        let cases = self.cases.clone();
        let forms = cases
            .iter()
            .map(|case| {
                Walk(&self.sender)
                    .opening(case, "identity")
                    .map_err(Stop::from)
            })
            .collect::<Done<Vec<_>>>()?;
        let figure = self.one_by_one(name, forms.len().saturating_mul(3), |county, n| {
            let walk = Walk(&county.sender);
            let at = n % forms.len();
            let (Some(form), Some(case)) = (forms.get(at), cases.get(at)) else {
                return Ok(());
            };
            walk.shown(form)?;
            walk.page(&format!("{case}/looked"))
                .map(drop)
                .map_err(Stop::from)
        })?;
        self.figures.push(figure);
        Ok(())
    }

    /// Screens until the sender's list has this many cases.
    pub(super) fn fill(&mut self, cases: usize) -> Done {
        let missing = cases.saturating_sub(self.cases.len());
        let next = AtomicUsize::new(0);
        thread::scope(|scope| {
            let workers: Vec<_> = (0..4)
                .map(|_| {
                    scope.spawn(|| {
                        let visitor = self.sender.again(self.server.address);
                        let walk = Walk(&visitor);
                        while next.fetch_add(1, Ordering::Relaxed) < missing {
                            walk.do_it(&walk.screen()?)?;
                        }
                        Ok(())
                    })
                })
                .collect();
            workers.into_iter().try_for_each(|worker| {
                let went: Went = worker.join().unwrap_or(Err(Astray::Lost));
                went.map_err(Stop::from)
            })
        })
    }

    /// A page of fifty cases with their names.
    pub(super) fn list(&mut self) -> Done {
        let page = Walk(&self.sender).page("/cases")?;
        let form = page
            .form("/cases")
            .ok_or_else(|| Stop("the list shows no names".to_owned()))?;
        let figure = self.one_by_one("list", 100, |county, _| {
            Walk(&county.sender)
                .shown(&form)
                .map(drop)
                .map_err(Stop::from)
        })?;
        self.figures.push(figure);
        Ok(())
    }

    /// A hundred people who open cases as fast as they are answered, against the bare statements.
    pub(super) fn clients(&mut self) -> Done {
        const MANY: usize = 100;
        const LASTS: Duration = Duration::from_secs(10);
        let forms = self
            .cases
            .iter()
            .map(|case| {
                Walk(&self.sender)
                    .opening(case, "identity")
                    .map_err(Stop::from)
            })
            .collect::<Done<Vec<_>>>()?;
        let (ended, times) = (AtomicBool::new(false), Mutex::new(Vec::new()));
        let failed = AtomicUsize::new(0);
        let before = self.server.cpu_ms()?;
        let watch = Watch::start();
        thread::scope(|scope| {
            for n in 0..MANY {
                let (ended, times, failed, forms) = (&ended, &times, &failed, &forms);
                let visitor = self.sender.again(self.server.address);
                scope.spawn(move || {
                    let mut own = Vec::new();
                    for form in forms.iter().cycle().skip(n) {
                        if ended.load(Ordering::Relaxed) {
                            break;
                        }
                        let watch = Watch::start();
                        match Walk(&visitor).shown(form) {
                            Ok(_) => own.push(watch.read()),
                            Err(_) => {
                                failed.fetch_add(1, Ordering::Relaxed);
                            }
                        }
                    }
                    held(times).extend(own);
                });
            }
            thread::sleep(LASTS);
            ended.store(true, Ordering::Relaxed);
        });
        let took = watch.read().as_secs_f64();
        let cpu = self.server.cpu_ms()? - before;
        let times = taken(times);
        let acts = count(times.len());
        let bare = bare::statements(self.place, times.len())?;
        self.figures.push(
            Figure::of("clients_100", self.db)
                .with("acts_per_s", acts / took)
                .with("cpu_ms", cpu / acts)
                .times(times)
                .with("failed", count(failed.into_inner())),
        );
        self.figures
            .push(Figure::of("bare_statements", self.db).with("acts_per_s", bare));
        Ok(())
    }

    /// Stops, checks the record; then lets the county grow old and reads a case again.
    pub(super) fn end(mut self, among: usize) -> Done<Vec<Figure>> {
        self.figures
            .push(Figure::of("memory_after", self.db).with("rss_mb", self.server.memory_mb()?));
        let young = case_page(&self.server, &self.sender, &self.cases)?;
        self.server.stop()?;
        verify(self.besa, self.place)?;
        grow(self.place, among)?;
        let server = Server::start(self.besa, self.place, "node-1")?;
        let visitor = self.sender.again(server.address);
        let old = case_page(&server, &visitor, &self.cases)?;
        server.stop()?;
        self.figures.push(
            Figure::of("case_page", self.db)
                .with("cpu_ms", young)
                .with("among_cases", count(among))
                .with("cpu_ms_among", old)
                .with("ratio", old / young),
        );
        Ok(self.figures)
    }

    fn take_in(&self, walk: &Walk<'_>) -> Went<(String, String)> {
        let case = walk.do_it(&walk.screen()?)?;
        walk.do_it(&walk.identify(&case)?)?;
        let referral = walk.do_it(&walk.refer(&case, &self.shelter)?)?;
        let code = referral.rsplit('/').next().unwrap_or_default().to_owned();
        Ok((case, code))
    }

    /// Does something often, one after the other: processor time of the server for one, and times.
    fn one_by_one(
        &self,
        name: &'static str,
        often: usize,
        mut once: impl FnMut(&County<'_>, usize) -> Done,
    ) -> Done<Figure> {
        let mut times = Vec::with_capacity(often);
        let _watched = self
            .profile
            .map(|folder| {
                self.server
                    .profiled(&folder.join(format!("{}-{name}.perf", self.db)))
            })
            .transpose()?;
        let before = self.server.cpu_ms()?;
        for n in 0..often {
            let watch = Watch::start();
            once(self, n)?;
            times.push(watch.read());
        }
        let cpu = (self.server.cpu_ms()? - before) / count(often);
        Ok(Figure::of(name, self.db).with("cpu_ms", cpu).times(times))
    }
}

/// Processor time of one page of a case, nothing of it opened.
fn case_page(server: &Server, visitor: &Visitor, cases: &[String]) -> Done<f64> {
    const PAGES: usize = 600;
    let before = server.cpu_ms()?;
    for case in cases.iter().cycle().take(PAGES) {
        Walk(visitor).page(case)?;
    }
    Ok((server.cpu_ms()? - before) / count(PAGES))
}

fn count(many: usize) -> f64 {
    f64::from(u32::try_from(many).unwrap_or(u32::MAX))
}

fn held<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn taken<T>(shared: Mutex<T>) -> T {
    shared
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
