//! Files of layers against what other programs say of them.

#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::needless_pass_by_value,
    reason = "a test that cannot go on should stop and say where"
)]
#![allow(
    clippy::disallowed_methods,
    reason = "the room does no I/O; its tests read files that others wrote"
)]

mod formats;
mod geojson;
mod hostile;
mod mvt;
mod projections;
mod tiles;
