//! Tests of the room from outside.

#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a test that cannot go on should stop and say where"
)]

mod fill;
mod grid;
mod io;
mod routes;
mod surface;
