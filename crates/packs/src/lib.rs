//! Packs: folders of text that teach the book one system, and the machine that runs them.
//!
//! A pack declares properties, kinds of things, a standard's limits as CSV, and tables as SQL. It
//! is read by [`Pack::load`], found wanting by [`check::check`], and run by [`run::run`] on
//! DataFusion over the zone's nouns, with the functions of `methods` at hand ([`functions`]).

pub mod board;
pub mod cell;
pub mod changes;
pub mod check;
mod error;
pub mod explain;
pub mod functions;
pub mod golden;
pub mod kept;
pub mod limits;
mod load;
pub mod marking;
pub mod maturity;
mod model;
mod near;
mod order;
pub mod period;
pub mod run;
pub mod session;
mod sheet;
pub mod simulated;
mod skeleton;
mod source;
mod vocabulary;
mod walk;

pub use error::{Mistake, PackError, Result};
pub use model::{
    Cited, Column, ColumnType, Exemption, Input, Pack, Setting, SettingValue, Standard, Table,
    TableTest, Title,
};
pub use near::nearest;
pub use skeleton::skeleton;
pub use source::{PackSource, embedded};
pub use vocabulary::vocabulary;
