//! Devices that are not there.

mod any;
mod faults;
mod mistakes;
mod published;
mod registered;
mod shapes;

use gateway::simulate::device::{Device, Sent};
use gateway::simulate::moment::Moment;
use gateway::simulate::scenario::Scenario;

/// A moment of a wall clock.
pub fn at(text: &str) -> Moment {
    Moment::of(text.parse().unwrap()).unwrap()
}

/// A scenario of one device, whose `rest` says what it sends and shows.
pub fn one(rest: &str) -> Scenario {
    let text = format!("{HEAD}{rest}");
    Scenario::read("one.toml", &text).unwrap_or_else(|mistakes| panic!("{mistakes:#?}\n{text}"))
}

/// Everything of a scenario before its device's own keys.
pub const HEAD: &str = r#"title_zh = "一台"
title_en = "One"
[[thing]]
kind = "outfall"
code = "O1"
name_zh = "排口"
name_en = "Outfall"
[[device]]
mn = "010000A8900016F000169DC0"
name_zh = "数采仪"
name_en = "Logger"
"#;

/// A channel with its shape.
pub fn channel(code: &str, rest: &str) -> String {
    format!(
        "[[device.channel]]\ncode = \"{code}\"\nkind = \"outfall\"\nthing = \"O1\"\nproperty = \"cod\"\n\
         unit = \"mg/L\"\n{rest}\n"
    )
}

/// What a device sends between two moments, with the moment of each; the first is left out.
pub fn sent(device: &Device, from: Moment, until: Moment) -> Vec<(Moment, Sent)> {
    let mut all = Vec::new();
    let mut now = device.next_due(from);
    while now <= until {
        all.extend(
            device
                .sent_at(7, now)
                .unwrap()
                .into_iter()
                .map(|sent| (now, sent)),
        );
        now = device.next_due(now);
    }
    all
}

/// A frame as text.
pub fn text(sent: &Sent) -> String {
    String::from_utf8(sent.bytes.clone()).unwrap()
}

/// The value of a field.
pub fn value<'t>(frame: &'t str, field: &str) -> &'t str {
    let start = format!("{field}=");
    let found = frame
        .split([';', ',', '&'])
        .find_map(|part| part.strip_prefix(&start));
    found.unwrap_or_else(|| panic!("no {field} in {frame}"))
}
