//! A scenario: text in TOML that says which devices there are, what they show and what goes wrong.
//!
//! `[[thing]]` is what the devices speak of, `[[device]]` a data logger with its `[[device.channel]]` and
//! `[[device.fault]]`. A table with `count = 50` stands for fifty of them: `{n}` in its texts is the number
//! of each, `{nnn}` the same with zeros in front. Every mistake in the text is told, with its place.

mod channel;
mod device;
mod fault;
mod number;
mod thing;

use std::collections::HashSet;

use jiff::tz::Offset;
use toml::de::DeTable;

use super::device::Device;
use super::keys::{Keys, Told};
use super::mistake::Mistake;
use crate::limits::{SCENARIO_BYTES_MAX, SIMULATED_DEVICES_MAX};
use device::Template;

pub use thing::Thing;

/// Devices, and the things that they speak of.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Its title in Chinese.
    pub title_zh: String,
    /// Its title in English.
    pub title_en: String,
    /// By how much the devices' wall clock is ahead of UTC.
    pub offset: Offset,
    /// The things in the order of the text.
    pub things: Vec<Thing>,
    /// The devices in the order of the text.
    pub devices: Vec<Device>,
}

impl Scenario {
    /// Reads a scenario; `path` is how mistakes name its file.
    ///
    /// # Errors
    /// Every mistake in the text, in the order of their places.
    pub fn read(path: &str, text: &str) -> Result<Self, Vec<Mistake>> {
        let told = Told::new(path, text);
        if text.len() > SCENARIO_BYTES_MAX {
            let bytes = text.len();
            told.tell(
                &(0..0),
                format!("a scenario of {bytes} bytes; at most {SCENARIO_BYTES_MAX} are read"),
            );
            return Err(told.mistakes());
        }
        let (document, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            told.tell(&error.span().unwrap_or(0..0), error.message());
        }
        let keys = Keys::new(&told, document.get_ref(), 0..0);
        let scenario = Self::of(&told, keys);
        let mistakes = told.mistakes();
        match scenario {
            Some(scenario) if mistakes.is_empty() => Ok(scenario),
            _ => Err(mistakes),
        }
    }

    fn of(told: &Told<'_>, keys: Keys<'_>) -> Option<Self> {
        let titles = (keys.needed_text("title_zh"), keys.needed_text("title_en"));
        let offset = number::offset(&keys);
        let things = thing::read_all(&keys);
        let templates: Vec<Option<Template>> = keys
            .tables("device")
            .into_iter()
            .map(Template::read)
            .collect();
        if templates.is_empty() && !keys.has("device") {
            told.tell(&(0..0), "no device; expected at least one [[device]]");
        }
        keys.close();
        let templates: Vec<Template> = templates.into_iter().collect::<Option<_>>()?;
        let devices = devices(told, &things, &templates);
        let (title_zh, title_en) = titles;
        Some(Self {
            title_zh: title_zh?.value,
            title_en: title_en?.value,
            offset: offset?,
            things,
            devices,
        })
    }
}

/// The devices of all templates, as far as each has an MN of its own and speaks of things that there are.
fn devices(told: &Told<'_>, things: &[Thing], templates: &[Template]) -> Vec<Device> {
    let named: HashSet<(&str, &str)> = things
        .iter()
        .map(|thing| (thing.kind.as_str(), thing.code.as_str()))
        .collect();
    let mut devices: Vec<Device> = Vec::new();
    let mut seen = HashSet::new();
    for template in templates {
        if devices.len() + template.count() > SIMULATED_DEVICES_MAX {
            let message = format!("more than {SIMULATED_DEVICES_MAX} devices");
            told.tell(&template.at, message);
            break;
        }
        let mut is_told = false;
        for number in 1..=template.count() {
            let device = template.device(number);
            // One of fifty is enough to see what is wrong with all of them.
            if !is_told {
                is_told = template.is_wrong(told, &device, &named);
            }
            if !is_told && !seen.insert(device.mn.clone()) {
                let message = format!(
                    "the MN `{}` stands twice; write {{nnn}} where it shall count",
                    device.mn
                );
                told.tell(&template.mn.at, message);
                is_told = true;
            }
            devices.push(device);
        }
    }
    devices
}
