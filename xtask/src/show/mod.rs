//! What is shown with the shipped program in the full proof: the operator's whole way in an empty
//! Debian, and what a day's work leaves behind in files and in memory.

mod debian;
mod founded;
mod machine;
mod traces;
mod way;

pub(crate) use traces::none_left;
pub(crate) use way::{program, whole_way};

#[path = "../../../crates/besa/src/tests/spellings.rs"]
mod spellings;
