//! `wellkeeper demo --live`: simulated enterprises at the door of the demo zone.
//!
//! The last day is played first, as fast as the door answers, so that the night has been seen; then the
//! devices go on at the pace of the clock. The tables that judge them are computed again and again.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use gateway::simulate::scenario::Scenario;
use jiff::{SignedDuration, Timestamp};
use packs::Pack;
use zone::Zone;
use zone::device::import_register;
use zone::import::import_things;

use crate::failure::Failure;
use crate::language::Language;
use crate::simulate;
use crate::wiring::who;

/// The folder of the zone when none is named.
pub const FOLDER: &str = "demo-live";
/// The packs that the devices feed, beside that of the demo.
pub const PACKS: [&str; 3] = ["instruments", "facility-power", "discharge"];
const SCENARIO: &str = include_str!("../../../../data/scenarios/live.toml");
/// How much of the past is played first: a whole night lies in it, whenever it is begun.
const PAST: SignedDuration = SignedDuration::from_hours(24);
/// So many seconds of the past pass in one.
const SPEED_OF_THE_PAST: f64 = 3_600.0;
/// What the last day alone can show of instruments: changes within six hours, calm within three.
const SETTINGS: [(&str, i64); 5] = [
    ("improved_hours", 6),
    ("improved_readings_min", 5),
    ("calm_hours", 3),
    ("calm_readings_min", 12),
    ("calm_spells_min", 5),
];
/// Between two computations of the tables.
const PAUSE: Duration = Duration::from_secs(10);

/// The settings of the pack `instruments` with which a day is enough.
pub fn settings() -> toml::Table {
    let settings = SETTINGS.map(|(id, value)| (id.to_owned(), value.into()));
    toml::Table::from_iter(settings)
}

/// Registers the devices, opens the door unless it is open, and lets them speak. All ends with the
/// program.
pub async fn begin(
    lang: Language,
    dir: &Path,
    (zone, packs): (&Zone, &[Pack]),
    address: SocketAddr,
) -> Result<(), Failure> {
    let scenario = scenario()?;
    let folder = dir.join("files").join("live");
    simulate::register::write_tables(&scenario, &folder)?;
    import_things(zone, &folder.join("things.csv"), &who()).await?;
    import_register(zone, &folder, &who()).await?;
    eprintln!(
        "{}",
        lang.pick(
            "五十家模拟企业接入：先补传一昼夜，再与时钟同步（数据为模拟）",
            "fifty simulated enterprises speak: the last day first, then as the clock goes (simulated data)"
        )
    );
    tokio::spawn(async move {
        if let Err(failure) = play(address).await {
            tracing::error!(?failure, "the simulated devices fell silent");
        }
    });
    tokio::spawn(keep_computing(zone.clone(), packs.to_vec()));
    Ok(())
}

fn scenario() -> Result<Scenario, Failure> {
    Scenario::read("data/scenarios/live.toml", SCENARIO)
        .map_err(|mistakes| Failure::Checked(mistakes.len()))
}

async fn play(address: SocketAddr) -> Result<(), Failure> {
    let now = Timestamp::now();
    let begin = now.checked_sub(PAST).unwrap_or(now);
    for (from, length, speed) in [(begin, Some(PAST), SPEED_OF_THE_PAST), (now, None, 1.0)] {
        let args = simulate::Args {
            to: address,
            tls_authority: None,
            scenario: None,
            play: None,
            seed: 1,
            speed,
            length,
            from: Some(from),
            in_flight: 4,
            not_this_machine: false,
            register: None,
        };
        simulate::play(scenario()?, &args).await?;
    }
    Ok(())
}

/// Computes the tables of the packs that the devices feed, for as long as the program runs.
async fn keep_computing(zone: Zone, packs: Vec<Pack>) {
    let of_devices = packs
        .iter()
        .filter(|pack| PACKS.contains(&pack.id.as_str()));
    let tables: Vec<String> = of_devices
        .flat_map(|pack| pack.tables.keys().map(|table| pack.full_name(table)))
        .collect();
    loop {
        tokio::time::sleep(PAUSE).await;
        let done = packs::run::run(&zone, &packs, &tables, &who(), |_| {}).await;
        if let Err(error) = done {
            tracing::error!(%error, "the tables of the devices were not computed");
        }
    }
}
