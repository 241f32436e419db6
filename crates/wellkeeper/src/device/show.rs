//! `wellkeeper device show`: one device, its points, and the codes that it sends without a point.

use serde_json::json;
use zone::Zone;
use zone::device::unpointed::{Unpointed, unpointed};
use zone::device::{Device, devices};
use zone::instant;

use crate::failure::Failure;
use crate::globals::Globals;
use crate::language::Language;
use crate::output::{Align, Grid, say};

/// Prints the device of this protocol and identity.
pub async fn print(
    globals: &Globals,
    zone: &Zone,
    (protocol, identity): (&str, &str),
) -> Result<(), Failure> {
    let lang = globals.language();
    let mut all = devices(zone.state()).await?.into_iter();
    let is_it = |d: &Device| (d.protocol.as_str(), d.identity.as_str()) == (protocol, identity);
    let Some(device) = all.find(is_it) else {
        return Err(Failure::Refused(format!(
            "{} `{identity}`",
            lang.pick("登记册里没有设备", "the register has no device")
        )));
    };
    let mut codes = unpointed(zone.state(), &[&device]).await?;
    let codes = codes.remove(&device.id).unwrap_or_default();
    if globals.json {
        say!("{}", whole(zone, &device, &codes));
        return Ok(());
    }
    let networks: Vec<String> = device.networks.iter().map(ToString::to_string).collect();
    let (edition, crc, sealing) = (&device.edition, &device.crc, &device.sealing);
    say!(
        "{protocol} {identity} {edition} {crc} {sealing} {}",
        networks.join(" ")
    );
    say!("{}", points(lang, &device).text().trim_end());
    if codes.is_empty() {
        let none = lang.pick("没有未设点位的代码", "it sends no code without a point");
        say!("{none}");
    } else {
        say!("{}", without_point(lang, zone, codes).text().trim_end());
    }
    Ok(())
}

fn whole(zone: &Zone, device: &Device, codes: &[Unpointed]) -> serde_json::Value {
    let at = |us: i64| instant::show(us, zone.tz());
    let code = |code: &Unpointed| {
        json!({
            "code": code.code, "field": code.field, "data": code.data, "first": at(code.first_us),
            "last": at(code.last_us), "came": code.came, "last_value": code.last_value,
        })
    };
    json!({
        "protocol": device.protocol, "identity": device.identity, "edition": device.edition,
        "check": device.crc, "sealing": device.sealing, "simulated": device.is_simulated,
        "networks": device.networks.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "points": device.points, "unpointed": codes.iter().map(code).collect::<Vec<_>>(),
    })
}

fn points(lang: Language, device: &Device) -> Grid {
    let head = |zh, en| (lang.pick(zh, en).to_owned(), Align::Left);
    let mut grid = Grid::new(vec![
        head("点位", "point"),
        head("数据", "data"),
        head("性质", "property"),
        head("单位", "unit"),
    ]);
    for point in &device.points {
        grid.row(vec![
            format!("{}-{}", point.code, point.field),
            point.data.clone(),
            point.property.clone(),
            point.unit.clone(),
        ]);
    }
    grid
}

fn without_point(lang: Language, zone: &Zone, codes: Vec<Unpointed>) -> Grid {
    let head = |zh, en| (lang.pick(zh, en).to_owned(), Align::Left);
    let mut grid = Grid::new(vec![
        head("未设点位的代码", "code without a point"),
        head("数据", "data"),
        head("首次", "first"),
        head("末次", "last"),
        (lang.pick("次数", "came").to_owned(), Align::Right),
        head("末次数值", "last value"),
    ]);
    for code in codes {
        grid.row(vec![
            format!("{}-{}", code.code, code.field),
            code.data,
            instant::show(code.first_us, zone.tz()),
            instant::show(code.last_us, zone.tz()),
            code.came.to_string(),
            code.last_value,
        ]);
    }
    grid
}
