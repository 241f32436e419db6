//! Field protocols: codecs that never touch a socket, and the door that listens.
//!
//! Bytes that came in on the wire go in; frames, fields and answers come out. No file, no socket, no
//! clock: whoever listens hands in the bytes and says what time it is, so that every codec can be
//! tested on one desk and a recorded line can be played again years later.
//!
//! One folder a protocol, all alike: `mod.rs` (what it is, editions, sources), `frame.rs` (bytes to
//! frames), `segment.rs` (a frame to fields), `reading.rs` (fields to readings), `reply.rs` and
//! `request.rs` (what we send).
//!
//! | module | answers |
//! |---|---|
//! | [`codec`] | what every codec promises: frame, more, skipped, close |
//! | [`stamp`] | what the time on a reading stands for |
//! | [`hj212`] | HJ 212, editions 2005, 2017 and 2025, of pollution sources and water stations |
//! | [`door`] | who listens: the register, group commit, answers |
//! | [`simulate`] | what devices of a scenario would send: for tests, load and training |
//! | [`limits`] | what is refused because it is too long, too many or too late |
//!
//! ```
//! use gateway::codec::{Step, Stream};
//! use gateway::hj212::frame::{Framer, Framing};
//!
//! let mut stream = Stream::new(Framer::new(Framing::default()));
//! let taken = stream.push(
//!     b"##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;\
//!       CP=&&RtdInterval=30&&1C80\r\n",
//! );
//! assert_eq!(taken, 113);
//! let Step::Frame { frame, .. } = stream.step() else { panic!("no frame") };
//! let segment = frame.segment()?;
//! let interval = segment.data().first("RtdInterval").expect("the interval");
//! assert_eq!(interval.number()?, 30.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod codec;
pub mod door;
pub mod hj212;
pub mod limits;
pub mod simulate;
pub mod stamp;
mod table;
