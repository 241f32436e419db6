//! Rows as people and programs read them.

mod rows;
mod table;

pub use rows::{csv_text, json_rows, parquet_bytes};
pub use table::{Align, Grid, terminal_table};
