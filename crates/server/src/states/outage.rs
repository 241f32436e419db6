//! Outages of a stretch of time: each is told once, of the topmost that was out.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use zone::door::{Closed, DoorOutage, Line};

use super::lines_of;

/// What outages are found by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct History<'f> {
    /// What ended before is not told, µs UTC.
    pub since_us: i64,
    pub now_us: i64,
    /// When no door was open, in their order.
    pub door: &'f [DoorOutage],
    /// Of devices, by device and in their order.
    pub lines: &'f [Line],
    pub devices: &'f [Outlying],
    /// When something came of each device: first and last of each short span, in their order, µs UTC.
    pub arrivals: &'f HashMap<i64, Vec<(i64, i64)>>,
}

/// A device whose outages are looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outlying {
    /// Its number in the register.
    pub id: i64,
    /// After so long it is silent, µs: as it is now, for all of the past.
    pub silent_after_us: i64,
    /// When it was heard last, µs UTC.
    pub heard_us: Option<i64>,
    /// When it was taken out of service, µs UTC.
    pub stopped_us: Option<i64>,
}

/// A time for which something was out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outage {
    pub kind: OutageKind,
    pub from_us: i64,
    /// Nothing where it lasts.
    pub until_us: Option<i64>,
    /// The devices that it took with it, by number.
    pub devices: BTreeSet<i64>,
}

/// What was out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum OutageKind {
    /// The door.
    Door(Closed),
    /// All lines of an address.
    Source(String),
    /// The line of one device.
    Line,
    /// A device that had its line and said nothing.
    Silence,
}

/// A span of time; the end is now where it lasts.
type Span = (i64, i64);

/// The outages, the newest first.
pub(crate) fn outages(history: &History<'_>) -> Vec<Outage> {
    let mut found: Vec<Outage> = history
        .door
        .iter()
        .map(|out| history.of_door(out))
        .collect();
    let mut down: BTreeMap<i64, Vec<(Span, &str)>> = BTreeMap::new();
    for device in history.devices {
        let gaps = history.line_gaps(device);
        for span in history.silences(device, &gaps) {
            found.push(history.told(OutageKind::Silence, span, [device.id].into()));
        }
        let gaps = gaps.into_iter();
        let outages = gaps.filter(|(span, _)| history.is_outage(device, *span));
        down.insert(device.id, outages.collect());
    }
    for (source, span) in history.sources(&down) {
        let mut covered = BTreeSet::new();
        for (device, spans) in &mut down {
            let limit_us = history.limit_of(*device);
            let mut rest = Vec::new();
            for (own, of) in spans.drain(..) {
                if of != source || own.1 <= span.0 || span.1 <= own.0 {
                    rest.push((own, of));
                    continue;
                }
                covered.insert(*device);
                let parts = [(own.0, span.0), (span.1, own.1)];
                rest.extend(
                    parts
                        .into_iter()
                        .filter(|p| p.1 - p.0 > limit_us)
                        .map(|p| (p, of)),
                );
            }
            *spans = rest;
        }
        found.push(history.told(OutageKind::Source(source.to_owned()), span, covered));
    }
    for (device, spans) in down {
        for (span, _) in spans {
            found.push(history.told(OutageKind::Line, span, [device].into()));
        }
    }
    found.retain(|out| out.until_us.is_none_or(|until| until > history.since_us));
    found.sort_by_key(|out| std::cmp::Reverse((out.from_us, out.devices.len())));
    found
}

impl<'f> History<'f> {
    fn told(&self, kind: OutageKind, (from_us, until_us): Span, devices: BTreeSet<i64>) -> Outage {
        Outage {
            kind,
            from_us,
            until_us: Some(until_us).filter(|until| *until < self.now_us),
            devices,
        }
    }

    fn of_door(&self, out: &DoorOutage) -> Outage {
        let from_us = out.from_us;
        let until_us = out.until_us.unwrap_or(self.now_us);
        // Whoever was there before, in service and not out by itself already.
        let took = |device: &&Outlying| {
            let is_in_service = device.stopped_us.is_none_or(|stopped| stopped > from_us);
            let lines = lines_of(self.lines, device.id);
            let is_near = |end: i64| end + device.silent_after_us >= from_us;
            is_in_service
                && lines
                    .iter()
                    .any(|line| line.up_us <= from_us && line.down_us.is_none_or(is_near))
        };
        let took = self.devices.iter().filter(took).map(|device| device.id);
        self.told(
            OutageKind::Door(out.why),
            (from_us, until_us),
            took.collect(),
        )
    }

    /// Until when a device is looked at, µs UTC.
    fn end_of(&self, device: &Outlying) -> i64 {
        device.stopped_us.unwrap_or(self.now_us).min(self.now_us)
    }

    fn limit_of(&self, device: i64) -> i64 {
        let found = self.devices.iter().find(|one| one.id == device);
        found.map_or(0, |one| one.silent_after_us)
    }

    /// The times between lines of a device for which a door was open, each with the address that its line
    /// had come from.
    fn line_gaps(&self, device: &Outlying) -> Vec<(Span, &'f str)> {
        let lines = lines_of(self.lines, device.id);
        let ends = lines.iter().skip(1).map(|next| next.up_us);
        let mut gaps = Vec::new();
        for (line, until_us) in lines.iter().zip(ends.chain([self.end_of(device)])) {
            let Some(down_us) = line.down_us.filter(|down| *down < until_us) else {
                continue;
            };
            let open = self.while_open((down_us, until_us));
            gaps.extend(open.into_iter().map(|span| (span, line.source.as_str())));
        }
        gaps
    }

    /// The parts of a span for which a door was open.
    fn while_open(&self, span: Span) -> Vec<Span> {
        let closed = self.door.iter();
        without(
            span,
            closed.map(|out| (out.from_us, out.until_us.unwrap_or(i64::MAX))),
        )
    }

    /// Whether a time without a line is an outage: longer than the device may be silent. Of one that lasts
    /// the device's silence counts, which began before its line went.
    fn is_outage(&self, device: &Outlying, (from_us, until_us): Span) -> bool {
        let lasts = until_us == self.now_us;
        let heard = device.heard_us.filter(|heard| lasts && *heard <= from_us);
        let began = heard.map_or(from_us, |heard| {
            // Not across a time for which the door was closed.
            let open = self.while_open((heard, until_us));
            open.last().map_or(from_us, |span| span.0)
        });
        until_us - began > device.silent_after_us
    }

    /// The times for which a device had a line, or may have had one, and said nothing.
    fn silences(&self, device: &Outlying, gaps: &[(Span, &str)]) -> Vec<Span> {
        let Some(arrivals) = self.arrivals.get(&device.id) else {
            return Vec::new();
        };
        let next = arrivals
            .iter()
            .skip(1)
            .map(|(first, _)| *first)
            .chain([self.end_of(device)]);
        let quiet = arrivals
            .iter()
            .zip(next)
            .map(|((_, end), next)| (*end, next));
        let mut found = Vec::new();
        for span in quiet.filter(|span| span.1 - span.0 > device.silent_after_us) {
            for open in self.while_open(span) {
                let parts = without(open, gaps.iter().map(|(gap, _)| *gap));
                found.extend(parts);
            }
        }
        found.retain(|span| span.1 - span.0 > device.silent_after_us);
        found
    }

    /// When each source with several devices was down: none of them on line, two of them out at least.
    fn sources(&self, down: &BTreeMap<i64, Vec<(Span, &'f str)>>) -> Vec<(&'f str, Span)> {
        let mut changes: BTreeMap<&str, Vec<(i64, i32, i32)>> = BTreeMap::new();
        for device in self.devices {
            let out = down.get(&device.id).map(Vec::as_slice).unwrap_or_default();
            for (span, source) in out {
                let of = changes.entry(source).or_default();
                of.extend([(span.0, 0, 1), (span.1, 0, -1)]);
            }
            for (span, source) in self.there(device, out) {
                let of = changes.entry(source).or_default();
                of.extend([(span.0, 1, 0), (span.1, -1, 0)]);
            }
        }
        let mut found = Vec::new();
        for (source, mut of) in changes {
            of.sort_unstable();
            let (mut there, mut out, mut since): (i32, i32, Option<i64>) = (0, 0, None);
            let mut steps = of.into_iter().peekable();
            while let Some((at, more_there, more_out)) = steps.next() {
                there += more_there;
                out += more_out;
                if steps.peek().is_some_and(|next| next.0 == at) {
                    continue;
                }
                let is_down = there == 0 && out > 1;
                match since {
                    None if is_down => since = Some(at),
                    Some(from) if !is_down => {
                        found.push((source, (from, at)));
                        since = None;
                    }
                    _ => {}
                }
            }
        }
        found
    }

    /// When a device was at each of its sources: on line, or without a line for no longer than it may be.
    fn there(&self, device: &Outlying, out: &[(Span, &str)]) -> Vec<(Span, &'f str)> {
        let lines = lines_of(self.lines, device.id);
        let ends = lines.iter().skip(1).map(|next| next.up_us);
        let mut found = Vec::new();
        for (line, until_us) in lines.iter().zip(ends.chain([self.end_of(device)])) {
            let closed = self.door.iter();
            let closed = closed.map(|out| (out.from_us, out.until_us.unwrap_or(i64::MAX)));
            let not = out.iter().map(|(span, _)| *span).chain(closed);
            let parts = without((line.up_us, until_us), not);
            found.extend(parts.into_iter().map(|span| (span, line.source.as_str())));
        }
        found
    }
}

/// A span without others.
fn without(span: Span, others: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut parts = vec![span];
    for (from, until) in others {
        let cut = |part: Span| {
            let (before, after) = ((part.0, part.1.min(from)), (part.0.max(until), part.1));
            [before, after].into_iter().filter(|span| span.0 < span.1)
        };
        parts = parts.into_iter().flat_map(cut).collect();
    }
    parts
}

#[cfg(test)]
#[path = "outage_tests.rs"]
mod tests;
