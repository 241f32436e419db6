//! What a device says, in the words of the book: its code's series, the property's unit, the range.

use std::collections::HashMap;

use super::{Device, Point};
use crate::import::cell::value_scaled;
use crate::inbox::ArrivedReading;
use crate::observation::{Flag, Quality};
use crate::schema::Vocabulary;

/// The cause of a value that cannot be physically true.
const BEYOND_RANGE: &str = "check:range";
/// The cause of a value that is no number.
const NO_NUMBER: &str = "check:number";
/// The cause of a reading whose instant lies ahead of the book's clock.
const AHEAD: &str = "check:clock";

/// One value as a device says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'f> {
    /// The device's code.
    pub code: &'f str,
    /// Which of its values.
    pub field: &'f str,
    /// Of which data.
    pub data: &'f str,
    /// When it happened, µs UTC.
    pub time_us: i64,
    /// The number as it is written; none where it is no number of the protocol.
    pub number: Option<&'f str>,
    /// What the instrument says of itself.
    pub flag: Flag,
}

/// How a device's codes are understood.
#[derive(Debug)]
pub struct Understood {
    /// By code: few values of one code feed a series.
    points: HashMap<String, Vec<Known>>,
}

#[derive(Debug)]
struct Known {
    field: String,
    data: String,
    series: i64,
    shift: i32,
    min: Option<f64>,
    max: Option<f64>,
}

impl Understood {
    /// By the points of `device` and the ranges of `vocabulary`.
    pub fn of(device: &Device, vocabulary: &Vocabulary) -> Self {
        let known = |point: &Point| {
            let property = vocabulary.property_by_id(&point.property);
            Known {
                field: point.field.clone(),
                data: point.data.clone(),
                series: point.series,
                shift: point.shift,
                min: property.and_then(|p| p.min),
                max: property.and_then(|p| p.max),
            }
        };
        let mut points: HashMap<String, Vec<Known>> = HashMap::new();
        for point in &device.points {
            let of_code = points.entry(point.code.clone()).or_default();
            of_code.push(known(point));
        }
        Self { points }
    }

    /// The reading of what is said; none where no point knows it. `ahead_us` is the latest instant that
    /// is believed, µs UTC.
    pub fn reading(&self, said: &Said<'_>, ahead_us: i64) -> Option<ArrivedReading> {
        let of_code = self.points.get(said.code)?;
        let known = of_code
            .iter()
            .find(|known| known.field == said.field && known.data == said.data)?;
        let value = said
            .number
            .map(|text| value_scaled(text, known.shift))
            .filter(|value| value.is_finite());
        let is_beyond = |value: f64| {
            known.min.is_some_and(|min| value < min) || known.max.is_some_and(|max| value > max)
        };
        let (quality, cause) = match value {
            None => (Quality::Invalid, Some(NO_NUMBER)),
            Some(value) if is_beyond(value) => (Quality::Invalid, Some(BEYOND_RANGE)),
            Some(_) if said.time_us > ahead_us => (Quality::Doubtful, Some(AHEAD)),
            Some(_) => (Quality::Valid, None),
        };
        Some(ArrivedReading {
            series: known.series,
            time_us: said.time_us,
            value,
            flag: said.flag,
            quality,
            cause: cause.map(str::to_owned),
        })
    }
}
