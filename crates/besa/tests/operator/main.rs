//! The operator's day: founded, served, backed up, restored, a key file lost; each refusal said.

#[cfg(test)] // tells the lint table that helpers here may unwrap
mod backup;
#[cfg(test)]
mod bench;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod founding;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod postgres;
#[cfg(test)]
mod serving;
#[cfg(test)]
mod show;
#[cfg(test)]
mod trouble;
