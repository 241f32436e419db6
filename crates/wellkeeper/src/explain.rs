//! `wellkeeper explain TABLE column=value… [--recompute]`

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use packs::explain::{Explanation, InputRows, Reading, explain};
use packs::run::Again;
use packs::session::Session;
use serde_json::{Map, Value, json};
use zone::Zone;

use crate::failure::Failure;
use crate::globals::Globals;
use crate::language::Language;
use crate::output::say;
use crate::wiring::open;

/// Readings printed of one row; `--json` has them all.
const READINGS_SHOWN: usize = 40;

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Such as `water_quality.section_month`.
    pub table: String,
    /// The row's key: `section=陶岔 month=2021-04`.
    #[arg(value_name = "COLUMN=VALUE")]
    pub key: Vec<String>,
    /// Compute the row again from the readings, dossiers, settings and the pack's text that its run
    /// read, and say whether it comes out the same to the last digit.
    #[arg(long)]
    pub recompute: bool,
}

/// Explains.
pub async fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let wanted = args
        .key
        .iter()
        .map(|pair| {
            let (column, value) = pair.split_once('=').ok_or_else(|| {
                Failure::Misuse(format!(
                    "`{pair}`: expected column=value, such as month=2021-04"
                ))
            })?;
            Ok((column.to_owned(), value.to_owned()))
        })
        .collect::<Result<Vec<_>, Failure>>()?;
    let (zone, packs) = open(&globals.zone).await?;
    let session = Session::open(&zone, &packs).await?;
    let rows = explain(&zone, &packs, &session, &args.table, &wanted).await?;
    if args.recompute {
        return prove(globals, &zone, &rows).await;
    }
    if globals.json {
        let rows: Vec<_> = rows.iter().map(Explanation::json).collect();
        say!("{}", json!({ "rows": rows }));
        return Ok(());
    }
    let lang = globals.language();
    for row in &rows {
        print_row(lang, row, zone.tz(), 0);
    }
    Ok(())
}

/// Computes each row again; exit 1 when one comes out otherwise.
async fn prove(globals: &Globals, zone: &Zone, rows: &[Explanation]) -> Result<(), Failure> {
    let lang = globals.language();
    let (mut differing, mut told) = (0, Vec::new());
    let mut by_run: HashMap<i64, Again> = HashMap::new();
    for row in rows {
        let computed = match by_run.entry(row.run.id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => free.insert(Again::compute(zone, &row.table, &row.run).await?),
        };
        let again = computed.compare(&row.row)?;
        differing += again.differing.len();
        if globals.json {
            let columns: Vec<_> = again
                .differing
                .iter()
                .map(|(name, stored, computed)| json!({ "column": name, "stored": stored, "computed": computed }))
                .collect();
            told.push(json!({
                "row": row.row, "run": row.run.id, "snapshot": row.run.read_snapshot,
                "pack_hash": row.run.pack_hash, "columns": again.columns, "differing": columns,
            }));
            continue;
        }
        let (run, snapshot, columns) = (row.run.id, row.run.read_snapshot, again.columns);
        let result = match (again.differing.is_empty(), lang) {
            (true, Language::Zh) => format!("{columns} 列逐位一致"),
            (true, Language::En) => format!("{columns} columns, the same to the last digit"),
            (false, Language::Zh) => "不一致".to_owned(),
            (false, Language::En) => "not the same".to_owned(),
        };
        let place = format!("{} {}", row.table, one_line(&row.key()));
        match lang {
            Language::Zh => {
                say!("{place}：第 {run} 次运行，由快照 {snapshot} 重算：{result}");
            }
            Language::En => {
                say!("{place}: run {run}, computed again from snapshot {snapshot}: {result}");
            }
        }
        for (name, stored, computed) in &again.differing {
            say!(
                "  {name}: {} ≠ {}",
                shown(Some(stored)),
                shown(Some(computed))
            );
        }
    }
    if globals.json {
        say!("{}", json!({ "recomputed": told }));
    }
    if differing > 0 {
        return Err(Failure::Refused(format!(
            "{differing} {}",
            lang.pick(
                "个数值未能重现",
                "values did not come out as they are stored"
            )
        )));
    }
    Ok(())
}

fn print_row(lang: Language, row: &Explanation, tz: &jiff::tz::TimeZone, depth: usize) {
    let pad = "  ".repeat(depth);
    if depth == 0 {
        say!("{} {}", row.table, lang.pick(&row.title.zh, &row.title.en));
        for column in &row.columns {
            let unit = column
                .unit
                .as_deref()
                .map(|u| format!(" {u}"))
                .unwrap_or_default();
            let value = shown(row.row.get(&column.id));
            say!(
                "{pad}  {} ({}): {value}{unit}",
                lang.pick(&column.title.zh, &column.title.en),
                column.id
            );
        }
        say!(
            "{pad}  {}: {} ({} {}, {}), run {}, {}, {} {}",
            lang.pick("由何算出", "computed by"),
            row.sql.0,
            row.run.pack,
            row.run.pack_version,
            &row.run.pack_hash[..12.min(row.run.pack_hash.len())],
            row.run.id,
            zone::instant::show(row.run.at_us, tz),
            lang.pick("数据快照", "data snapshot"),
            row.run.read_snapshot,
        );
    } else {
        say!("{pad}{} {}", row.table, one_line(&row.row));
    }
    for input in &row.inputs {
        print_input(lang, input, tz, depth + 1);
    }
}

fn print_input(lang: Language, input: &InputRows, tz: &jiff::tz::TimeZone, depth: usize) {
    let pad = "  ".repeat(depth);
    say!(
        "{pad}← {}: {} {} ({})",
        input.table,
        input.count,
        lang.pick("行", "rows"),
        input.condition
    );
    for row in &input.rows {
        print_row(lang, row, tz, depth + 1);
    }
    let followed = input.rows.len() + input.readings.len();
    for reading in input.readings.iter().take(READINGS_SHOWN) {
        say!("{pad}  {}", reading_line(reading));
        if let Some(frame) = &reading.frame {
            say!("{pad}    {frame}");
        }
        if let Some(at) = &reading.frame_given_up {
            let (number, at) = (reading.line, at.as_str());
            let told = match lang {
                Language::Zh => {
                    format!("第 {number} 帧已按本区设置（keep_frames_days）于 {at} 放弃")
                }
                Language::En => {
                    format!(
                        "frame {number} was given up at {at} by the zone's setting (keep_frames_days)"
                    )
                }
            };
            say!("{pad}    {told}");
        }
    }
    let left = input
        .count
        .saturating_sub(followed.min(input.rows.len() + READINGS_SHOWN));
    if left > 0 {
        say!(
            "{pad}  … {left} {}",
            lang.pick(
                "行未列出（--json 全列；或继续 explain 下一张表）",
                "more (--json lists readings; explain the next table for its rows)"
            )
        );
    }
}

fn reading_line(reading: &Reading) -> String {
    let o = &reading.observation;
    let value = match o.get("value") {
        None | Some(Value::Null) => format!("<{}", shown(o.get("detection_limit"))),
        value => shown(value),
    };
    let header = reading.header.as_deref().unwrap_or("");
    // Which check, person or mark judged.
    let cause = match o.get("cause") {
        None | Some(Value::Null) => String::new(),
        cause => format!(" {}", shown(cause)),
    };
    format!(
        "{} {} {} {} [{} {} {}{cause}] {}:{} {header}",
        shown(o.get("time")),
        shown(o.get("property")),
        value,
        shown(o.get("unit")),
        shown(o.get("flag")),
        shown(o.get("quality")),
        shown(o.get("level")),
        reading.file,
        reading.line,
    )
}

fn one_line(row: &Map<String, Value>) -> String {
    let pairs: Vec<_> = row
        .iter()
        .filter(|(name, value)| !value.is_null() && name.as_str() != "run")
        .map(|(name, value)| format!("{name}={}", shown(Some(value))))
        .collect();
    pairs.join(" ")
}

fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "–".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}
