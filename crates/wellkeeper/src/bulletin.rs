//! The bulletin in the terminal: what class the water is, what decides it, what changed, and where
//! the ministry judged otherwise.

use packs::Pack;
use packs::session::Session;
use serde_json::{Value, json};
use zone::Zone;

use crate::failure::Failure;
use crate::globals::Globals;
use crate::language::Language;
use crate::output::{Align, Grid, json_rows, say};

/// Silent sections are named up to here; beyond, they are counted.
const NAMES_SHOWN: usize = 8;

/// Prints the bulletin of the newest month.
pub async fn print(globals: &Globals, zone: &Zone, packs: &[Pack]) -> Result<(), Failure> {
    let session = Session::open(zone, packs).await?;
    let ask = Ask {
        session: &session,
        zone,
    };
    let months = ask
        .rows("select * from water_quality.zone_month order by month")
        .await?;
    let sections = ask
        .rows(
            "select s.*, p.title_zh as item_zh, p.title_en as item_en, p.unit as item_unit \
             from water_quality.section_month s \
             left join properties p on p.property = s.deciding_item \
             where month = (select max(month) from water_quality.section_month) \
             order by class_rank desc nulls last, deciding_share desc nulls last, section",
        )
        .await?;
    let check = ask
        .rows(
            "select count(*) as readings, count(official) as printed, count(agrees) as judged, \
             count(*) filter (where agrees) as agree, \
             count(*) filter (where official is not null and ours is null) as incomplete from water_quality.feed_check",
        )
        .await?;
    let causes = ask
        .rows(
            "select coalesce(cause, 'unexplained') as cause, count(*) as readings from water_quality.feed_check \
             where not agrees \
             group by 1 order by 2 desc",
        )
        .await?;
    if globals.json {
        let name = &zone.config().name;
        let bulletin = json!({
            "zone": { "zh": name.zh, "en": name.en }, "months": months, "sections": sections,
            "feed_check": { "totals": check.first(), "causes": causes },
        });
        say!("{bulletin}");
        return Ok(());
    }
    let lang = globals.language();
    print_heading(lang, zone, &months);
    print_months(lang, &months);
    print_sections(lang, &sections);
    print_check(lang, check.first(), &causes);
    Ok(())
}

struct Ask<'a> {
    session: &'a Session,
    zone: &'a Zone,
}

impl Ask<'_> {
    async fn rows(&self, sql: &str) -> Result<Vec<Value>, Failure> {
        Ok(json_rows(&self.session.query(sql).await?, self.zone.tz()))
    }
}

fn print_heading(lang: Language, zone: &Zone, months: &[Value]) {
    let name = &zone.config().name;
    let month = months.last().map(|m| text(m, "month")).unwrap_or_default();
    say!("");
    say!(
        "{} · {} {month}",
        lang.pick(&name.zh, &name.en),
        lang.pick("水质月报", "Water quality")
    );
    say!("");
    let Some(last) = months.last() else {
        say!("{}", lang.pick("没有数据", "no data"));
        return;
    };
    say!(
        "{}",
        text(last, lang.pick("because_zh", "because_en"))
            .replace("; ", "\n  ")
            .replace('；', "\n  ")
    );
    say!("");
}

fn print_months(lang: Language, months: &[Value]) {
    let head = |zh: &str, en: &str, align| (lang.pick(zh, en).to_owned(), align);
    let mut grid = Grid::new(vec![
        head("月份", "month", Align::Left),
        head("应有", "expected", Align::Right),
        head("已评", "judged", Align::Right),
        head("数据完整", "complete", Align::Right),
        head("Ⅰ～Ⅲ类%", "I–III %", Align::Right),
        head("范围（无数据者）", "if silent worst–best", Align::Right),
        head("劣Ⅴ类%", "inferior V %", Align::Right),
        head("环比（可比断面）", "on last month (sections)", Align::Right),
        head("同比（可比断面）", "on last year (sections)", Align::Right),
        head("无数据", "silent", Align::Left),
    ]);
    for m in months {
        let change = |points: &str, sections: &str| match m[points].as_f64() {
            None => lang.pick("–", "–").to_owned(),
            Some(change) => format!("{change:+.1} ({})", text(m, sections)),
        };
        grid.row(vec![
            text(m, "month"),
            text(m, "expected"),
            text(m, "judged"),
            text(m, "complete"),
            text(m, "share_good"),
            format!(
                "{}–{}",
                text(m, "share_good_at_worst"),
                text(m, "share_good_at_best")
            ),
            text(m, "share_inferior_v"),
            change("change_month", "sections_month_before"),
            change("change_year", "sections_year_before"),
            shortened(lang, m),
        ]);
    }
    say!("{}", grid.text());
}

fn shortened(lang: Language, month: &Value) -> String {
    let names = text(month, lang.pick("silent_names", "silent_names_en"));
    let comma = lang.pick("、", ", ");
    let all: Vec<&str> = names.split(comma).filter(|n| !n.is_empty()).collect();
    let first: Vec<&str> = all.iter().take(NAMES_SHOWN).copied().collect();
    if all.len() > NAMES_SHOWN {
        return format!("{} … {}", first.join(comma), all.len());
    }
    first.join(comma)
}

fn print_sections(lang: Language, sections: &[Value]) {
    let head = |zh: &str, en: &str, align| (lang.pick(zh, en).to_owned(), align);
    let mut grid = Grid::new(vec![
        head("断面", "section", Align::Left),
        head("水体", "water", Align::Left),
        head("类别", "class", Align::Left),
        head("定类因子", "decided by", Align::Left),
        head("月均值", "month mean", Align::Right),
        head("与Ⅲ类限值之比", "share of III", Align::Right),
        head("目标", "target", Align::Left),
        head("达标", "met", Align::Left),
        head("天数", "days", Align::Right),
        head("说明", "note", Align::Left),
    ]);
    for s in sections {
        let share = s["deciding_share"]
            .as_f64()
            .map(|v| format!("{v:.2}"))
            .unwrap_or_default();
        let met = match s["meets_target"].as_bool() {
            Some(true) => lang.pick("是", "yes"),
            Some(false) => lang.pick("否", "no"),
            None => "–",
        };
        let note = match (s["class"].is_null(), s["complete"].as_bool()) {
            (true, _) => lang.pick("不能评价", "cannot judge").to_owned(),
            (false, Some(false)) => format!(
                "{} ({} {})",
                lang.pick("数据不足", "not enough data"),
                text(s, "days"),
                lang.pick("天", "days")
            ),
            _ => String::new(),
        };
        grid.row(vec![
            lang.pick(&text(s, "name_zh"), &english_name(s)).to_owned(),
            water_body(lang, &text(s, "water_body")).to_owned(),
            class(lang, &text(s, "class")),
            text(s, lang.pick("item_zh", "item_en")),
            with_unit(&text(s, "deciding_mean"), &text(s, "item_unit")),
            share,
            class(lang, &text(s, "target_class")),
            met.to_owned(),
            text(s, "days"),
            note,
        ]);
    }
    say!("{}", grid.text());
}

fn with_unit(value: &str, unit: &str) -> String {
    if value.is_empty() || unit == "1" {
        value.to_owned()
    } else {
        format!("{value} {unit}")
    }
}

fn english_name(section: &Value) -> String {
    let english = text(section, "name_en");
    if english.is_empty() {
        text(section, "name_zh")
    } else {
        english
    }
}

fn water_body(lang: Language, word: &str) -> &str {
    match word {
        "lake" => lang.pick("湖库", "lake"),
        "river" => lang.pick("河流", "river"),
        other => other,
    }
}

fn class(lang: Language, name: &str) -> String {
    match (lang, name.parse::<methods::class::WaterClass>()) {
        (Language::Zh, Ok(class)) => class.title_zh().to_owned(),
        (Language::En, Ok(class)) => class.as_str().replace('_', " "),
        _ => "–".to_owned(),
    }
}

fn print_check(lang: Language, totals: Option<&Value>, causes: &[Value]) {
    let Some(totals) = totals else { return };
    let (judged, agree) = (
        totals["judged"].as_i64().unwrap_or(0),
        totals["agree"].as_i64().unwrap_or(0),
    );
    if judged == 0 {
        return;
    }
    let share = 100.0 * agree as f64 / judged as f64;
    if lang == Language::Zh {
        say!("与官方逐条类别核对：{judged} 条可比，{agree} 条一致（{share:.1}%）");
    } else {
        say!(
            "Against the ministry's class of each reading: {judged} comparable, {agree} agree ({share:.1} %)"
        );
    }
    for row in causes {
        say!(
            "  {:>4}  {}",
            text(row, "readings"),
            cause(lang, &text(row, "cause"))
        );
    }
    if let Some(incomplete @ 1..) = totals["incomplete"].as_i64() {
        let why = lang.pick(
            "五项中有缺值，不能比较",
            "not comparable: one of the five values is missing",
        );
        say!("  {incomplete:>4}  {why}");
    }
    say!("");
    say!(
        "{}",
        lang.pick(
            "追溯任一数字：wellkeeper explain water_quality.section_month section=陶岔 month=2021-04",
            "Follow any figure back: wellkeeper explain water_quality.section_month section=陶岔 month=2021-04",
        )
    );
}

fn cause(lang: Language, word: &str) -> &str {
    match word {
        "on_limit" => lang.pick(
            "on_limit：数值恰在限值上，官方按修约前判定",
            "on_limit: a value stands on a limit; the ministry judged before rounding",
        ),
        "previous_reading" => lang.pick(
            "previous_reading：页面仍是上一时次的类别",
            "previous_reading: the page still showed the class of the reading before",
        ),
        "water_body" => lang.pick(
            "water_body：另一种水体限值更符合，建议核对档案",
            "water_body: the other water body's limits fit; the dossier may need mending",
        ),
        _ => lang.pick("unexplained：原因不明", "unexplained"),
    }
}

fn text(row: &Value, column: &str) -> String {
    match &row[column] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
