//! `cargo xtask bench linkage`: the same person in two registers, against public and invented data.

mod chance;
mod data;
mod names;
mod people;
mod register;
mod spelling;

use crate::run::Done;
use data::Source;
use register::Rates;

pub(crate) fn data() -> Done {
    let folder = data::folder()?;
    for (name, source) in [
        ("alb", Source::Invented(20_261_123, &Rates::PAPER, 200_000)),
        ("held", Source::Invented(77, &Rates::HELD_OUT, 200_000)),
        ("febrl3", Source::Febrl3),
        ("febrl4", Source::Febrl4),
    ] {
        let data = source.lay(&folder)?;
        crate::say::line(&format!(
            "{name} {} {:?} {}",
            data.a.display(),
            data.columns,
            data.truth.len()
        ));
        let _ = data.truth.holds("a", "b");
        let _ = data.b;
    }
    Ok(())
}
