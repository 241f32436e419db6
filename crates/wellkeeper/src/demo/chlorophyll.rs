//! What the demo of San Francisco Bay prints: the chlorophyll of each section, and its trend.

use packs::Pack;
use packs::cell::json_rows;
use packs::session::Session;
use serde_json::{Value, json};
use zone::Zone;

use crate::failure::Failure;
use crate::globals::Globals;
use crate::output::{Align, Grid, say};

const SQL: &str = "\
    with series as ( \
      select \
        thing as section, \
        count(*) as months, \
        min(month_of(time)) as first_month, \
        max(month_of(time)) as last_month, \
        median(value) as median, \
        seasonal_kendall(time, value) as trend \
      from observations \
      where property = 'chlorophyll_a' \
      group by thing \
    ) \
    select \
      r.section, \
      s.name_zh, \
      s.name_en, \
      r.months, \
      r.first_month, \
      r.last_month, \
      round(r.median, 2) as median, \
      round(r.trend['slope'], 3) as slope_per_year, \
      round(r.trend['slope_lower'], 3) as slope_lower, \
      round(r.trend['slope_upper'], 3) as slope_upper, \
      r.trend['p_corrected'] as p_corrected \
    from series r \
    join section s on s.code = r.section \
    order by r.section";

/// Prints a line a section. The interval is that of the slope with independent months.
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
        head("每年变化 µg/L", "change a year µg/L", Align::Right),
        head("95% 区间", "95 % interval", Align::Right),
        head("p", "p", Align::Right),
    ]);
    for row in &rows {
        grid.row(vec![
            lang.pick(&text(row, "name_zh"), &text(row, "name_en"))
                .to_owned(),
            text(row, "months"),
            text(row, "first_month"),
            text(row, "last_month"),
            text(row, "median"),
            text(row, "slope_per_year"),
            format!("{}–{}", text(row, "slope_lower"), text(row, "slope_upper")),
            row["p_corrected"]
                .as_f64()
                .map(|p| format!("{p:.1e}"))
                .unwrap_or_default(),
        ]);
    }
    say!("{}", grid.text());
    say!(
        "{}",
        lang.pick(
            "趋势：季节性 Kendall 检验（按月分季），斜率为 Sen 斜率，p 已计入各月之间的协方差。趋势只说这些年里升降，不说原因，也不说今后。",
            "Trend: seasonal Kendall test by month, slope by Sen, p with the covariance of the months. It says that these years rose or fell, not why, and nothing of the years to come.",
        )
    );
    Ok(())
}

fn text(row: &Value, column: &str) -> String {
    match &row[column] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
