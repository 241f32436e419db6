//! `wellkeeper device import|list|show|states|strangers|adopt|frame|diary`

mod diary;
mod show;
mod states;

use std::path::PathBuf;

use serde_json::json;
use zone::Zone;
use zone::device::stranger::strangers;
use zone::device::unpointed::unpointed;
use zone::device::{Adopt, CHECKS, Device, EDITIONS, adopt, devices, import_register};
use zone::inbox::{self, printed};
use zone::instant::show;

use crate::failure::Failure;
use crate::globals::Globals;
use crate::language::Language;
use crate::output::{Align, Grid, say};
use crate::wiring::{open, who};

/// What is done with devices.
#[derive(Debug, clap::Subcommand)]
pub enum What {
    /// Take the devices of FOLDER/devices.csv, with the points of FOLDER/points.csv, into the register.
    Import {
        /// The folder.
        folder: PathBuf,
    },
    /// List the devices of the register.
    List,
    /// Show what the register says of a device, its points, and the codes that it sends without a point:
    /// those feed nothing before `import` says what they are.
    Show {
        /// What it calls itself: the MN of HJ 212.
        identity: String,
        /// The protocol that it speaks.
        #[arg(long, default_value = "hj212")]
        protocol: String,
    },
    /// Say how the door is, the sources that come to it, their devices and series: since when, and because
    /// of what.
    States,
    /// List who spoke at the door and is not in the register, with what they sent.
    Strangers,
    /// Take somebody who spoke at the door into the register: as a device without points, which is
    /// answered from now on and feeds nothing until `import` says what its codes are.
    Adopt(Adopted),
    /// Print a frame as it came on the wire, by the number that `explain` gives.
    Frame {
        /// Its number.
        number: i64,
    },
    /// The diary of a device: parameters, checks, visits, repairs.
    #[command(subcommand)]
    Diary(diary::What),
}

/// What is said of a stranger.
#[derive(Debug, clap::Args)]
pub struct Adopted {
    /// What it calls itself: the MN of HJ 212.
    identity: String,
    /// The protocol that it spoke.
    #[arg(long, default_value = "hj212")]
    protocol: String,
    /// Its name in Chinese.
    #[arg(long, value_name = "NAME")]
    name_zh: String,
    /// Its name in English.
    #[arg(long, value_name = "NAME")]
    name_en: Option<String>,
    /// The edition that it speaks.
    #[arg(long, value_parser = EDITIONS)]
    edition: String,
    /// The variant of the check that it sends.
    #[arg(long, value_parser = CHECKS)]
    crc: String,
    /// A network that it may speak from, such as 10.20.0.0/16; any where none is named.
    #[arg(long = "network", value_name = "CIDR")]
    networks: Vec<String>,
}

/// Does it.
pub async fn run(globals: &Globals, what: &What) -> Result<(), Failure> {
    let (zone, packs) = open(&globals.zone).await?;
    match what {
        What::Import { folder } => {
            let done = import_register(&zone, folder, &who()).await?;
            if globals.json {
                say!(
                    "{}",
                    json!({
                        "created": done.created, "changed": done.changed,
                        "unchanged": done.unchanged, "points": done.points,
                    })
                );
                return Ok(());
            }
            let (created, changed, unchanged) = (done.created, done.changed, done.unchanged);
            let points = done.points;
            match globals.language() {
                Language::Zh => {
                    say!("设备：新增 {created}，变更 {changed}，未变 {unchanged}；点位 {points}");
                }
                Language::En => {
                    say!(
                        "devices: {created} new, {changed} changed, {unchanged} unchanged; {points} points"
                    );
                }
            }
            Ok(())
        }
        What::List => list(globals, &zone).await,
        What::Show { identity, protocol } => {
            show::print(globals, &zone, (protocol, identity)).await
        }
        What::States => states::run(globals, &zone, &packs).await,
        What::Strangers => list_strangers(globals, &zone).await,
        What::Adopt(said) => take_in(globals, &zone, said).await,
        What::Frame { number } => print_frame(globals, &zone, *number).await,
        What::Diary(what) => diary::run(globals, &zone, what).await,
    }
}

async fn list(globals: &Globals, zone: &Zone) -> Result<(), Failure> {
    let all = devices(zone.state()).await?;
    let codes = unpointed(zone.state(), &all.iter().collect::<Vec<_>>()).await?;
    let unknown = |device: &Device| codes.get(&device.id).map_or(0, Vec::len);
    if globals.json {
        let row = |d: &Device| {
            json!({
                "protocol": d.protocol, "identity": d.identity, "edition": d.edition, "check": d.crc,
                "networks": d.networks.iter().map(ToString::to_string).collect::<Vec<_>>(),
                "sealing": d.sealing, "simulated": d.is_simulated, "points": d.points,
                "unpointed": unknown(d),
            })
        };
        say!(
            "{}",
            json!({ "devices": all.iter().map(row).collect::<Vec<_>>() })
        );
        return Ok(());
    }
    let lang = globals.language();
    let head = |zh, en| (lang.pick(zh, en).to_owned(), Align::Left);
    let mut grid = Grid::new(vec![
        head("标识", "identity"),
        head("版本", "edition"),
        head("校验", "check"),
        head("网络", "networks"),
        head("点位", "points"),
        head("未设点位的代码", "codes without a point"),
        head("说明", "note"),
    ]);
    for device in all {
        let networks: Vec<String> = device.networks.iter().map(ToString::to_string).collect();
        let note = if device.is_simulated {
            lang.pick("模拟", "simulated")
        } else {
            ""
        };
        grid.row(vec![
            device.identity.clone(),
            device.edition.clone(),
            device.crc.clone(),
            networks.join(" "),
            device.points.len().to_string(),
            unknown(&device).to_string(),
            note.to_owned(),
        ]);
    }
    say!("{}", grid.text().trim_end());
    Ok(())
}

async fn list_strangers(globals: &Globals, zone: &Zone) -> Result<(), Failure> {
    let all = strangers(zone.state()).await?;
    if globals.json {
        let rows: Vec<_> = all
            .iter()
            .map(|s| {
                json!({
                    "protocol": s.protocol, "identity": s.identity, "from": s.source,
                    "first": show(s.first_us, zone.tz()), "last": show(s.last_us, zone.tz()),
                    "frames": s.frames, "kept": s.kept.iter().map(|f| printed(f)).collect::<Vec<_>>(),
                })
            })
            .collect();
        say!("{}", json!({ "strangers": rows }));
        return Ok(());
    }
    let lang = globals.language();
    if all.is_empty() {
        say!(
            "{}",
            lang.pick(
                "没有未登记的设备来过",
                "nobody came who is not in the register"
            )
        );
    }
    for stranger in all {
        let (first, last) = (
            show(stranger.first_us, zone.tz()),
            show(stranger.last_us, zone.tz()),
        );
        say!(
            "{} {} ({}) {first} … {last} × {}",
            stranger.protocol,
            stranger.identity,
            stranger.source,
            stranger.frames
        );
        for frame in &stranger.kept {
            say!("  {}", printed(frame));
        }
    }
    Ok(())
}

async fn take_in(globals: &Globals, zone: &Zone, said: &Adopted) -> Result<(), Failure> {
    let wanted = Adopt {
        protocol: said.protocol.clone(),
        identity: said.identity.clone(),
        name_zh: said.name_zh.clone(),
        name_en: said.name_en.clone(),
        edition: said.edition.clone(),
        crc: said.crc.clone(),
        networks: said.networks.clone(),
    };
    let device = adopt(zone, &wanted, &who()).await?;
    let (protocol, identity) = (&device.protocol, &device.identity);
    if globals.json {
        say!("{}", json!({ "protocol": protocol, "identity": identity }));
        return Ok(());
    }
    match globals.language() {
        Language::Zh => say!(
            "已登记设备 {identity}（{}）；还没有点位，`device import` 登记点位后其数据才入账",
            said.name_zh
        ),
        Language::En => say!(
            "the device {identity} ({}) is in the register; it has no points yet, and feeds nothing \
             before `device import` says what its codes are",
            said.name_en.as_ref().unwrap_or(&said.name_zh)
        ),
    }
    Ok(())
}

async fn print_frame(globals: &Globals, zone: &Zone, number: i64) -> Result<(), Failure> {
    let Some(frame) = inbox::frame(zone, number).await? else {
        return Err(Failure::Refused(format!(
            "{} {number}",
            globals.language().pick("没有这一帧：", "there is no frame")
        )));
    };
    let all = devices(zone.state()).await?;
    let device = all.into_iter().find(|d| d.id == frame.device);
    let identity = device.map_or_else(|| frame.device.to_string(), |d| d.identity);
    let at = show(frame.at_us, zone.tz());
    if globals.json {
        say!(
            "{}",
            json!({
                "frame": number, "device": identity, "received": at, "key": frame.key,
                "late": frame.is_late, "bytes": printed(&frame.bytes),
            })
        );
        return Ok(());
    }
    say!("{number} {identity} {at}");
    say!("{}", printed(&frame.bytes));
    Ok(())
}
