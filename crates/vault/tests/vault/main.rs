//! The vault seen from outside: committed vectors, attacks by number, mutations, round trips.

// `cfg(test)` tells the lint table that helpers here may unwrap, too.
#[cfg(test)]
mod attacks;
#[cfg(test)]
mod by_hand;
#[cfg(test)]
mod formats;
#[cfg(test)]
mod kit;
#[cfg(test)]
mod mutations;
#[cfg(test)]
mod newer;
#[cfg(test)]
mod roundtrip;
#[cfg(test)]
mod vectors;
