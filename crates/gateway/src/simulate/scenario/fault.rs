//! `[[device.fault]]`.

use super::super::fault::{ChannelFault, DeviceFault, Parameter, Window};
use super::super::keys::{Keys, Said};

/// What goes wrong, with which channels of which devices of a template.
#[derive(Debug, Clone)]
pub(super) struct Read {
    pub window: Window,
    pub what: What,
    /// Numbers of the devices; all of them where there is none.
    pub only: Vec<usize>,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    /// These channels, by their places among the device's.
    Channels(Vec<usize>, ChannelFault),
    Device(DeviceFault),
    /// A parameter of these channels that is set otherwise.
    Parameter(Vec<usize>, Set),
}

/// A parameter, what it is usually and what it is set to, and what that makes of values.
#[derive(Debug, Clone)]
pub(super) struct Set {
    code: String,
    values: [String; 2],
    times: f64,
}

impl Set {
    /// The parameter of a factor.
    pub fn of(&self, window: Window, factor: &str) -> Parameter {
        Parameter {
            window,
            factor: factor.to_owned(),
            code: self.code.clone(),
            values: self.values.clone(),
        }
    }

    /// What it makes of values.
    pub fn effect(&self) -> ChannelFault {
        ChannelFault::Scaled(self.times)
    }
}

#[derive(Clone, Copy)]
enum Word {
    Off,
    Exceed,
    Frozen,
    Calm,
    ParameterChange,
    Offset,
    Flag,
    Silent,
    Clock,
    Resend,
    SameQn,
}

const WORDS: [(&str, Word); 11] = [
    ("off", Word::Off),
    ("exceed", Word::Exceed),
    ("frozen", Word::Frozen),
    ("calm", Word::Calm),
    ("parameter_change", Word::ParameterChange),
    ("offset", Word::Offset),
    ("flag", Word::Flag),
    ("silent", Word::Silent),
    ("clock", Word::Clock),
    ("resend", Word::Resend),
    ("same_qn", Word::SameQn),
];

/// The faults of a template of so many devices with these channels.
pub(super) fn read_all(keys: &Keys<'_>, codes: &[&str], count: usize) -> Option<Vec<Read>> {
    let faults: Vec<Option<Read>> = keys
        .tables("fault")
        .into_iter()
        .map(|keys| read(keys, codes, count))
        .collect();
    faults.into_iter().collect()
}

fn read(keys: Keys<'_>, codes: &[&str], count: usize) -> Option<Read> {
    if !keys.has("fault") {
        keys.tell(&keys.at, "`fault` is missing");
    }
    let word = keys.one_of("fault", &WORDS);
    let window = window(&keys);
    let only = only(&keys, count);
    // Keys that this fault does not take are told as unknown ones.
    let what = word
        .as_ref()
        .and_then(|word| what(&keys, word, &window, codes));
    if word.is_some() {
        keys.close();
    }
    Some(Read {
        window,
        what: what?,
        only: only?,
    })
}

fn window(keys: &Keys<'_>) -> Window {
    let (begin, end) = (keys.moment("begin"), keys.moment("end"));
    if let (Some(begin), Some(end)) = (&begin, &end)
        && begin.value >= end.value
    {
        keys.tell(&end.at, "`end` is not after `begin`");
    }
    Window {
        begin: begin.map(|said| said.value),
        end: end.map(|said| said.value),
        daily: keys.daily("daily"),
    }
}

fn only(keys: &Keys<'_>, count: usize) -> Option<Vec<usize>> {
    let Some(said) = keys.wholes("only") else {
        return (!keys.has("only")).then(Vec::new);
    };
    let mut only = Vec::new();
    for said in said.value {
        match usize::try_from(said.value) {
            Ok(number) if (1..=count).contains(&number) => only.push(number),
            _ => {
                let message = format!("no device {}; there are 1 to {count}", said.value);
                keys.tell(&said.at, message);
                return None;
            }
        }
    }
    Some(only)
}

fn what(keys: &Keys<'_>, word: &Said<Word>, window: &Window, codes: &[&str]) -> Option<What> {
    let device = match word.value {
        Word::Silent => Some(DeviceFault::Silent),
        Word::Clock => {
            let seconds = needed_whole(keys, "seconds", -86_400, 86_400)?;
            Some(DeviceFault::Clock(seconds))
        }
        Word::Resend => {
            let times = needed_whole(keys, "times", 1, 10)?;
            Some(DeviceFault::Resend(usize::try_from(times).ok()?))
        }
        Word::SameQn => {
            has_begin(
                keys,
                window,
                "`same_qn` needs `begin` or `daily`: the QN of that moment stays",
            )?;
            Some(DeviceFault::SameQn)
        }
        _ => None,
    };
    if let Some(fault) = device {
        return Some(What::Device(fault));
    }
    let channels = channels(keys, codes);
    if matches!(word.value, Word::ParameterChange) {
        let set = set(keys);
        return Some(What::Parameter(channels?, set?));
    }
    let fault = match word.value {
        Word::Off => ChannelFault::Off(keys.number("to").map_or(0.0, |said| said.value)),
        Word::Exceed => ChannelFault::Exceed(keys.needed_number("times")?.value),
        Word::Offset => ChannelFault::Offset(keys.needed_number("by")?.value),
        Word::Flag => ChannelFault::Flag(flag(keys)?),
        Word::Calm => {
            let share = keys.number("share").map_or(0.0, |said| said.value);
            let message = "`calm` needs `begin` or `daily`: it stays near the value of that moment";
            has_begin(keys, window, message)?;
            ChannelFault::Calm(share)
        }
        _ => {
            let message = "`frozen` needs `begin` or `daily`: the value of that moment stays";
            has_begin(keys, window, message)?;
            ChannelFault::Frozen
        }
    };
    Some(What::Channels(channels?, fault))
}

fn set(keys: &Keys<'_>) -> Option<Set> {
    let code = keys.needed_text("parameter");
    let values = (keys.needed_text("before"), keys.needed_text("after"));
    let times = keys.needed_number("times");
    Some(Set {
        code: code?.value,
        values: [values.0?.value, values.1?.value],
        times: times?.value,
    })
}

fn needed_whole(keys: &Keys<'_>, key: &'static str, least: i64, most: i64) -> Option<i64> {
    if !keys.has(key) {
        keys.tell(&keys.at, format!("`{key}` is missing"));
    }
    keys.whole(key, least..=most).map(|said| said.value)
}

fn has_begin(keys: &Keys<'_>, window: &Window, message: &str) -> Option<()> {
    if window.begin.is_none() && window.daily.is_none() {
        if !keys.has("begin") && !keys.has("daily") {
            keys.tell(&keys.at, message);
        }
        return None;
    }
    Some(())
}

fn flag(keys: &Keys<'_>) -> Option<char> {
    let said = keys.needed_text("flag")?;
    let mut signs = said.value.chars();
    match (signs.next(), signs.next()) {
        (Some(sign), None) if sign.is_ascii_alphanumeric() => Some(sign),
        _ => {
            let message = format!("`flag` is {}; expected one letter such as M", said.value);
            keys.tell(&said.at, message);
            None
        }
    }
}

/// The channels that are named, by their places; all of them where none is.
fn channels(keys: &Keys<'_>, codes: &[&str]) -> Option<Vec<usize>> {
    let Some(said) = keys.texts("channels") else {
        return (!keys.has("channels")).then(|| (0..codes.len()).collect());
    };
    let mut places = Vec::new();
    for said in said.value {
        let Some(place) = codes.iter().position(|code| *code == said.value) else {
            let known = codes.join(", ");
            let message = format!("no channel `{}`; there are {known}", said.value);
            keys.tell(&said.at, message);
            return None;
        };
        places.push(place);
    }
    Some(places)
}
