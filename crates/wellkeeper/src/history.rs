//! `wellkeeper history SERIES TIME`

use serde_json::json;
use zone::correction::{Past, history};
use zone::instant;
use zone::series::SeriesNames;

use crate::correct::told;
use crate::failure::Failure;
use crate::globals::Globals;
use crate::language::Language;
use crate::output::{Align, Grid, say};
use crate::wiring::open;

/// Arguments of `history`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The series, as THING/PROPERTY (`S1/nh3n`), THING/PROPERTY/SAMPLE_KIND, or its number.
    pub series: String,
    /// When it was observed.
    pub time: String,
}

/// Tells everything that stood of one observation, oldest first.
pub async fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let (zone, _) = open(&globals.zone).await?;
    let series = SeriesNames::read(&zone).await?.find(&args.series)?.id;
    let past = history(&zone, series, instant::read(&args.time, zone.tz())?).await?;
    if past.is_empty() {
        return Err(Failure::Refused(format!(
            "{} has no observation at {}, and never had",
            args.series, args.time
        )));
    }
    if globals.json {
        let states: Vec<_> = past
            .iter()
            .map(|p| {
                let o = p.stood.as_ref();
                json!({
                    "since": instant::show(p.commit.at_us, zone.tz()),
                    "who": p.commit.who, "kind": p.commit.kind, "reason": p.commit.reason,
                    "snapshot": p.commit.snapshot,
                    "stands": o.is_some(),
                    "value": o.and_then(|o| o.value),
                    "detection_limit": o.and_then(|o| o.detection_limit),
                    "flag": o.map(|o| o.flag.as_str()),
                    "quality": o.map(|o| o.quality.as_str()),
                    "level": o.map(|o| o.level.as_str()),
                    "source": o.map(|o| &o.source),
                    "batch": o.map(|o| o.batch), "line": o.map(|o| o.line),
                    "mark": p.mark.as_ref().map(|m| json!({
                        "id": m.id, "reason": m.reason, "evidence": m.evidence, "marked_by": m.who,
                        "accepted_by": p.commit.who,
                    })),
                    "decision": p.decision.as_ref().map(|d| json!({
                        "id": d.id, "verb": d.verb.as_str(), "reason_code": d.reason_code.as_str(),
                        "reason": d.reason, "decided_by": d.who, "approved_by": p.commit.who,
                    })),
                })
            })
            .collect();
        say!("{}", json!({ "history": states }));
        return Ok(());
    }
    let lang = globals.language();
    let head = |zh, en| (lang.pick(zh, en).to_owned(), Align::Left);
    let mut grid = Grid::new(vec![
        head("自", "since"),
        head("为", "stood"),
        head("何人", "who"),
        head("方式", "by"),
        head("缘由", "reason"),
    ]);
    for p in &past {
        let stood = p.stood.as_ref();
        grid.row(vec![
            instant::show(p.commit.at_us, zone.tz()),
            stood.map_or_else(|| lang.pick("撤除", "nothing").to_owned(), told),
            people(lang, p),
            p.commit.kind.clone(),
            p.decision
                .as_ref()
                .map_or_else(|| p.commit.reason.clone(), |d| d.reason.clone()),
        ]);
    }
    say!("{}", grid.text().trim_end());
    Ok(())
}

/// Who brought it: one person, or one who decided and one who approved.
fn people(lang: Language, past: &Past) -> String {
    if let Some(mark) = &past.mark {
        let (marked, accepted) = (&mark.who, &past.commit.who);
        return match lang {
            Language::Zh => format!("{marked} 标记，{accepted} 认定"),
            Language::En => format!("marked by {marked}, accepted by {accepted}"),
        };
    }
    let Some(decision) = &past.decision else {
        return past.commit.who.clone();
    };
    let (decided, approved) = (&decision.who, &past.commit.who);
    match lang {
        Language::Zh => format!("{decided} 判定，{approved} 批准"),
        Language::En => format!("decided by {decided}, approved by {approved}"),
    }
}
