//! One connection: bytes in, frames handed in, answers out once what they answer is durable.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::OwnedWriteHalf;
use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::time::{Instant, timeout, timeout_at};
use zone::inbox::Arrival;

use super::Door;
use super::hear::{PacketTime, hear, name_of};
use super::known::{Speaker, record_takeover};
use super::lines::Turn;
use super::seen::{Key, Met};
use super::told::told;
use crate::codec::{Codec, Step, Stream};
use crate::hj212::crc::{CrcRule, CrcVariant};
use crate::hj212::frame::{Frame, Framer, Framing, Sealing};
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
    peer: SocketAddr,
    stream: Stream<Framer>,
    pending: mpsc::Sender<Pending>,
    replaced: Arc<Notify>,
    packets: PacketTime,
    had_frame: bool,
    frames_of_strangers: u32,
    second: (Instant, u32),
}

/// Serves a connection to its end.
pub(super) async fn serve(
    door: &Arc<Door>,
    socket: TcpStream,
    peer: SocketAddr,
    stop: watch::Receiver<bool>,
) {
    // Answers are short, and a device waits for each.
    let _ = socket.set_nodelay(true);
    let (mut reading, writing) = socket.into_split();
    let (pending, answers) = mpsc::channel(DOOR_FRAMES_IN_FLIGHT_MAX);
    let answering = tokio::spawn(answer_all(Arc::clone(door), writing, answers));
    let number = LINES.fetch_add(1, Ordering::Relaxed);
    // Who speaks is not known yet: either variant of the check, sealed or not.
    let framing = Framing {
        crc: CrcRule::Either,
        sealed: Sealing::Binary,
    };
    let mut line = Line {
        door,
        number,
        peer,
        stream: Stream::new(Framer::new(framing)),
        pending,
        replaced: Arc::default(),
        packets: PacketTime::default(),
        had_frame: false,
        frames_of_strangers: 0,
        second: (Instant::now(), 0),
    };
    line.read_all(&mut reading, stop).await;
    door.on_line.hangs_up(number);
    drop(line);
    let _ = answering.await;
}

impl Line<'_> {
    async fn read_all(
        &mut self,
        reading: &mut (impl AsyncReadExt + Unpin),
        mut stop: watch::Receiver<bool>,
    ) {
        let opened = Instant::now();
        let mut begun: Option<Instant> = None;
        let mut buffer = vec![0; DOOR_READ_BYTES];
        let replaced = Arc::clone(&self.replaced);
        while !*stop.borrow() {
            let tail = self.stream.codec_mut().tail_bytes_max();
            let waits_for_more = self.stream.waiting().len() > tail;
            begun = waits_for_more.then(|| begun.unwrap_or_else(Instant::now));
            let until = self.deadline(opened, begun);
            let read = tokio::select! {
                read = timeout_at(until, reading.read(&mut buffer)) => read,
                () = replaced.notified() => return,
                _ = stop.changed() => return,
            };
            let flow = match read {
                Ok(Ok(0) | Err(_)) => return,
                Ok(Ok(bytes)) => self.take(buffer.get(..bytes).unwrap_or_default()).await,
                // A frame that broke off is given up; a line that says nothing at all is let go.
                Err(_) if begun.is_some() && self.had_frame => {
                    begun = None;
                    self.step_all(Stream::silence).await
                }
                Err(_) => return,
            };
            if flow.is_break() {
                return;
            }
        }
    }

    /// Until when something must have come.
    fn deadline(&self, opened: Instant, begun: Option<Instant>) -> Instant {
        let after = |from: Instant, seconds: u64| from + Duration::from_secs(seconds);
        if !self.had_frame {
            return after(opened, DOOR_FIRST_FRAME_SECONDS_MAX);
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
        let Some(frame) = self.believed(frame, &speaker) else {
            self.door.tally.refused();
            return ControlFlow::Break(());
        };
        let Ok(segment) = frame.segment() else {
            self.door.tally.refused();
            return ControlFlow::Break(());
        };
        self.had_frame = true;
        self.stream.codec_mut().set_framing(speaker.framing);
        self.take_turn(&speaker).await;
        self.slow_down().await;
        self.hand_in(
            &segment,
            frame.crc().unwrap_or(CrcVariant::Hj212),
            &speaker,
            wire,
        )
        .await
    }

    fn hear_stranger(&mut self, identity: &str, wire: &[u8]) -> ControlFlow<()> {
        let now_us = self.door.zone.clock().now_us();
        self.door.tally.of_stranger();
        self.door
            .known
            .hear_stranger(identity, self.peer.ip(), wire, now_us);
        self.frames_of_strangers += 1;
        if self.frames_of_strangers >= DOOR_STRANGER_FRAMES_MAX {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    /// The frame opened, where it is one that the register expects of this device from there.
    fn believed(&self, frame: Frame, speaker: &Speaker) -> Option<Frame> {
        if !speaker.device.may_speak_from(self.peer.ip()) {
            tracing::warn!(
                device = speaker.device.identity, from = %self.peer.ip(),
                "a device spoke from a network that is not its own, and was not heard"
            );
            return None;
        }
        let rule = speaker.framing.crc;
        if frame.is_sealed() {
            if speaker.framing.sealed == Sealing::Never {
                return None;
            }
            return frame.open(speaker.key.as_ref()?, rule).ok();
        }
        let is_expected = match (rule, frame.crc()?) {
            (CrcRule::Either, _)
            | (CrcRule::Hj212, CrcVariant::Hj212)
            | (CrcRule::Modbus, CrcVariant::Modbus) => true,
            (CrcRule::Hj212, CrcVariant::Modbus) | (CrcRule::Modbus, CrcVariant::Hj212) => {
                // The two are equal for one segment in a few hundred.
                let printed = crate::hj212::crc::parse(frame.printed_crc());
                printed.is_some_and(|p| rule.matching(frame.segment_bytes(), p).is_some())
            }
        };
        is_expected.then_some(frame)
    }

    async fn take_turn(&self, speaker: &Speaker) {
        let (device, from) = (&speaker.device, self.peer.ip());
        let turn = self
            .door
            .on_line
            .speaks(device.id, self.number, from, &self.replaced);
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
                door.tally.without_point(heard.without_point);
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
    mut writing: OwnedWriteHalf,
    mut answers: mpsc::Receiver<Pending>,
) {
    let mut is_open = true;
    while let Some(pending) = answers.recv().await {
        let is_kept = pending.told.await.unwrap_or(false);
        if let Some(key) = pending.key {
            door.known.seen.settle(pending.device, key, is_kept);
        }
        let Some(answer) = pending.answer.filter(|_| is_kept && is_open) else {
            continue;
        };
        let limit = Duration::from_secs(DOOR_ANSWER_SECONDS_MAX);
        let written = timeout(limit, writing.write_all(&answer)).await;
        // Who takes no answer sends the frame again; what it sent is kept all the same.
        is_open = matches!(written, Ok(Ok(())));
    }
}
