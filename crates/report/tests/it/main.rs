//! What others see of the PDF: Poppler reads it back.

mod limits;
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

mod lines;
mod pages;
mod poppler;
mod sample;
