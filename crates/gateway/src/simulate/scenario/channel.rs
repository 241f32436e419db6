//! `[[device.channel]]`.

use std::ops::Range;

use super::super::channel::{Amount, Channel, DataKind, Field, Point, Shape, Variation, Week};
use super::super::device::Schedule;
use super::super::keys::{Keys, Said};
use crate::limits::HJ212_FIELD_NAME_BYTES_MAX;

/// A channel whose thing has no number yet, and the places of what has to be looked up.
#[derive(Debug, Clone)]
pub(super) struct Read {
    pub channel: Channel,
    pub code: Said<String>,
    pub thing_at: Range<usize>,
    follows: Option<Said<String>>,
    carried_by: Option<Said<String>>,
}

/// Bytes of the longest suffix, `-SampleTime`.
const SUFFIX_BYTES: usize = 11;

/// The channels of a device.
pub(super) fn read_all(keys: &Keys<'_>, schedule: &Schedule) -> Option<Vec<Read>> {
    let read: Vec<Option<Read>> = keys
        .tables("channel")
        .into_iter()
        .map(|keys| read(keys, schedule))
        .collect();
    let mut channels: Vec<Read> = read.into_iter().collect::<Option<_>>()?;
    let codes: Vec<String> = channels.iter().map(|c| c.code.value.clone()).collect();
    let find = |said: &Said<String>| {
        let found = codes.iter().position(|code| *code == said.value);
        if found.is_none() {
            let known = codes.join(", ");
            let message = format!("no channel `{}`; there are {known}", said.value);
            keys.tell(&said.at, message);
        }
        found
    };
    for (place, read) in channels.iter_mut().enumerate() {
        if codes
            .iter()
            .take(place)
            .any(|code| *code == read.code.value)
        {
            let message = format!("the channel `{}` stands twice", read.code.value);
            keys.tell(&read.code.at, message);
        }
        if let (Some(said), Shape::Follows { channel, .. }) =
            (&read.follows, &mut read.channel.shape)
        {
            *channel = find(said)?;
        }
        if let (Some(said), Some(amount)) = (&read.carried_by, &mut read.channel.amount) {
            amount.with = Some(find(said)?);
        }
    }
    for place in 0..channels.len() {
        refuse_circle(keys, &channels, place)?;
    }
    Some(channels)
}

fn read(keys: Keys<'_>, schedule: &Schedule) -> Option<Read> {
    let code = code(&keys);
    let kind = keys.needed_text("kind");
    let thing = keys.needed_text("thing");
    let property = keys.needed_text("property");
    let unit = keys.needed_text("unit");
    let shape = shape(&keys);
    let variation = variation(&keys);
    let amount = keys.table("amount").map(|keys| {
        let per_second = keys.needed_number("per_second");
        let with = keys.text("with");
        keys.close();
        (per_second, with)
    });
    let point = point(&keys, schedule, amount.is_some());
    let decimals = keys.whole("decimals", 0..=6);
    let decimals = decimals.and_then(|said| usize::try_from(said.value).ok());
    keys.close();
    let (shape, follows) = shape?;
    let (code, thing) = (code?, thing?);
    let carried_by = amount.as_ref().and_then(|(_, with)| with.clone());
    let channel = Channel {
        code: code.value.clone(),
        kind: kind?.value,
        thing: thing.value,
        property: property?.value,
        unit: unit?.value,
        point: point?,
        decimals: decimals.unwrap_or(2),
        amount: match amount {
            Some((per_second, _)) => Some(Amount {
                per_second: per_second?.value,
                with: None,
            }),
            None => None,
        },
        shape,
        variation,
        faults: Vec::new(),
    };
    Some(Read {
        channel,
        code,
        thing_at: thing.at,
        follows,
        carried_by,
    })
}

fn code(keys: &Keys<'_>) -> Option<Said<String>> {
    let code = keys.needed_text("code")?;
    let is_code = code.value.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_code || code.value.len() + SUFFIX_BYTES > HJ212_FIELD_NAME_BYTES_MAX {
        let message = format!(
            "`code` is {}; expected letters and digits such as w01018",
            code.value
        );
        keys.tell(&code.at, message);
        return None;
    }
    Some(code)
}

const SHAPES: [&str; 4] = ["constant", "daily", "steps", "follows"];

/// The one shape of a channel, and the code of the channel that it follows.
fn shape(keys: &Keys<'_>) -> Option<(Shape, Option<Said<String>>)> {
    let mut shapes = Vec::new();
    let constant = keys.number("constant").map(|said| said.value);
    shapes.extend(constant.map(|value| (Shape::Constant(value), None)));
    if let Some(weekday) = keys.numbers("daily", 24) {
        let weekend = keys.numbers("weekend", 24);
        let weekday: [f64; 24] = weekday.value.try_into().ok()?;
        let weekend = weekend.and_then(|said| said.value.try_into().ok());
        let weekend = weekend.unwrap_or(weekday);
        let week = Week { weekday, weekend };
        shapes.push((Shape::Daily(Box::new(week)), None));
    }
    let steps = keys.steps("steps").map(|said| said.value);
    shapes.extend(steps.map(|steps| (Shape::Steps(steps), None)));
    if let Some(follows) = keys.table("follows") {
        let leader = follows.needed_text("channel");
        let ratio = follows.number("ratio").map_or(1.0, |said| said.value);
        let lag = follows.whole("lag_seconds", 0..=86_400);
        let lag_seconds = lag.map_or(0, |said| said.value);
        follows.close();
        // Which channel that is shows when all of them are read.
        let shape = Shape::Follows {
            channel: 0,
            ratio,
            lag_seconds,
        };
        shapes.push((shape, Some(leader?)));
    }
    let given = SHAPES.iter().filter(|key| keys.has(key)).count();
    if given != 1 {
        let known = SHAPES.join(", ");
        let message = format!("{given} of {known}; expected exactly one");
        keys.tell(&keys.at, message);
    }
    (given == 1).then(|| shapes.pop())?
}

fn variation(keys: &Keys<'_>) -> Variation {
    let drift = keys.table("drift").and_then(|keys| {
        let per_day = keys.needed_number("per_day");
        if !keys.has("from") {
            keys.tell(&keys.at, "`from` is missing");
        }
        let from = keys.moment("from");
        keys.close();
        Some((per_day?.value, from?.value))
    });
    let (least, greatest) = (keys.number("min"), keys.number("max"));
    if let (Some(least), Some(greatest)) = (&least, &greatest)
        && least.value > greatest.value
    {
        let message = format!("`max` is less than `min`, which is {}", least.value);
        keys.tell(&greatest.at, message);
    }
    let vary = keys.whole("vary_percent", 0..=100);
    let vary = vary.and_then(|said| u32::try_from(said.value).ok());
    Variation {
        noise: keys.positive("noise").unwrap_or_default(),
        noise_percent: keys.positive("noise_percent").unwrap_or_default(),
        vary_percent: vary.map_or(0.0, f64::from),
        drift,
        least: least.map(|said| said.value),
        greatest: greatest.map(|said| said.value),
    }
}

/// What a book shall keep of a channel: the means of the shortest period that there are, where nothing is said.
fn point(keys: &Keys<'_>, schedule: &Schedule, has_amount: bool) -> Option<Point> {
    let kinds = schedule.kinds();
    let mut points: Vec<Point> = Vec::new();
    for data in kinds {
        let fields: &[Field] = match data {
            DataKind::RealTime => &[Field::Rtd],
            _ => &[Field::Avg, Field::Min, Field::Max, Field::Cou],
        };
        let sent = fields
            .iter()
            .filter(|field| has_amount || **field != Field::Cou);
        points.extend(sent.map(|field| Point {
            data,
            field: *field,
        }));
    }
    let Some(said) = keys.text("point") else {
        return points.first().copied();
    };
    let word = |point: &Point| format!("{}-{}", point.data.word(), point.field.suffix());
    let found = points.iter().find(|point| word(point) == said.value);
    if found.is_none() {
        let known: Vec<String> = points.iter().map(word).collect();
        let message = format!(
            "`point` is {}; the channel sends {}",
            said.value,
            known.join(", ")
        );
        keys.tell(&said.at, message);
    }
    found.copied()
}

/// Refuses a channel that follows itself, by whichever others.
fn refuse_circle(keys: &Keys<'_>, channels: &[Read], start: usize) -> Option<()> {
    let mut place = start;
    for _ in 0..channels.len() {
        let read = channels.get(place)?;
        let Shape::Follows { channel, .. } = read.channel.shape else {
            return Some(());
        };
        place = channel;
        if place == start {
            let said = read.follows.as_ref()?;
            let first = &channels.get(start)?.code.value;
            let message = format!("`{first}` follows itself");
            keys.tell(&said.at, message);
            return None;
        }
    }
    // A circle that this channel only leads to is told of its own.
    Some(())
}
