//! What came of it.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use crate::failure::Failure;
use crate::globals::Globals;
use crate::language::Language;
use crate::output::say;
use crate::simulate::latency::Latencies;

/// Counts of one line, or of all.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Devices, each with a connection of its own.
    pub devices: u64,
    /// Different frames that were sent.
    pub frames: u64,
    /// Of these, how many asked for an answer.
    pub asking: u64,
    /// Answered by 9014 with their QN.
    pub acknowledged: u64,
    /// Times that a frame was sent again.
    pub resent: u64,
    /// Given up: after the last re-send, or because the door was gone for good.
    pub unanswered: u64,
    /// Refused by 9011, by its code.
    pub refused: BTreeMap<u16, u64>,
    /// Requests of the door, which are refused by 9011: a simulated device does nothing else than send.
    pub requests: u64,
    /// Frames from the door that answer nothing that waits.
    pub unexpected: u64,
    /// Bytes from the door that are no frame.
    pub junk_bytes: u64,
    /// Connections that could not be made.
    pub not_connected: u64,
    /// Connections that the door ended.
    pub lost: u64,
    /// How long an acknowledgement took, from the first sending of its frame.
    pub latencies: Latencies,
}

impl Tally {
    /// Frames that were answered, one way or the other.
    pub fn answers(&self) -> u64 {
        self.acknowledged + self.refused.values().sum::<u64>()
    }

    /// Those of another line too.
    pub fn add(&mut self, other: &Self) {
        self.devices += other.devices;
        self.frames += other.frames;
        self.asking += other.asking;
        self.acknowledged += other.acknowledged;
        self.resent += other.resent;
        self.unanswered += other.unanswered;
        for (code, count) in &other.refused {
            *self.refused.entry(*code).or_default() += count;
        }
        self.requests += other.requests;
        self.unexpected += other.unexpected;
        self.junk_bytes += other.junk_bytes;
        self.not_connected += other.not_connected;
        self.lost += other.lost;
        self.latencies.add(&other.latencies);
    }

    /// Prints the summary.
    ///
    /// # Errors
    /// [`Failure::Unacknowledged`] where nothing was sent, or nothing of what asked for it was acknowledged.
    pub fn tell(&self, globals: &Globals) -> Result<(), Failure> {
        let failure = self.failure();
        if globals.json {
            let mut told = self.json();
            if let Some(failure) = &failure {
                told["error"] = json!(failure);
            }
            say!("{told}");
        } else {
            self.print(globals.language());
        }
        failure.map_or(Ok(()), |failure| Err(Failure::Unacknowledged(failure)))
    }

    fn failure(&self) -> Option<String> {
        if self.frames == 0 {
            return Some(format!(
                "nothing was sent; {} connections could not be made",
                self.not_connected
            ));
        }
        (self.asking > 0 && self.acknowledged == 0).then(|| {
            format!(
                "nothing was acknowledged: {} frames asked for an answer; expected 9014 with the QN of each",
                self.asking
            )
        })
    }

    fn json(&self) -> Value {
        let millis = |took: Option<Duration>| took.map(|took| took.as_secs_f64() * 1_000.0);
        let refused: serde_json::Map<String, Value> = self
            .refused
            .iter()
            .map(|(code, count)| (code.to_string(), json!(count)))
            .collect();
        json!({
            "devices": self.devices, "frames": self.frames, "asking": self.asking,
            "acknowledged": self.acknowledged, "resent": self.resent, "unanswered": self.unanswered,
            "refused": refused, "requests": self.requests, "unexpected": self.unexpected, "junk_bytes": self.junk_bytes,
            "connections_not_made": self.not_connected, "connections_lost": self.lost,
            "latency_ms": {
                "p50": millis(self.latencies.percentile(50)),
                "p99": millis(self.latencies.percentile(99)),
                "max": millis(self.latencies.greatest()),
            },
        })
    }

    fn print(&self, lang: Language) {
        let counts = [
            (lang.pick("设备", "devices"), self.devices),
            (lang.pick("发送报文", "frames sent"), self.frames),
            (
                lang.pick("其中要求应答", "of these asking for an answer"),
                self.asking,
            ),
            (lang.pick("已应答", "acknowledged"), self.acknowledged),
            (lang.pick("重发次数", "sent again"), self.resent),
            (
                lang.pick("超时放弃", "given up unanswered"),
                self.unanswered,
            ),
        ];
        for (name, count) in counts {
            say!("{name}: {count}");
        }
        for (code, count) in &self.refused {
            say!(
                "{} QnRtn={code}: {count}",
                lang.pick("被拒绝", "refused by")
            );
        }
        let rare = [
            (
                lang.pick("拒绝的请求", "requests of the door, refused"),
                self.requests,
            ),
            (
                lang.pick("不对应的应答", "unexpected answers"),
                self.unexpected,
            ),
            (
                lang.pick("无法识别的字节", "bytes that are no frame"),
                self.junk_bytes,
            ),
            (
                lang.pick("未能建立的连接", "connections not made"),
                self.not_connected,
            ),
            (lang.pick("中断的连接", "connections lost"), self.lost),
        ];
        for (name, count) in rare.into_iter().filter(|(_, count)| *count > 0) {
            say!("{name}: {count}");
        }
        let latencies = &self.latencies;
        if let (Some(median), Some(late), Some(greatest)) = (
            latencies.percentile(50),
            latencies.percentile(99),
            latencies.greatest(),
        ) {
            let millis = |took: Duration| took.as_secs_f64() * 1_000.0;
            say!(
                "{}: p50 {:.1} ms, p99 {:.1} ms, {} {:.1} ms",
                lang.pick("应答用时", "time to an answer"),
                millis(median),
                millis(late),
                lang.pick("最长", "longest"),
                millis(greatest)
            );
        }
    }
}
