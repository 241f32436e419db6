//! One device and its connection.

use std::collections::VecDeque;
use std::io;

use gateway::codec::{Step, Stream};
use gateway::hj212::command::Command;
use gateway::hj212::crc::CrcRule;
use gateway::hj212::error::EncodeError;
use gateway::hj212::frame::{Frame, Framer, Framing};
use gateway::hj212::reply::{self, Answer};
use gateway::hj212::segment::{Segment, Value};
use gateway::simulate::device::Sent;
use tokio::io::AsyncReadExt;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use crate::simulate::pace::Pace;
use crate::simulate::source::Source;
use crate::simulate::tally::Tally;
use crate::simulate::wire::{Where, Wire};

/// Times that a frame is sent again (HJ 212-2017: three by default).
const RESENDS: u32 = 3;
/// Connections in a row that cannot be made after which a line with an end is given up.
const CONNECT_TRIES_MAX: u32 = 8;
/// Frames that are sent before answers are looked at again.
const FRAMES_AT_ONCE: usize = 64;
/// Bytes that are read at once: some forty answers.
const READ_BYTES: usize = 4_096;

/// Commands from here on are answers.
const ANSWERS_FROM: u16 = 9_000;

/// A device on its line.
pub struct Line {
    to: Where,
    source: Source,
    pace: Pace,
    in_flight: usize,
    /// Due, not sent yet.
    due: VecDeque<Sent>,
    /// Sent, not answered yet; the oldest first.
    waiting: VecDeque<Waiting>,
    /// What the door asked for is refused.
    replies: Vec<Vec<u8>>,
    tally: Tally,
}

/// A frame that waits for its answer.
struct Waiting {
    sent: Sent,
    first: Instant,
    again_at: Instant,
    resends: u32,
}

/// Why a conversation ended.
enum End {
    /// Nothing is left to send or to wait for.
    Done,
    /// The program was told to end.
    Stopped,
    /// The door hung up, or sent what is no HJ 212.
    Lost,
}

/// What is left to send now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    /// Nothing, before something is due or answered.
    Nothing,
    /// More, after a look at the answers.
    More,
    /// It cannot be sent: the connection is lost.
    Lost,
}

impl Line {
    /// A device that has not connected yet.
    pub fn new(to: Where, source: Source, pace: Pace, in_flight: usize) -> Self {
        let tally = Tally {
            devices: 1,
            ..Tally::default()
        };
        Self {
            to,
            source,
            pace,
            in_flight,
            due: VecDeque::new(),
            waiting: VecDeque::new(),
            replies: Vec::new(),
            tally,
        }
    }

    /// Plays all of it, and says what came of it.
    ///
    /// # Errors
    /// [`EncodeError`] where a device shows what has no form on the wire.
    pub async fn play(mut self, mut stopped: watch::Receiver<bool>) -> Result<Tally, EncodeError> {
        let mut tries = 0;
        while !self.is_done() && !*stopped.borrow() {
            let connected = tokio::select! {
                connected = self.to.connect() => connected,
                _ = stopped.changed() => break,
            };
            if let Ok(mut wire) = connected {
                let before = self.tally.answers();
                match self.talk(&mut wire, &mut stopped).await? {
                    End::Done | End::Stopped => break,
                    End::Lost => self.tally.lost += 1,
                }
                if self.tally.answers() > before {
                    tries = 0;
                }
            } else {
                self.tally.not_connected += 1;
                if tries + 1 >= CONNECT_TRIES_MAX && self.source.has_end() {
                    let left = u64::try_from(self.waiting.len()).unwrap_or_default();
                    self.tally.unanswered += left;
                    break;
                }
            }
            tokio::select! {
                () = tokio::time::sleep(Pace::reconnect_wait(tries)) => {}
                _ = stopped.changed() => break,
            }
            tries += 1;
        }
        Ok(self.tally)
    }

    fn is_done(&self) -> bool {
        self.due.is_empty() && self.waiting.is_empty() && self.source.due(&self.pace).is_none()
    }

    /// Sends and listens on one connection.
    async fn talk(
        &mut self,
        wire: &mut Wire,
        stopped: &mut watch::Receiver<bool>,
    ) -> Result<End, EncodeError> {
        let mut bytes = [0; READ_BYTES];
        let mut heard = Stream::new(Framer::new(Framing {
            crc: CrcRule::Either,
            ..Framing::default()
        }));
        // What the lost connection left unanswered is sent again at once.
        for waiting in &mut self.waiting {
            waiting.again_at = Instant::now();
        }
        loop {
            if self.reply(wire).await.is_err() || self.send_again(wire).await.is_err() {
                return Ok(End::Lost);
            }
            let left = self.send_due(wire).await?;
            if left == Left::Lost {
                return Ok(End::Lost);
            }
            if self.is_done() {
                return Ok(End::Done);
            }
            let wake = if left == Left::More {
                Some(Instant::now())
            } else {
                self.wake()
            };
            tokio::select! {
                _ = stopped.changed() => return Ok(End::Stopped),
                read = wire.reading.read(&mut bytes) => {
                    let read = read.unwrap_or_default();
                    let came = bytes.get(..read).unwrap_or_default();
                    if came.is_empty() || !self.hear(came, &mut heard) {
                        return Ok(End::Lost);
                    }
                }
                () = until(wake) => {}
            }
        }
    }

    /// The next instant at which there is something to do without an answer.
    fn wake(&self) -> Option<Instant> {
        let again = self.waiting.iter().map(|waiting| waiting.again_at).min();
        let due = if self.waiting.len() < self.in_flight {
            self.source.due(&self.pace)
        } else {
            None
        };
        again.into_iter().chain(due).min()
    }

    /// Sends what waited long enough again, or gives it up.
    async fn send_again(&mut self, wire: &mut Wire) -> io::Result<()> {
        let now = Instant::now();
        let before = self.waiting.len();
        self.waiting
            .retain(|waiting| waiting.again_at > now || waiting.resends < RESENDS);
        let given_up = before - self.waiting.len();
        self.tally.unanswered += u64::try_from(given_up).unwrap_or_default();
        for waiting in &mut self.waiting {
            if waiting.again_at <= now {
                waiting.resends += 1;
                waiting.again_at = now + self.pace.answer_wait();
                self.tally.resent += 1;
                wire.write(&waiting.sent.bytes_again).await?;
            }
        }
        Ok(())
    }

    /// Sends what is due, as far as answers may be outstanding.
    async fn send_due(&mut self, wire: &mut Wire) -> Result<Left, EncodeError> {
        for _ in 0..FRAMES_AT_ONCE {
            if self.waiting.len() >= self.in_flight {
                return Ok(Left::Nothing);
            }
            while self.due.is_empty() {
                match self.source.due(&self.pace) {
                    Some(due) if due <= Instant::now() => self.due.extend(self.source.take()?),
                    _ => return Ok(Left::Nothing),
                }
            }
            let Some(sent) = self.due.pop_front() else {
                return Ok(Left::Nothing);
            };
            let now = Instant::now();
            self.tally.frames += 1;
            self.tally.asking += u64::from(sent.answered_by.is_some());
            let is_written = wire.write(&sent.bytes).await.is_ok();
            if sent.answered_by.is_some() {
                self.waiting.push_back(Waiting {
                    sent,
                    first: now,
                    again_at: now + self.pace.answer_wait(),
                    resends: 0,
                });
            }
            if !is_written {
                return Ok(Left::Lost);
            }
        }
        Ok(Left::More)
    }

    /// Takes what came; false where the connection is of no more use.
    fn hear(&mut self, mut rest: &[u8], heard: &mut Stream<Framer>) -> bool {
        loop {
            let taken = heard.push(rest);
            rest = rest.get(taken..).unwrap_or_default();
            loop {
                match heard.step() {
                    Step::Frame { frame, .. } => self.answered(&frame),
                    Step::Skipped { bytes, .. } => {
                        self.tally.junk_bytes += u64::try_from(bytes.get()).unwrap_or_default();
                    }
                    Step::Close { .. } => return false,
                    Step::More => break,
                }
            }
            if rest.is_empty() {
                return true;
            }
        }
    }

    /// What an answer means for what waits.
    fn answered(&mut self, frame: &Frame) {
        let Ok(segment) = frame.segment() else {
            self.tally.unexpected += 1;
            return;
        };
        let qn = segment.qn().and_then(Value::text);
        // Packets of one message share a QN, and each has its own answer: the oldest one's comes first.
        let place = self
            .waiting
            .iter()
            .position(|waiting| waiting.sent.answered_by.as_deref() == qn);
        let code = reply::returned(&segment, "QnRtn");
        match (segment.command(), place) {
            (Ok(Command::DATA_ANSWER), Some(place)) => {
                if let Some(waiting) = self.waiting.remove(place) {
                    self.tally.acknowledged += 1;
                    self.tally.latencies.put(waiting.first.elapsed());
                }
            }
            (Ok(Command::REQUEST_ANSWER), Some(place)) => {
                let code = code.unwrap_or(Answer::Unknown.code());
                // Ready: the answer proper is still to come.
                if code != Answer::Ready.code() {
                    self.waiting.remove(place);
                    *self.tally.refused.entry(code).or_default() += 1;
                }
            }
            (Ok(Command(code)), _) if code < ANSWERS_FROM => self.asked(&segment),
            _ => self.tally.unexpected += 1,
        }
    }

    /// The door asks for something. What is not there does not do it, and says so.
    fn asked(&mut self, segment: &Segment<'_>) {
        self.tally.requests += 1;
        if segment.wants_answer()
            && let Ok(refusal) = reply::request(segment, Answer::Refused)
            && let Ok(bytes) = refusal.encode(self.source.crc())
        {
            self.replies.push(bytes);
        }
    }

    async fn reply(&mut self, wire: &mut Wire) -> io::Result<()> {
        for bytes in std::mem::take(&mut self.replies) {
            wire.write(&bytes).await?;
        }
        Ok(())
    }
}

/// Waits for an instant; for ever where there is none.
async fn until(wake: Option<Instant>) {
    match wake {
        Some(wake) => sleep_until(wake).await,
        None => std::future::pending().await,
    }
}
