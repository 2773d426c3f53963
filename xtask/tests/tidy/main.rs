//! Tidy: what a reviewer would otherwise have to remember. Every rule is a function over text, with
//! one test that the house keeps it and one that it bites.

#[cfg(test)]
mod lex;
#[cfg(test)]
mod manifests;
#[cfg(test)]
mod source;
#[cfg(test)]
mod sql;
#[cfg(test)]
mod templates;
#[cfg(test)]
mod tree;
#[cfg(test)]
mod words;
