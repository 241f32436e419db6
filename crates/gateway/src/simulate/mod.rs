//! Field devices that are not there: what they would send, by a scenario.
//!
//! A [`scenario`] is text that says which devices there are, what each of their channels shows through
//! the day, and what goes wrong with them and when. What a device sends at a moment follows from
//! scenario, seed and moment alone: no socket, no clock, no memory of what was sent before, so that a
//! day can be played from its middle and comes out the same.
//!
//! | module | answers |
//! |---|---|
//! | [`scenario`] | the text, and every mistake in it with its place |
//! | [`moment`] | seconds of the wall clock that the devices go by |
//! | [`channel`] | what a channel shows at a moment |
//! | [`fault`] | what goes wrong, and when |
//! | [`device`] | what a device sends at a moment |
//! | [`register`] | what a book must know to believe these devices |
//!
//! ```
//! use gateway::simulate::moment::Moment;
//! use gateway::simulate::scenario::Scenario;
//!
//! let text = r#"
//! title_zh = "一台电表"
//! title_en = "One meter"
//!
//! [[thing]]
//! kind = "facility"
//! code = "F1"
//! name_zh = "风机"
//! name_en = "Fan"
//!
//! [[device]]
//! mn = "010000A8900016F000169DC0"
//! name_zh = "电表"
//! name_en = "Meter"
//! edition = 2025
//! system = 44
//! minute_data_minutes = 1
//!
//! [[device.channel]]
//! code = "d20405"
//! kind = "facility"
//! thing = "F1"
//! property = "current"
//! unit = "A"
//! constant = 31.5
//! "#;
//! let scenario = Scenario::read("one.toml", text).expect("no mistakes");
//! let noon = Moment::of("2026-11-27T12:00:00".parse()?).expect("a moment");
//! let sent = scenario.devices[0].sent_at(7, noon)?;
//! let frame = String::from_utf8_lossy(&sent[0].bytes);
//! assert!(frame.contains("ST=44;CN=2051;"));
//! assert!(frame.contains("CP=&&DataTime=20261127115900;d20405-Min=31.50,d20405-Avg=31.50,"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod chance;
pub mod channel;
pub mod device;
pub mod fault;
mod keys;
pub mod mistake;
pub mod moment;
pub mod register;
pub mod scenario;
