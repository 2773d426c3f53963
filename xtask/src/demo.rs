//! The shipped program, as an operator meets it: built, started, asked, stopped, started again, verified.

use crate::load::{Place, Server, expect_page, release, verify};
use crate::run::Done;
use crate::say::{self, Watch};

/// Builds the release and lives one short day with it.
pub(crate) fn live() -> Done {
    let besa = release()?;
    let place = Place::passing("smoke")?;

    let demo = Server::start(&besa, &place, "node-1")?;
    expect_page(demo.address, "/sign-in")?;
    demo.stop()?;

    let watch = Watch::start();
    let demo = Server::start(&besa, &place, "node-1")?;
    say::line(&format!(
        "second start: first answer after {:.2} s",
        watch.read().as_secs_f64()
    ));
    demo.stop()?;

    verify(&besa, &place)
}
