//! Packs: every declared example runs, every planted mistake is found in its place, and the tables
//! of water quality come out as arithmetic by hand and the standards say.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop and say where"
)]

mod area;
mod board;
mod book;
mod cases;
mod examples;
mod inbox;
mod incremental;
mod latest;
mod mistakes;
mod pushdown;
mod samples;
mod steps;
mod tables;
mod trends;
