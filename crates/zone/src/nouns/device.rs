//! The register of devices and their diaries.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::arrow::array::{Int64Array, RecordBatch};

use super::{batch, number, text, time};
use crate::Result;
use crate::device::{Device, Point};
use crate::diary::{Entry, Kind, deviation_percent};
use crate::series::Series;
use crate::thing::Thing;

/// `points`: which series each code of a device feeds, and of which thing and property that is.
pub(super) fn points(
    devices: &[Device],
    series: &[Series],
    things: &[Thing],
) -> Result<RecordBatch> {
    let things: HashMap<i64, &Thing> = things.iter().map(|t| (t.id, t)).collect();
    let things: HashMap<i64, &Thing> = series
        .iter()
        .filter_map(|s| Some((s.id, *things.get(&s.key.thing)?)))
        .collect();
    let all: Vec<(&Device, &Point)> = devices
        .iter()
        .flat_map(|device| device.points.iter().map(move |point| (device, point)))
        .collect();
    let thing = |point: &Point, get: fn(&Thing) -> &str| {
        things.get(&point.series).map(|t| get(t).to_owned())
    };
    batch(vec![
        ("device", text(&all, |(d, _)| Some(d.identity.clone()))),
        ("code", text(&all, |(_, p)| Some(p.code.clone()))),
        ("field", text(&all, |(_, p)| Some(p.field.clone()))),
        ("data", text(&all, |(_, p)| Some(p.data.clone()))),
        (
            "series",
            Arc::new(all.iter().map(|(_, p)| p.series).collect::<Int64Array>()),
        ),
        ("kind", text(&all, |(_, p)| thing(p, |t| &t.draft.kind))),
        ("thing", text(&all, |(_, p)| thing(p, |t| &t.draft.code))),
        ("property", text(&all, |(_, p)| Some(p.property.clone()))),
    ])
}

/// `diary`: what was set, checked and done to each device.
pub(super) fn diary(entries: &[Entry], devices: &[Device]) -> Result<RecordBatch> {
    let identities: HashMap<i64, &str> = devices
        .iter()
        .map(|d| (d.id, d.identity.as_str()))
        .collect();
    let device = |e: &Entry| identities.get(&e.device).map(|&of| of.to_owned());
    let deviation = |e: &Entry| {
        let kind = Kind::parse(&e.kind)?;
        deviation_percent(kind, e.expected, e.found, e.full_scale)
    };
    let whole = |get: fn(&Entry) -> Option<i64>| {
        Arc::new(entries.iter().map(get).collect::<Int64Array>()) as _
    };
    batch(vec![
        ("entry", whole(|e| Some(e.id))),
        ("device", text(entries, device)),
        ("kind", text(entries, |e| Some(e.kind.clone()))),
        ("starts_at", time(entries, |e| Some(e.from_us))),
        ("ends_at", time(entries, |e| e.to_us)),
        ("factor", text(entries, |e| e.factor.clone())),
        ("code", text(entries, |e| e.code.clone())),
        ("old_value", text(entries, |e| e.old_value.clone())),
        ("new_value", text(entries, |e| e.new_value.clone())),
        ("expected", number(entries, |e| e.expected)),
        ("found", number(entries, |e| e.found)),
        ("full_scale", number(entries, |e| e.full_scale)),
        ("deviation_percent", number(entries, deviation)),
        ("words", text(entries, |e| Some(e.words.clone()))),
        ("frame", whole(|e| e.frame)),
        ("written_at", time(entries, |e| Some(e.at_us))),
        ("who", text(entries, |e| Some(e.who.clone()))),
    ])
}
