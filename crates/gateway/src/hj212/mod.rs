//! HJ 212: what instruments at pollution sources, water stations and power meters send, and what the
//! host asks of them.
//!
//! | edition | in force | how sure |
//! |---|---|---|
//! | HJ/T 212-2005 | until 2017-04-30 | public lists and frames; the text was not read |
//! | HJ 212-2017 | 2017-05-01 to 2025-12-31 | 6.3 and annexes A to C were read in the text |
//! | HJ 212-2025 | since 2026-01-01 | the vectors of annex A.2 were reproduced; the text was not read |
//! | surface water 2017 (trial), HJ 1404-2024 | since 2017 | public code of stations; the text was not read |
//!
//! Devices of all of them are met for years to come, and the `Flag` of a frame does not tell
//! surface water 2017 from 2025 ([`flag::Flag::edition`]).
//!
//! From the wire inwards: [`frame`] (bytes to frames, by length and [`crc`]), [`cipher`] (SM4 of 2025),
//! [`segment`] (header, and the data area field by field), [`reading`] (fields of one factor),
//! [`command`] and [`pollutant`] (what codes mean), [`assembly`] (messages in packets), [`clock`]
//! (times). Outwards: [`message`] (a message to bytes), [`reply`] (answers), [`request`] (what the host
//! asks for).
//!
//! Where the text of a standard was not read, the item says so: *read* is the text of HJ 212-2017,
//! *public code* and *public list* are what others made of the text, *inferred* is our own conclusion.

pub mod assembly;
pub mod cipher;
pub mod clock;
pub mod command;
pub mod crc;
pub mod error;
pub mod flag;
pub mod frame;
pub mod message;
pub mod pollutant;
pub mod reading;
pub mod reply;
pub mod request;
mod resync;
pub mod segment;
pub mod system;
