//! What others see of the PDF: Poppler reads it back.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop and say where"
)]

mod limits;
mod lines;
mod pages;
mod poppler;
mod sample;
