//! What the demo of San Francisco Bay prints: the chlorophyll of each section over the years.

use packs::Pack;
use packs::session::Session;
use serde_json::{Value, json};
use zone::Zone;

use crate::failure::Failure;
use crate::globals::Globals;
use crate::output::{Align, Grid, json_rows, say};

const SQL: &str = "\
    select \
      o.thing as section, \
      s.name_zh, \
      s.name_en, \
      count(*) as months, \
      min(month_of(o.time)) as first_month, \
      max(month_of(o.time)) as last_month, \
      round(median(o.value), 2) as median \
    from observations o \
    join section s on s.code = o.thing \
    where o.property = 'chlorophyll_a' \
    group by o.thing, s.name_zh, s.name_en \
    order by o.thing";

/// Prints a line a section.
pub async fn print(globals: &Globals, zone: &Zone, packs: &[Pack]) -> Result<(), Failure> {
    let session = Session::open(zone, packs).await?;
    let rows = json_rows(&session.query(SQL).await?, zone.tz());
    let name = &zone.config().name;
    if globals.json {
        let shown = json!({ "zone": { "zh": name.zh, "en": name.en }, "chlorophyll_a": rows });
        say!("{shown}");
        return Ok(());
    }
    let lang = globals.language();
    say!("");
    say!(
        "{} · {}",
        lang.pick(&name.zh, &name.en),
        lang.pick("叶绿素a", "Chlorophyll a")
    );
    say!("");
    let head = |zh: &str, en: &str, align| (lang.pick(zh, en).to_owned(), align);
    let mut grid = Grid::new(vec![
        head("测站", "station", Align::Left),
        head("月数", "months", Align::Right),
        head("起", "from", Align::Left),
        head("止", "to", Align::Left),
        head("中位数 µg/L", "median µg/L", Align::Right),
    ]);
    for row in &rows {
        grid.row(vec![
            lang.pick(&text(row, "name_zh"), &text(row, "name_en"))
                .to_owned(),
            text(row, "months"),
            text(row, "first_month"),
            text(row, "last_month"),
            text(row, "median"),
        ]);
    }
    say!("{}", grid.text());
    Ok(())
}

fn text(row: &Value, column: &str) -> String {
    match &row[column] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
