//! A table that no golden case expects.

use crate::error::Mistake;
use crate::model::Pack;
use crate::source::PackSource;

const NAME: &str = "no_case";

/// Every table has a case that expects rows of it, or an exemption with a reason.
pub(super) fn look(source: &PackSource, pack: &Pack, mistakes: &mut Vec<Mistake>) {
    for table in pack.tables.values() {
        let ending = format!("/expect/{}.csv", table.name);
        let has_case = source
            .files
            .keys()
            .any(|path| path.starts_with("tests/") && path.ends_with(&ending));
        let is_exempt = pack
            .exemptions
            .iter()
            .any(|e| e.check == NAME && e.of == table.name);
        if has_case || is_exempt {
            continue;
        }
        if let Some((path, toml)) = super::file(source, &table.toml_path) {
            let message = format!(
                "no case expects `{}`; expected tests/<what_it_shows>{ending}",
                table.name
            );
            let help = "or an exemption with a reason in pack.toml: [[exempt]]".to_owned();
            let mistake = Mistake::at(&path, toml, 0, 1, message);
            mistakes.push(mistake.of(NAME).help(Some(help)));
        }
    }
}
