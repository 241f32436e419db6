//! Rows as people and programs read them.

mod file;
mod print;
mod rows;
mod table;

pub use file::{check_apart, write_beside, write_whole, write_whole_by};
pub(crate) use print::say;
pub use print::{print_bytes, print_line};
pub use rows::parquet_bytes;
pub use table::{Align, Grid, terminal_table};
