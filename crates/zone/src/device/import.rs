//! Taking devices and their points into the register: `devices.csv` and `points.csv` of a folder.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use ipnet::IpNet;
use serde_json::json;

use super::table::{Cells, read_table};
use super::write::{insert, update};
use super::{CHECKS, Device, EDITIONS, Point, check_kind, devices, new_thing, stranger};
use crate::import::{parse_unit, power_of_ten_between};
use crate::observation::SampleKind;
use crate::series::{self, SeriesKey};
use crate::state::{AuditEntry, Change};
use crate::thing;
use crate::{Result, Zone};

const DEVICES: &str = "devices.csv";
const POINTS: &str = "points.csv";
const DEVICE_COLUMNS: [&str; 7] = [
    "mn",
    "name_zh",
    "name_en",
    "edition",
    "crc",
    "networks",
    "simulated",
];
const DEVICE_COLUMNS_MORE: [&str; 2] = ["sealing", "key"];
const POINT_COLUMNS: [&str; 8] = [
    "mn", "code", "field", "data", "kind", "thing", "property", "unit",
];
/// The words of each column that has only some.
const SEALINGS: [&str; 3] = ["never", "binary", "printed"];
const TRUTHS: [&str; 2] = ["true", "false"];
const DATA: [&str; 4] = ["realtime", "minute", "hour", "day"];
const PROTOCOL: &str = "hj212";

/// What became of a folder of the register.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RegisterSummary {
    /// New devices.
    pub created: usize,
    /// Devices whose entry changed.
    pub changed: usize,
    /// Devices that the register had just so.
    pub unchanged: usize,
    /// Points of all of them.
    pub points: usize,
}

/// A device as it is written, with the place of its row.
struct Drafted {
    device: Device,
    name_zh: String,
    name_en: Option<String>,
    points: Vec<(SeriesKey, Point)>,
}

/// Takes `devices.csv` and `points.csv` of `folder` into the register, whole or not at all. A device
/// that is there already gets what the files say of it; the others stay as they are.
///
/// # Errors
/// [`ZoneError::BadFile`] with line and column for the first mistake: a column that is missing or not
/// known, a word that is none of those expected, a network that is none, a device twice, a point of a
/// device, thing, property or unit that is not known.
pub async fn import_register(zone: &Zone, folder: &Path, who: &str) -> Result<RegisterSummary> {
    check_kind(zone)?;
    let mut drafts = read_devices(&folder.join(DEVICES))?;
    read_points(zone, &folder.join(POINTS), &mut drafts).await?;
    let mut change = zone.state().change(who).await?;
    let known = devices(zone.state()).await?;
    let known: HashMap<String, Device> =
        known.into_iter().map(|d| (d.identity.clone(), d)).collect();
    let mut summary = RegisterSummary::default();
    for (identity, draft) in drafts {
        summary.points += draft.points.len();
        match put(&mut change, draft, known.get(&identity)).await? {
            thing::Put::Created => summary.created += 1,
            thing::Put::Changed => summary.changed += 1,
            thing::Put::Unchanged => summary.unchanged += 1,
        }
    }
    let detail = json!({
        "folder": folder.display().to_string(), "created": summary.created,
        "changed": summary.changed, "points": summary.points,
    });
    let entry = AuditEntry::new("import_register", "devices".to_owned(), &detail);
    change.commit(entry).await?;
    Ok(summary)
}

fn read_devices(path: &Path) -> Result<BTreeMap<String, Drafted>> {
    let mut drafts = BTreeMap::new();
    for row in read_table(path, &DEVICE_COLUMNS, &DEVICE_COLUMNS_MORE)? {
        let identity = row.filled("mn")?.to_owned();
        let networks: Vec<IpNet> = row
            .text("networks")
            .split_whitespace()
            .map(|net| {
                let expected = "expected networks such as 10.20.0.0/16, with blanks between";
                net.parse().map_err(|_| row.wrong("networks", expected))
            })
            .collect::<Result<_>>()?;
        let secret = key_of(&row)?;
        let device = Device {
            id: 0,
            thing: 0,
            protocol: PROTOCOL.to_owned(),
            identity: identity.clone(),
            edition: row.one_of("edition", &EDITIONS)?.to_owned(),
            crc: row.one_of("crc", &CHECKS)?.to_owned(),
            networks,
            sealing: row.one_of_or("sealing", &SEALINGS, "never")?.to_owned(),
            secret,
            is_simulated: row.one_of_or("simulated", &TRUTHS, "false")? == "true",
            points: Vec::new(),
            stopped_us: None,
        };
        let draft = Drafted {
            device,
            name_zh: row.filled("name_zh")?.to_owned(),
            name_en: Some(row.text("name_en").to_owned()).filter(|name| !name.is_empty()),
            points: Vec::new(),
        };
        if drafts.insert(identity, draft).is_some() {
            return Err(row.wrong("mn", "it stands in the file twice"));
        }
    }
    Ok(drafts)
}

/// The key of SM4, 32 hexadecimal digits.
fn key_of(row: &Cells) -> Result<Option<String>> {
    let written = row.text("key");
    if written.is_empty() {
        return Ok(None);
    }
    let is_key = written.len() == 32 && written.chars().all(|c| c.is_ascii_hexdigit());
    if !is_key {
        // The key itself is not said.
        return Err(row.place("key", "a key of SM4 has 32 hexadecimal digits".to_owned()));
    }
    Ok(Some(written.to_ascii_lowercase()))
}

async fn read_points(
    zone: &Zone,
    path: &Path,
    drafts: &mut BTreeMap<String, Drafted>,
) -> Result<()> {
    let things = thing::all(zone.state()).await?;
    let things: HashMap<(&str, &str), i64> = things
        .iter()
        .map(|t| ((t.draft.kind.as_str(), t.draft.code.as_str()), t.id))
        .collect();
    for row in read_table(path, &POINT_COLUMNS, &[])? {
        let Some(draft) = drafts.get_mut(row.filled("mn")?) else {
            return Err(row.wrong("mn", "expected a device of devices.csv"));
        };
        let kind = row.filled("kind")?;
        if !zone.vocabulary().kinds.contains_key(kind) {
            return Err(row.wrong("kind", "no pack of the zone declares such a kind"));
        }
        let Some(thing) = things.get(&(kind, row.filled("thing")?)) else {
            let expected = "the book has no such thing; expected one that was imported before";
            return Err(row.wrong("thing", expected));
        };
        let Some(property) = zone.vocabulary().property(row.filled("property")?) else {
            return Err(row.wrong("property", "no pack of the zone declares such a property"));
        };
        let unit = row.text("unit");
        let units = parse_unit(unit).zip(parse_unit(&property.unit));
        let Some(shift) = units.and_then(|(from, to)| power_of_ten_between(from, to)) else {
            let expected = format!("expected a unit that becomes {}", property.unit);
            return Err(row.wrong("unit", &expected));
        };
        let point = Point {
            code: row.filled("code")?.to_owned(),
            field: row.filled("field")?.to_owned(),
            data: row.one_of("data", &DATA)?.to_owned(),
            series: 0,
            property: property.id.clone(),
            unit: unit.to_owned(),
            shift,
        };
        let is_there = |(_, other): &(_, Point)| {
            (&other.code, &other.field, &other.data) == (&point.code, &point.field, &point.data)
        };
        if draft.points.iter().any(is_there) {
            return Err(row.wrong("code", "this value of the device has a point already"));
        }
        let key = SeriesKey {
            thing: *thing,
            property: property.id.clone(),
            sample_kind: SampleKind::Routine,
        };
        draft.points.push((key, point));
    }
    Ok(())
}

async fn put(change: &mut Change, draft: Drafted, there: Option<&Device>) -> Result<thing::Put> {
    let keys: Vec<SeriesKey> = draft.points.iter().map(|(key, _)| key.clone()).collect();
    let ids = series::ensure(change, &keys).await?;
    let points = draft.points.into_iter().map(|(key, point)| Point {
        series: ids.get(&key).copied().unwrap_or_default(),
        ..point
    });
    let thing = new_thing(&draft.device.identity, draft.name_zh, draft.name_en);
    let (thing, named) = thing::put(change, &thing).await?;
    let device = Device {
        thing,
        points: points.collect(),
        ..draft.device
    };
    let Some(there) = there else {
        insert(change, &device).await?;
        stranger::adopted(change, &device.protocol, &device.identity).await?;
        return Ok(thing::Put::Created);
    };
    if says_the_same(&device, there) {
        return Ok(named);
    }
    update(change, &device, there.id).await?;
    Ok(thing::Put::Changed)
}

fn says_the_same(a: &Device, b: &Device) -> bool {
    (&a.edition, &a.crc, &a.networks, &a.sealing) == (&b.edition, &b.crc, &b.networks, &b.sealing)
        && (&a.secret, a.is_simulated, &a.points) == (&b.secret, b.is_simulated, &b.points)
}
