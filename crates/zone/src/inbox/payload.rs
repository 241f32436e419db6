//! What a row of the inbox holds: the frames of one commit, compressed, as text.
//!
//! A length and that many bytes of JSON, which tells of the frames; then their bytes, one after
//! another; all of it zstd, in base64, since a text is what both databases hold alike.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::{Deserialize, Serialize};

use super::{Arrival, ArrivedReading};
use crate::diary::{Kind, Told as OfDevice};
use crate::limits::INBOX_ROW_BYTES_MAX;
use crate::observation::{Flag, Quality};
use crate::state::inbox::InboxRow;
use crate::{Result, ZoneError};

const COMPRESSION: i32 = 1;
const LENGTH_BYTES: usize = 4;

/// A reading as it is written. The bits of its value: a decimal text would not come back the same.
type ToldReading<'a> = (
    i64,
    i64,
    Option<u64>,
    Cow<'a, str>,
    Cow<'a, str>,
    Option<Cow<'a, str>>,
);

/// What a frame says of its device, as it is written: kind, instant, factor, code, text.
type ToldOfDevice<'a> = (
    Cow<'a, str>,
    i64,
    Option<Cow<'a, str>>,
    Cow<'a, str>,
    Cow<'a, str>,
);

/// A frame as it is written: short names, since there are many.
#[derive(Serialize, Deserialize)]
struct Told<'a> {
    d: i64,
    at: i64,
    k: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    late: bool,
    src: Cow<'a, str>,
    n: usize,
    r: Vec<ToldReading<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    t: Vec<ToldOfDevice<'a>>,
}

pub(super) fn encode(arrivals: &[Arrival]) -> Result<String> {
    let told: Vec<Told<'_>> = arrivals.iter().map(told).collect();
    let words = serde_json::to_vec(&told).map_err(|e| torn(&e))?;
    let length = u32::try_from(words.len()).map_err(|e| torn(&e))?;
    let mut plain = Vec::with_capacity(words.len() * 2);
    plain.extend(length.to_le_bytes());
    plain.extend(&words);
    for arrival in arrivals {
        plain.extend(&arrival.bytes);
    }
    let packed = zstd::bulk::compress(&plain, COMPRESSION).map_err(|e| torn(&e))?;
    Ok(STANDARD_NO_PAD.encode(packed))
}

fn decode(payload: &str) -> Result<Vec<Arrival>> {
    let packed = STANDARD_NO_PAD.decode(payload).map_err(|e| torn(&e))?;
    let plain = zstd::bulk::decompress(&packed, INBOX_ROW_BYTES_MAX).map_err(|e| torn(&e))?;
    let short = || torn(&"it ends too soon");
    let (length, rest) = plain
        .split_first_chunk::<LENGTH_BYTES>()
        .ok_or_else(short)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|e| torn(&e))?;
    let (words, mut frames) = rest.split_at_checked(length).ok_or_else(short)?;
    let told: Vec<Told<'_>> = serde_json::from_slice(words).map_err(|e| torn(&e))?;
    let mut arrivals = Vec::with_capacity(told.len());
    for told in told {
        let (bytes, rest) = frames.split_at_checked(told.n).ok_or_else(short)?;
        frames = rest;
        arrivals.push(arrival(told, bytes.to_vec()).ok_or_else(|| torn(&"a word is not known"))?);
    }
    Ok(arrivals)
}

/// The frames of a row, each with its number.
pub(super) fn numbered(row: &InboxRow) -> Result<impl Iterator<Item = (i64, Arrival)> + use<>> {
    Ok((row.first_frame..).zip(decode(&row.payload)?))
}

fn told(arrival: &Arrival) -> Told<'_> {
    Told {
        d: arrival.device,
        at: arrival.at_us,
        k: Cow::Borrowed(&arrival.key),
        late: arrival.is_late,
        src: Cow::Borrowed(&arrival.source),
        n: arrival.bytes.len(),
        r: arrival.readings.iter().map(told_reading).collect(),
        t: arrival.told.iter().map(told_of_device).collect(),
    }
}

fn told_of_device(told: &OfDevice) -> ToldOfDevice<'_> {
    (
        Cow::Borrowed(told.kind.as_str()),
        told.time_us,
        told.factor.as_deref().map(Cow::Borrowed),
        Cow::Borrowed(&told.code),
        Cow::Borrowed(&told.text),
    )
}

fn told_reading(reading: &ArrivedReading) -> ToldReading<'_> {
    (
        reading.series,
        reading.time_us,
        reading.value.map(f64::to_bits),
        Cow::Borrowed(reading.flag.as_str()),
        Cow::Borrowed(reading.quality.as_str()),
        reading.cause.as_deref().map(Cow::Borrowed),
    )
}

fn arrival(told: Told<'_>, bytes: Vec<u8>) -> Option<Arrival> {
    let readings = told
        .r
        .into_iter()
        .map(|(series, time_us, value, flag, quality, cause)| {
            Some(ArrivedReading {
                series,
                time_us,
                value: value.map(f64::from_bits),
                flag: Flag::parse(&flag)?,
                quality: Quality::parse(&quality)?,
                cause: cause.map(Cow::into_owned),
            })
        });
    let of_device = told
        .t
        .into_iter()
        .map(|(kind, time_us, factor, code, text)| {
            Some(OfDevice {
                kind: Kind::parse(&kind)?,
                time_us,
                factor: factor.map(Cow::into_owned),
                code: code.into_owned(),
                text: text.into_owned(),
            })
        });
    Some(Arrival {
        told: of_device.collect::<Option<_>>()?,
        device: told.d,
        at_us: told.at,
        key: told.k.into_owned(),
        is_late: told.late,
        source: told.src.into_owned(),
        bytes,
        readings: readings.collect::<Option<_>>()?,
    })
}

fn torn(why: &dyn std::fmt::Display) -> ZoneError {
    ZoneError::Refused(format!(
        "a row of the inbox cannot be read or written: {why}"
    ))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_reading() -> impl Strategy<Value = ArrivedReading> {
        let words = (
            proptest::sample::select(Flag::ALL),
            proptest::sample::select(Quality::ALL),
        );
        let value = proptest::option::of(-1.0e9..1.0e9_f64);
        let cause = proptest::option::of(".{0,12}");
        (any::<i64>(), any::<i64>(), value, words, cause).prop_map(
            |(series, time_us, value, (flag, quality), cause)| ArrivedReading {
                series,
                time_us,
                value,
                flag,
                quality,
                cause,
            },
        )
    }

    fn any_told() -> impl Strategy<Value = OfDevice> {
        let kind = proptest::sample::select(Kind::ALL.to_vec());
        let factor = proptest::option::of(".{0,6}");
        (kind, any::<i64>(), factor, ".{0,6}", ".{0,12}").prop_map(
            |(kind, time_us, factor, code, text)| OfDevice {
                kind,
                time_us,
                factor,
                code,
                text,
            },
        )
    }

    fn any_arrival() -> impl Strategy<Value = Arrival> {
        let bytes = proptest::collection::vec(any::<u8>(), 0..200);
        let readings = proptest::collection::vec(any_reading(), 0..5);
        let told = proptest::collection::vec(any_told(), 0..3);
        (
            any::<i64>(),
            any::<i64>(),
            ".{0,20}",
            any::<bool>(),
            bytes,
            readings,
            told,
        )
            .prop_map(
                |(device, at_us, key, is_late, bytes, readings, told)| Arrival {
                    device,
                    at_us,
                    key,
                    is_late,
                    source: "hj212".to_owned(),
                    bytes,
                    readings,
                    told,
                },
            )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn what_is_put_into_a_row_comes_out_of_it(
            arrivals in proptest::collection::vec(any_arrival(), 0..8),
        ) {
            prop_assert_eq!(decode(&encode(&arrivals).unwrap()).unwrap(), arrivals);
        }
    }

    #[test]
    fn a_row_that_was_cut_off_is_refused_and_not_half_read() {
        let whole = encode(&[]).unwrap();
        assert!(decode(&whole[..whole.len() - 2]).is_err());
        assert!(decode("no base64!").is_err());
    }
}
