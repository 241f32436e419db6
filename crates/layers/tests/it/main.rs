//! Files of layers against what other programs say of them.

#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a test that cannot go on should stop and say where"
)]

mod formats;
mod geojson;
mod hostile;
mod mvt;
mod projections;
mod tiles;
