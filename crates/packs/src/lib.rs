//! Packs: folders of text that teach the book one system, and the machine that runs them.
//!
//! A pack declares properties, kinds of things, a standard's limits as CSV, and tables as SQL. It
//! is read by [`Pack::load`], found wanting by [`check::check`], and run by [`run::run`] on
//! DataFusion over the zone's nouns, with the functions of `methods` at hand ([`functions`]).

pub mod cell;
pub mod check;
mod error;
pub mod explain;
pub mod functions;
pub mod kept;
mod load;
mod model;
mod order;
pub mod period;
pub mod run;
pub mod session;
mod source;
mod vocabulary;

pub use error::{Mistake, PackError, Result};
pub use model::{Column, ColumnType, Input, Pack, Setting, Standard, Table, Title};
pub use source::{PackSource, embedded};
pub use vocabulary::vocabulary;
