//! `wellkeeper correct` and `wellkeeper review`

use std::path::PathBuf;

use serde_json::json;
use zone::Zone;
use zone::correction::{
    Corrected, Edit, Reviewed, correct, read_corrections, read_judgement, read_new_value,
    read_reviews, review,
};
use zone::instant;
use zone::observation::Observation;
use zone::series::SeriesNames;

use crate::failure::Failure;
use crate::globals::Globals;
use crate::output::{Align, Grid, say};
use crate::wiring::{open, who};

/// Changes shown in the terminal; `--json` has them all.
const SHOWN_MAX: usize = 20;

/// Arguments of `correct`.
#[derive(Debug, clap::Args)]
pub struct Correct {
    /// The series, as THING/PROPERTY (`S1/nh3n`), THING/PROPERTY/SAMPLE_KIND, or its number.
    #[arg(required_unless_present = "file")]
    pub series: Option<String>,
    /// When it was observed.
    #[arg(required_unless_present = "file")]
    pub time: Option<String>,
    /// What it is: a number in the property's unit, or `<0.01`.
    #[arg(required_unless_present = "file", allow_negative_numbers = true)]
    pub value: Option<String>,
    /// A table with columns series, time, value: all of it in one commit, or nothing.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["series", "time", "value"])]
    pub file: Option<PathBuf>,
    /// Why, for those who read the history.
    #[arg(long)]
    pub reason: String,
}

/// Arguments of `review`.
#[derive(Debug, clap::Args)]
pub struct Review {
    /// The series, as THING/PROPERTY (`S1/nh3n`), THING/PROPERTY/SAMPLE_KIND, or its number.
    #[arg(required_unless_present = "file")]
    pub series: Option<String>,
    /// The first instant.
    #[arg(required_unless_present = "file")]
    pub from: Option<String>,
    /// The last instant; a bare date takes its whole day.
    #[arg(required_unless_present = "file")]
    pub to: Option<String>,
    /// `valid`, `doubtful`, `invalid`, or `approved` by a second person.
    #[arg(required_unless_present = "file")]
    pub judgement: Option<String>,
    /// A table with columns series, from, to, quality: all of it in one commit, or nothing.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["series", "from", "to", "judgement"])]
    pub file: Option<PathBuf>,
    /// Why, for those who read the history.
    #[arg(long)]
    pub reason: String,
}

/// Corrects.
pub async fn run_correct(globals: &Globals, args: &Correct) -> Result<(), Failure> {
    let (zone, _) = open(&globals.zone).await?;
    let names = SeriesNames::read(&zone).await?;
    let edits = match (&args.file, &args.series, &args.time, &args.value) {
        (Some(file), ..) => read_corrections(&zone, &names, file)?,
        (None, Some(series), Some(time), Some(value)) => vec![Edit {
            series: names.find(series)?.id,
            time_us: instant::read(time, zone.tz())?,
            to: read_new_value(value)?,
        }],
        _ => {
            return Err(Failure::Misuse(
                "expected SERIES TIME VALUE, or --file".into(),
            ));
        }
    };
    let done = correct(&zone, &edits, &args.reason, &who()).await?;
    print(globals, &zone, &names, &done);
    Ok(())
}

/// Reviews.
pub async fn run_review(globals: &Globals, args: &Review) -> Result<(), Failure> {
    let (zone, _) = open(&globals.zone).await?;
    let names = SeriesNames::read(&zone).await?;
    let ranges = match (
        &args.file,
        &args.series,
        &args.from,
        &args.to,
        &args.judgement,
    ) {
        (Some(file), ..) => read_reviews(&zone, &names, file)?,
        (None, Some(series), Some(from), Some(to), Some(judgement)) => vec![Reviewed {
            series: names.find(series)?.id,
            from_us: instant::read(from, zone.tz())?,
            to_us: instant::read_last(to, zone.tz())?,
            to: read_judgement(judgement)?,
        }],
        _ => {
            return Err(Failure::Misuse(
                "expected SERIES FROM TO JUDGEMENT, or --file".into(),
            ));
        }
    };
    let done = review(&zone, &ranges, &args.reason, &who()).await?;
    print(globals, &zone, &names, &done);
    Ok(())
}

fn print(globals: &Globals, zone: &Zone, names: &SeriesNames<'_>, done: &Corrected) {
    let name = |id| names.name_of(id).unwrap_or_else(|| format!("{id}"));
    if globals.json {
        let changes: Vec<_> = done
            .changed
            .iter()
            .map(|e| {
                json!({
                    "series": name(e.new.series),
                    "time": instant::show(e.new.time_us, zone.tz()),
                    "old": e.old.value, "old_limit": e.old.detection_limit,
                    "old_quality": e.old.quality.as_str(), "old_level": e.old.level.as_str(),
                    "new": e.new.value, "new_limit": e.new.detection_limit,
                    "new_quality": e.new.quality.as_str(), "new_level": e.new.level.as_str(),
                })
            })
            .collect();
        say!(
            "{}",
            json!({ "changed": done.changed.len(), "unchanged": done.unchanged, "changes": changes })
        );
        return;
    }
    let lang = globals.language();
    let head = |zh, en| (lang.pick(zh, en).to_owned(), Align::Left);
    let mut grid = Grid::new(vec![
        head("序列", "series"),
        head("时间", "time"),
        head("原为", "was"),
        head("现为", "is"),
    ]);
    for edited in done.changed.iter().take(SHOWN_MAX) {
        grid.row(vec![
            name(edited.new.series),
            instant::show(edited.new.time_us, zone.tz()),
            told(&edited.old),
            told(&edited.new),
        ]);
    }
    if !done.changed.is_empty() {
        say!("{}", grid.text().trim_end());
    }
    say!(
        "{} {}, {} {}",
        done.changed.len(),
        lang.pick("条已更改", "changed"),
        done.unchanged,
        lang.pick("条原本如此", "were so already")
    );
}

/// A reading in a cell: its value, and what was judged of it.
pub fn told(o: &Observation) -> String {
    let value = match (o.value, o.detection_limit) {
        (Some(value), _) => value.to_string(),
        (None, Some(limit)) => format!("<{limit}"),
        (None, None) => "L".to_owned(),
    };
    format!("{value} ({}, {})", o.quality.as_str(), o.level.as_str())
}
