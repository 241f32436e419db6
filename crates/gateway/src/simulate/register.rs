//! What a book must know to believe the devices of a scenario, as tables in CSV: the things that they
//! speak of, the devices, and which of their fields is which property of which thing.

use super::scenario::Scenario;
use crate::hj212::crc::CrcVariant;
use crate::hj212::flag::Edition;

/// The things, as `wellkeeper import things` takes them; a cell is empty where a kind has no such field.
pub fn things(scenario: &Scenario) -> String {
    let mut fields: Vec<&str> = Vec::new();
    for thing in &scenario.things {
        for (name, _) in &thing.fields {
            if !fields.contains(&name.as_str()) {
                fields.push(name);
            }
        }
    }
    let mut head = vec!["kind", "code", "name_zh", "name_en"];
    head.extend(&fields);
    let mut text = line(head);
    for thing in &scenario.things {
        let mut cells = vec![
            thing.kind.as_str(),
            &thing.code,
            &thing.name_zh,
            &thing.name_en,
        ];
        cells.extend(fields.iter().map(|field| {
            let found = thing.fields.iter().find(|(name, _)| name == field);
            found.map_or("", |(_, value)| value.as_str())
        }));
        text.push_str(&line(cells));
    }
    text
}

/// The devices, each marked as simulated.
pub fn devices(scenario: &Scenario) -> String {
    let mut text = line([
        "mn",
        "name_zh",
        "name_en",
        "edition",
        "crc",
        "networks",
        "simulated",
    ]);
    for device in &scenario.devices {
        let edition = match device.edition {
            Edition::Hjt2005 => "2005",
            Edition::Hj2017 => "2017",
            Edition::Hj2025 | Edition::SurfaceWater2017 => "2025",
        };
        let crc = match device.crc {
            CrcVariant::Hj212 => "standard",
            CrcVariant::Modbus => "modbus",
        };
        text.push_str(&line([
            &device.mn,
            &device.name_zh,
            &device.name_en,
            edition,
            crc,
            &device.networks,
            "true",
        ]));
    }
    text
}

/// The points: of each channel the field that a book shall keep.
pub fn points(scenario: &Scenario) -> String {
    let mut text = line([
        "mn", "code", "field", "data", "kind", "thing", "property", "unit",
    ]);
    for device in &scenario.devices {
        for channel in &device.channels {
            text.push_str(&line([
                device.mn.as_str(),
                &channel.code,
                channel.point.field.suffix(),
                channel.point.data.word(),
                &channel.kind,
                &channel.thing,
                &channel.property,
                &channel.unit,
            ]));
        }
    }
    text
}

/// One line; a cell with a comma, a quote or a line end stands between quotes.
fn line<'c>(cells: impl IntoIterator<Item = &'c str>) -> String {
    let cells: Vec<String> = cells
        .into_iter()
        .map(|cell| {
            if cell.contains([',', '"', '\r', '\n']) {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                cell.to_owned()
            }
        })
        .collect();
    cells.join(",") + "\n"
}
