//! Workbooks that are filled, and what refuses to be.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop and say where"
)]
#![allow(
    clippy::disallowed_methods,
    reason = "the room does no I/O; a test hands a file to another program"
)]

mod filled;
mod hostile;
