//! `wellkeeper pack list`

use packs::maturity::Maturity;
use packs::{Pack, PackError};
use serde_json::{Value, json};

use super::sources;
use crate::failure::Failure;
use crate::globals::Globals;
use crate::language::Language;
use crate::output::{Align, Grid, print_bytes, say};

/// Prints the packs in force, and how well each is proved.
pub(super) fn list(globals: &Globals) -> Result<(), Failure> {
    let packs = sources(globals)?
        .iter()
        .map(|source| {
            let pack = Pack::load(source)?;
            let maturity = Maturity::of(source, &pack);
            Ok((pack, maturity))
        })
        .collect::<Result<Vec<_>, PackError>>()?;
    if globals.json {
        let packs: Vec<Value> = packs.iter().map(|(p, m)| as_json(p, m)).collect();
        say!("{}", json!({ "packs": packs }));
        return Ok(());
    }
    let lang = globals.language();
    print_bytes(grid(lang, &packs).text().as_bytes());
    for (pack, maturity) in &packs {
        for exemption in &maturity.exemptions {
            let reason = lang.pick(&exemption.reason.zh, &exemption.reason.en);
            let (check, of) = (&exemption.check, &exemption.of);
            say!(
                "{}: {} {check} {of}: {reason}",
                pack.id,
                lang.pick("豁免", "exempt from")
            );
        }
    }
    Ok(())
}

fn grid(lang: Language, packs: &[(Pack, Maturity)]) -> Grid {
    let head = |zh: &str, en: &str, align| (lang.pick(zh, en).to_owned(), align);
    let mut grid = Grid::new(vec![
        head("包", "pack", Align::Left),
        head("版本", "version", Align::Left),
        head("名称", "title", Align::Left),
        head("成熟度", "maturity", Align::Left),
        head("限值有据", "limits sourced", Align::Right),
        head("表有算例", "tables with a case", Align::Right),
        head("表有检验", "tables with a test", Align::Right),
        head("算例（有出处）", "cases (of a source)", Align::Right),
        head("表", "tables", Align::Left),
    ]);
    for (pack, m) in packs {
        let tables: Vec<_> = pack.tables.keys().map(String::as_str).collect();
        let level = m.level();
        grid.row(vec![
            pack.id.clone(),
            pack.version.clone(),
            lang.pick(&pack.title.zh, &pack.title.en).to_owned(),
            lang.pick(level.title_zh(), level.as_str()).to_owned(),
            share(m.limits_proved, m.limits),
            share(m.tables_with_case, m.tables),
            share(m.tables_with_test, m.tables),
            format!("{} ({})", m.cases, m.cases_of_a_source),
            tables.join(", "),
        ]);
    }
    grid
}

fn share(part: usize, all: usize) -> String {
    format!("{part}/{all}")
}

fn as_json(pack: &Pack, m: &Maturity) -> Value {
    let tables: Vec<String> = pack
        .tables
        .keys()
        .map(|t| format!("{}.{t}", pack.schema_name()))
        .collect();
    let exemptions: Vec<Value> = m
        .exemptions
        .iter()
        .map(|e| {
            json!({ "check": e.check, "of": e.of, "reason": { "zh": e.reason.zh, "en": e.reason.en } })
        })
        .collect();
    json!({
        "id": pack.id, "version": pack.version, "hash": pack.hash,
        "title": { "zh": pack.title.zh, "en": pack.title.en },
        "properties": pack.properties.len(), "kinds": pack.kinds.len(),
        "standards": pack.standards.len(), "tables": tables,
        "maturity": {
            "level": m.level().as_str(),
            "limits": m.limits, "limits_sourced": m.limits_proved,
            "tables_with_case": m.tables_with_case, "tables_with_test": m.tables_with_test,
            "cases": m.cases, "cases_of_a_source": m.cases_of_a_source,
            "exemptions": exemptions,
        },
    })
}
