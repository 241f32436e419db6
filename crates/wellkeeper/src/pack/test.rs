//! `wellkeeper pack test [DIR|ID]…`

use packs::golden::Outcome;
use packs::limits::WRONG_ROWS_SHOWN;
use packs::{Pack, PackError};
use serde_json::{Map, Value, json};

use super::named_or_all;
use crate::failure::{Failure, print_mistake};
use crate::globals::Globals;
use crate::output::say;

/// Differences of one case that are printed; `--json` has all of them.
const DIFFERENCES_SHOWN: usize = 20;

/// Arguments of `pack test`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A pack's folder or id; all packs when none is named.
    pub pack: Vec<String>,
    /// Only cases with this in their name.
    #[arg(long, value_name = "TEXT")]
    pub case: Option<String>,
}

/// Runs the cases and prints what differs.
pub(super) async fn test(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let (mut passed, mut failed, mut listed) = (0, 0, Vec::new());
    for source in named_or_all(globals, &args.pack)? {
        let pack = Pack::load(&source)?;
        for outcome in packs::golden::test(&source, &pack, args.case.as_deref()).await? {
            if outcome.holds() {
                passed += 1;
            } else {
                failed += 1;
            }
            if globals.json {
                listed.push(as_json(&pack, &outcome));
            } else {
                print(globals, &pack, &outcome);
            }
        }
    }
    if globals.json {
        say!(
            "{}",
            json!({ "passed": passed, "failed": failed, "cases": listed })
        );
    } else {
        say!("{passed} passed, {failed} failed");
    }
    if failed == 0 {
        return Ok(());
    }
    Err(Failure::Tested(failed))
}

fn print(globals: &Globals, pack: &Pack, outcome: &Outcome) {
    let lang = globals.language();
    if let Some(case) = &outcome.case {
        let verdict = if outcome.holds() {
            lang.pick("通过", "holds")
        } else {
            lang.pick("不符", "fails")
        };
        say!(
            "{verdict}  {}/tests/{}  {}",
            pack.id,
            case.name,
            lang.pick(&case.title.zh, &case.title.en)
        );
    }
    for difference in outcome.differences.iter().take(DIFFERENCES_SHOWN) {
        say!("    {difference}");
    }
    if let Some(more @ 1..) = outcome.differences.len().checked_sub(DIFFERENCES_SHOWN) {
        say!(
            "    {} {more}",
            lang.pick("另有差异：", "more differences:")
        );
    }
    for test in &outcome.wrong_rows {
        say!(
            "    {}: {} ({})",
            test.table,
            lang.pick(&test.title.zh, &test.title.en),
            test.count
        );
        for row in &test.rows {
            let cells: Vec<String> = row
                .iter()
                .map(|(name, cell)| format!("{name}={}", cell.text()))
                .collect();
            say!("      {}", cells.join(" "));
        }
        if test.count > WRONG_ROWS_SHOWN {
            say!("      …");
        }
    }
    match &outcome.failure {
        Some(PackError::Mistakes(mistakes)) => mistakes.iter().for_each(print_mistake),
        Some(other) => say!("    {other}"),
        None => {}
    }
}

fn as_json(pack: &Pack, outcome: &Outcome) -> Value {
    let differences: Vec<Value> = outcome
        .differences
        .iter()
        .map(|difference| {
            let key: Map<String, Value> = difference
                .key
                .iter()
                .map(|(name, value)| (name.clone(), value.as_str().into()))
                .collect();
            json!({ "table": difference.table, "key": key, "says": difference.to_string() })
        })
        .collect();
    let wrong_rows: Vec<Value> = outcome
        .wrong_rows
        .iter()
        .map(|test| {
            let rows: Vec<Map<String, Value>> = test
                .rows
                .iter()
                .map(|row| row.iter().map(|(n, c)| (n.clone(), c.json())).collect())
                .collect();
            json!({
                "table": test.table, "title": { "zh": test.title.zh, "en": test.title.en },
                "count": test.count, "rows": rows,
            })
        })
        .collect();
    json!({
        "pack": pack.id, "case": outcome.case.as_ref().map(|c| c.name.as_str()),
        "holds": outcome.holds(), "differences": differences, "wrong_rows": wrong_rows,
        "error": outcome.failure.as_ref().map(ToString::to_string),
    })
}
