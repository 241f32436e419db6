//! The program from outside, and the house it is built as.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop and say where"
)]

mod as_of;
mod backup;
mod books;
mod bulletin;
mod commands;
mod compact;
mod correct;
mod demo_zones;
mod disk;
mod docs;
mod door;
mod form;
mod house;
mod kill;
mod layer;
mod limits;
mod mark;
mod pack;
mod pages;
mod postgres;
mod program;
mod report;
mod serve;
mod served;
mod simulate;
mod terrain;
mod things;
mod walk;
