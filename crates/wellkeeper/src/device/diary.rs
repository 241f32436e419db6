//! `wellkeeper device diary list|add|import|withdraw`

use std::path::PathBuf;

use serde_json::{Value, json};
use zone::Zone;
use zone::device::{Device, devices};
use zone::diary::{
    DiaryAsked, Entry, Kind, Written, add, deviation_percent, diary, import_sheet, withdraw,
};
use zone::instant::{read, show};

use crate::failure::Failure;
use crate::globals::Globals;
use crate::language::Language;
use crate::output::{Align, Grid, say};
use crate::wiring::who;

/// What is done with diaries.
#[derive(Debug, clap::Subcommand)]
pub enum What {
    /// List the diary of a device, the newest first.
    List(Listed),
    /// Write an entry.
    Add(Box<Added>),
    /// Take the entries of a CSV, such as the sheet of a visit: mn, kind, from, and as far as they are needed
    /// to, factor, code, old, new, expected, found, full_scale, text. All of it or nothing.
    Import {
        /// The file.
        file: PathBuf,
    },
    /// Withdraw an entry that a person wrote. It stays readable.
    Withdraw {
        /// Its number.
        number: i64,
    },
}

/// Which entries are listed.
#[derive(Debug, clap::Args)]
pub struct Listed {
    /// What the device calls itself: the MN of HJ 212.
    identity: String,
    /// Only entries of this kind.
    #[arg(long = "kind", value_name = "KIND", value_parser = Kind::ALL.map(Kind::as_str))]
    kinds: Vec<String>,
    /// How many at most.
    #[arg(long, default_value_t = 50)]
    rows: usize,
}

/// What is written.
#[derive(Debug, clap::Args)]
pub struct Added {
    /// What the device calls itself: the MN of HJ 212.
    identity: String,
    /// What it is of.
    #[arg(long, value_parser = Kind::ALL.map(Kind::as_str))]
    kind: String,
    /// When it was, or began: such as 2026-11-27 08:30; now where it is not said.
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// When it ended.
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
    /// The factor that it is about, by the device's code, such as w01018.
    #[arg(long, value_name = "CODE")]
    factor: Option<String>,
    /// The parameter, by the device's code or its name.
    #[arg(long)]
    code: Option<String>,
    /// What a parameter was before.
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    old: Option<String>,
    /// What it is from then on.
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    new: Option<String>,
    /// What a check should have given.
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    expected: Option<f64>,
    /// What it gave.
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    found: Option<f64>,
    /// The end of the instrument's range.
    #[arg(long, value_name = "NUMBER")]
    full_scale: Option<f64>,
    /// The words.
    #[arg(long, default_value = "")]
    text: String,
}

/// Does it.
pub async fn run(globals: &Globals, zone: &Zone, what: &What) -> Result<(), Failure> {
    let lang = globals.language();
    match what {
        What::List(asked) => list(globals, zone, asked).await,
        What::Add(said) => {
            let device = named(zone, &said.identity).await?;
            let written = add(zone, &device, &written(zone, said)?, &who()).await?;
            if globals.json {
                say!("{}", row(&written, zone));
                return Ok(());
            }
            let id = written.id;
            match lang {
                Language::Zh => say!("已记入日志，第 {id} 条"),
                Language::En => say!("entry {id} is written"),
            }
            Ok(())
        }
        What::Import { file } => {
            let done = import_sheet(zone, file, &who()).await?;
            let (added, known) = (done.added, done.known);
            if globals.json {
                say!("{}", json!({ "added": added, "known": known }));
                return Ok(());
            }
            match lang {
                Language::Zh => say!("日志：新增 {added}，已有 {known}"),
                Language::En => say!("diary: {added} new, {known} there already"),
            }
            Ok(())
        }
        What::Withdraw { number } => {
            // Whoever holds the folder is a keeper.
            let ended = withdraw(zone, *number, &who(), true).await?;
            if globals.json {
                say!("{}", row(&ended, zone));
                return Ok(());
            }
            match lang {
                Language::Zh => say!("日志第 {number} 条已撤回"),
                Language::En => say!("entry {number} is withdrawn"),
            }
            Ok(())
        }
    }
}

async fn named(zone: &Zone, identity: &str) -> Result<Device, Failure> {
    let mut all = devices(zone.state()).await?.into_iter();
    let found = all.find(|device| device.identity == identity);
    found.ok_or_else(|| {
        Failure::Refused(format!(
            "there is no device `{identity}` in the register; `device list` lists them"
        ))
    })
}

fn written(zone: &Zone, said: &Added) -> Result<Written, Failure> {
    let time = |written: &Option<String>| {
        let read = written.as_deref().map(|text| read(text, zone.tz()));
        read.transpose()
    };
    Ok(Written {
        kind: Kind::parse(&said.kind).unwrap_or(Kind::Note),
        from_us: time(&said.from)?.unwrap_or(zone.clock().now_us()),
        to_us: time(&said.to)?,
        factor: said.factor.clone(),
        code: said.code.clone(),
        old_value: said.old.clone(),
        new_value: said.new.clone(),
        expected: said.expected,
        found: said.found,
        full_scale: said.full_scale,
        words: said.text.trim().to_owned(),
    })
}

async fn list(globals: &Globals, zone: &Zone, asked: &Listed) -> Result<(), Failure> {
    let device = named(zone, &asked.identity).await?;
    let wanted = DiaryAsked {
        device: device.id,
        kinds: asked
            .kinds
            .iter()
            .filter_map(|word| Kind::parse(word))
            .collect(),
        most: asked.rows,
        ..DiaryAsked::default()
    };
    let entries = diary(zone.state(), &wanted).await?;
    if globals.json {
        let rows: Vec<Value> = entries.iter().map(|entry| row(entry, zone)).collect();
        say!("{}", json!({ "entries": rows }));
        return Ok(());
    }
    let lang = globals.language();
    let head = |zh, en| (lang.pick(zh, en).to_owned(), Align::Left);
    let mut grid = Grid::new(vec![
        head("号", "entry"),
        head("时间", "time"),
        head("类别", "kind"),
        head("因子", "factor"),
        head("内容", "what"),
        head("报文", "frame"),
        head("记录人", "by"),
    ]);
    for entry in entries {
        grid.row(vec![
            entry.id.to_string(),
            show(entry.from_us, zone.tz()),
            entry.kind.clone(),
            entry.factor.clone().unwrap_or_default(),
            what_of(&entry),
            entry
                .frame
                .map_or_else(String::new, |frame| frame.to_string()),
            entry.who,
        ]);
    }
    say!("{}", grid.text().trim_end());
    Ok(())
}

/// What an entry says, on a line.
fn what_of(entry: &Entry) -> String {
    let mut parts = Vec::new();
    parts.extend(entry.code.clone());
    if let Some(new) = &entry.new_value {
        let old = entry
            .old_value
            .as_ref()
            .map_or_else(String::new, |old| format!("{old} → "));
        parts.push(format!("{old}{new}"));
    }
    if let (Some(expected), Some(found)) = (entry.expected, entry.found) {
        parts.push(format!("{expected} : {found}"));
    }
    if let Some(percent) = deviation(entry) {
        parts.push(format!("({percent:+.1} %)"));
    }
    parts.push(entry.words.clone());
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

fn deviation(entry: &Entry) -> Option<f64> {
    let kind = Kind::parse(&entry.kind)?;
    deviation_percent(kind, entry.expected, entry.found, entry.full_scale)
}

fn row(entry: &Entry, zone: &Zone) -> Value {
    let at = |us: i64| show(us, zone.tz());
    json!({
        "entry": entry.id, "kind": entry.kind, "from": at(entry.from_us), "to": entry.to_us.map(at),
        "factor": entry.factor, "code": entry.code, "old": entry.old_value, "new": entry.new_value,
        "expected": entry.expected, "found": entry.found, "full_scale": entry.full_scale,
        "deviation_percent": deviation(entry), "text": entry.words, "frame": entry.frame,
        "at": at(entry.at_us), "who": entry.who, "withdrawn": entry.ended_us.map(at),
        "withdrawn_by": entry.ended_who,
    })
}
