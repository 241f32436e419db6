//! One connection: bytes in, frames handed in, answers out once what they answer is durable.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::time::{Instant, timeout, timeout_at};
use zone::door::Ended;
use zone::inbox::Arrival;

use super::Door;
use super::hear::{PacketTime, hear, name_of};
use super::known::record_takeover;
use super::lines::Turn;
use super::seen::{Key, Met};
use super::speaker::Speaker;
use super::tls::Shown;
use super::told::told;
use crate::codec::{Codec, Step, Stream};
use crate::hj212::crc::CrcVariant;
use crate::hj212::frame::{Frame, Framer};
use crate::hj212::reply;
use crate::hj212::segment::Segment;
use crate::limits::{
    DOOR_ANSWER_SECONDS_MAX, DOOR_FIRST_FRAME_SECONDS_MAX, DOOR_FRAME_SECONDS_MAX,
    DOOR_FRAMES_IN_FLIGHT_MAX, DOOR_FRAMES_PER_SECOND_MAX, DOOR_IDLE_SECONDS_MAX, DOOR_READ_BYTES,
    DOOR_STRANGER_FRAMES_MAX,
};

static LINES: AtomicU64 = AtomicU64::new(0);

/// A frame whose commit is waited for, and what is answered then.
struct Pending {
    told: oneshot::Receiver<bool>,
    device: i64,
    key: Option<Key>,
    answer: Option<Vec<u8>>,
}

/// A connection while it is read.
struct Line<'d> {
    door: &'d Door,
    number: u64,
    caller: Caller,
    stream: Stream<Framer>,
    pending: mpsc::Sender<Pending>,
    replaced: Arc<Notify>,
    packets: PacketTime,
    had_frame: bool,
    frames_of_strangers: u32,
    second: (Instant, u32),
}

/// Who is at the other end of a connection, as far as the connection says.
#[derive(Debug)]
pub(super) struct Caller {
    pub peer: SocketAddr,
    /// When the connection was taken: from then on the first frame is waited for.
    pub since: Instant,
    /// Whose certificate was shown, where one is asked for.
    pub shown: Option<Shown>,
}

/// Serves a connection to its end.
pub(super) async fn serve<R, W>(
    door: &Arc<Door>,
    (mut reading, writing): (R, W),
    caller: Caller,
    stop: watch::Receiver<bool>,
) where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin + Send + 'static,
{
    let (pending, answers) = mpsc::channel(DOOR_FRAMES_IN_FLIGHT_MAX);
    let answering = tokio::spawn(answer_all(Arc::clone(door), writing, answers));
    let number = LINES.fetch_add(1, Ordering::Relaxed);
    let mut line = Line {
        door,
        number,
        caller,
        stream: Stream::new(Framer::new(door.known.first_framing())),
        pending,
        replaced: Arc::default(),
        packets: PacketTime::default(),
        had_frame: false,
        frames_of_strangers: 0,
        second: (Instant::now(), 0),
    };
    let why = line.read_all(&mut reading, stop).await;
    let now_us = door.zone.clock().now_us();
    door.on_line.hangs_up(number, now_us, why);
    drop(line);
    let _ = answering.await;
}

impl Line<'_> {
    /// Reads to the end. Gives why it ended.
    async fn read_all(
        &mut self,
        reading: &mut (impl AsyncRead + Unpin),
        mut stop: watch::Receiver<bool>,
    ) -> Ended {
        let mut begun: Option<Instant> = None;
        let mut buffer = vec![0; DOOR_READ_BYTES];
        let replaced = Arc::clone(&self.replaced);
        while !*stop.borrow() {
            let tail = self.stream.codec_mut().tail_bytes_max();
            let waits_for_more = self.stream.waiting().len() > tail;
            begun = waits_for_more.then(|| begun.unwrap_or_else(Instant::now));
            let until = self.deadline(begun);
            let read = tokio::select! {
                read = timeout_at(until, reading.read(&mut buffer)) => read,
                () = replaced.notified() => return Ended::Replaced,
                _ = stop.changed() => return Ended::Stopped,
            };
            let flow = match read {
                Ok(Ok(0) | Err(_)) => return Ended::HungUp,
                Ok(Ok(bytes)) => self.take(buffer.get(..bytes).unwrap_or_default()).await,
                // A frame that broke off is given up; a line that says nothing at all is let go.
                Err(_) if begun.is_some() && self.had_frame => {
                    begun = None;
                    self.step_all(Stream::silence).await
                }
                Err(_) => return Ended::Idle,
            };
            if flow.is_break() {
                return Ended::Refused;
            }
        }
        Ended::Stopped
    }

    /// Until when something must have come.
    fn deadline(&self, begun: Option<Instant>) -> Instant {
        let after = |from: Instant, seconds: u64| from + Duration::from_secs(seconds);
        if !self.had_frame {
            return after(self.caller.since, DOOR_FIRST_FRAME_SECONDS_MAX);
        }
        match begun {
            Some(begun) => after(begun, DOOR_FRAME_SECONDS_MAX),
            None => after(Instant::now(), DOOR_IDLE_SECONDS_MAX),
        }
    }

    async fn take(&mut self, mut bytes: &[u8]) -> ControlFlow<()> {
        while !bytes.is_empty() {
            let taken = self.stream.push(bytes);
            bytes = bytes.get(taken..).unwrap_or_default();
            let waited = self.stream.waiting().len();
            self.step_all(Stream::step).await?;
            // A full stream that makes no step would be asked for ever.
            if taken == 0 && self.stream.waiting().len() == waited {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }

    async fn step_all(
        &mut self,
        step: fn(&mut Stream<Framer>) -> Step<Frame, crate::hj212::error::FrameError>,
    ) -> ControlFlow<()> {
        loop {
            match step(&mut self.stream) {
                Step::Frame { frame, bytes } => self.hear(frame, bytes).await?,
                Step::Skipped { bytes, .. } => self.door.tally.skipped(bytes.get()),
                Step::More => return ControlFlow::Continue(()),
                Step::Close { .. } => return ControlFlow::Break(()),
            }
        }
    }

    async fn hear(&mut self, frame: Frame, bytes: NonZeroUsize) -> ControlFlow<()> {
        let wire = without_line_end(self.stream.consumed(bytes)).to_vec();
        let identity = frame
            .unproved_header()
            .mn()
            .and_then(|mn| mn.text().map(str::to_owned));
        let Some(speaker) = identity.as_deref().and_then(|mn| self.door.known.find(mn)) else {
            return self.hear_stranger(identity.as_deref().unwrap_or_default(), &wire);
        };
        let frame = Some(frame).filter(|_| self.may_speak_for(&speaker));
        let frame = frame.and_then(|frame| speaker.believed(frame));
        let Some(Ok(segment)) = frame.as_ref().map(Frame::segment) else {
            self.door.tally.refused();
            return ControlFlow::Break(());
        };
        let crc = frame.as_ref().and_then(Frame::crc);
        self.had_frame = true;
        self.stream.codec_mut().set_framing(speaker.framing);
        self.take_turn(&speaker).await;
        self.slow_down().await;
        self.hand_in(&segment, crc.unwrap_or(CrcVariant::Hj212), &speaker, wire)
            .await
    }

    fn hear_stranger(&mut self, identity: &str, wire: &[u8]) -> ControlFlow<()> {
        let now_us = self.door.zone.clock().now_us();
        self.door.tally.of_stranger();
        self.door
            .known
            .hear_stranger(identity, self.caller.peer.ip(), wire, now_us);
        self.frames_of_strangers += 1;
        if self.frames_of_strangers >= DOOR_STRANGER_FRAMES_MAX {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    /// Whether this connection may speak for a device: by where it comes from, and by its certificate.
    fn may_speak_for(&self, speaker: &Speaker) -> bool {
        let (device, from) = (&speaker.device, self.caller.peer.ip());
        if !device.may_speak_from(from) {
            tracing::warn!(
                device = device.identity, %from,
                "a device spoke from a network that is not its own, and was not heard"
            );
            return false;
        }
        let shown = self.caller.shown.as_ref();
        let is_its_own = shown.is_none_or(|shown| shown.names(&device.identity));
        if !is_its_own {
            tracing::warn!(
                device = device.identity, %from,
                "a device spoke under a certificate that does not name it, and was not heard"
            );
        }
        is_its_own
    }

    async fn take_turn(&self, speaker: &Speaker) {
        let (device, from) = (&speaker.device, self.caller.peer.ip());
        let line = (self.number, self.door.zone.clock().now_us());
        let turn = self
            .door
            .on_line
            .speaks(device.id, line, from, &self.replaced);
        let Turn::Elsewhere { from: before } = turn else {
            return;
        };
        tracing::warn!(device = device.identity, %before, now = %from, "a device goes on from elsewhere");
        let recorded = record_takeover(&self.door.zone, &device.identity, (before, from)).await;
        if let Err(error) = recorded {
            tracing::error!(%error, "a takeover was not recorded");
        }
    }

    /// Reads no faster than a device may send.
    async fn slow_down(&mut self) {
        let (since, frames) = &mut self.second;
        let until = *since + Duration::from_secs(1);
        if Instant::now() >= until {
            self.second = (Instant::now(), 1);
            return;
        }
        *frames += 1;
        if *frames > DOOR_FRAMES_PER_SECOND_MAX {
            tokio::time::sleep_until(until).await;
            self.second = (Instant::now(), 1);
        }
    }

    async fn hand_in(
        &mut self,
        segment: &Segment<'_>,
        crc: CrcVariant,
        speaker: &Speaker,
        wire: Vec<u8>,
    ) -> ControlFlow<()> {
        let (door, device) = (self.door, speaker.device.id);
        let key = door.known.seen.key(segment);
        let answer = answer_to(segment, crc);
        let met = key.map_or(Met::New, |key| door.known.seen.meet(device, key));
        let kept = match met {
            Met::UnderWay => return ControlFlow::Continue(()),
            Met::Kept => {
                door.tally.sent_again();
                let (tell, kept) = oneshot::channel();
                let _ = tell.send(true);
                kept
            }
            Met::New => {
                let (zone, now_us) = (&door.zone, door.zone.clock().now_us());
                let heard = hear(segment, speaker, zone.tz(), now_us, &mut self.packets);
                if !heard.without_point.is_empty() {
                    door.tally.without_point(heard.without_point.len());
                    door.known
                        .count_unpointed(device, heard.without_point, now_us);
                }
                let arrival = Arrival {
                    device,
                    at_us: now_us,
                    key: name_of(segment),
                    is_late: heard.is_late,
                    source: speaker.device.source().to_owned(),
                    bytes: wire,
                    readings: heard.readings,
                    told: told(segment, speaker, zone.tz(), now_us),
                };
                door.intake.hand_in(arrival).await
            }
        };
        let pending = Pending {
            told: kept,
            device,
            key,
            answer,
        };
        match self.pending.send(pending).await {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }
}

/// A frame's own bytes: the line end of the one before it came with them.
fn without_line_end(bytes: &[u8]) -> &[u8] {
    let start = memchr::memmem::find(bytes, b"##").unwrap_or_default();
    bytes.get(start..).unwrap_or_default()
}

/// The answer to data that want one.
fn answer_to(segment: &Segment<'_>, crc: CrcVariant) -> Option<Vec<u8>> {
    if !segment.wants_answer() {
        return None;
    }
    reply::data(segment).ok()?.encode(crc).ok()
}

/// Answers in the order of the frames, each when it is durable.
async fn answer_all(
    door: Arc<Door>,
    mut writing: impl AsyncWrite + Unpin,
    mut answers: mpsc::Receiver<Pending>,
) {
    let limit = Duration::from_secs(DOOR_ANSWER_SECONDS_MAX);
    let mut is_open = true;
    while let Some(pending) = answers.recv().await {
        let is_kept = pending.told.await.unwrap_or(false);
        if let Some(key) = pending.key {
            door.known.seen.settle(pending.device, key, is_kept);
        }
        let Some(answer) = pending.answer.filter(|_| is_kept && is_open) else {
            continue;
        };
        let write = async {
            writing.write_all(&answer).await?;
            // Over TLS a part may have been taken and not sent yet.
            writing.flush().await
        };
        let written = timeout(limit, write).await;
        // Who takes no answer sends the frame again; what it sent is kept all the same.
        is_open = matches!(written, Ok(Ok(())));
    }
    // Whoever is at the other end is told that nothing more comes.
    if is_open {
        let _ = timeout(limit, writing.shutdown()).await;
    }
}
