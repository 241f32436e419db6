//! Mistakes planted one at a time in the real pack: each is found in its place.

use std::sync::Arc;

use packs::{Mistake, PackError, PackSource, embedded};
use wellkeeper_packs as packs;

/// Water quality with one text replaced by another.
fn with(path: &str, from: &str, to: &str) -> PackSource {
    let mut source = embedded().remove("water-quality").unwrap();
    let text = source
        .files
        .get(path)
        .unwrap_or_else(|| panic!("no {path}"));
    assert!(text.contains(from), "{path} has no `{from}`");
    let text = Arc::new(text.replacen(from, to, 1));
    source.files.insert(path.to_owned(), text);
    source
}

async fn mistakes(source: &PackSource) -> Vec<Mistake> {
    match packs::check::check(source).await {
        Err(PackError::Mistakes(mistakes)) => mistakes,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("nothing was found"),
    }
}

/// Where `needle` stands in the changed file, line and column from 1, the column in characters.
fn place(source: &PackSource, path: &str, needle: &str) -> (usize, usize) {
    let text = &source.files[path];
    let at = text.find(needle).unwrap_or_else(|| panic!("no `{needle}`"));
    let start = text[..at].rfind('\n').map_or(0, |n| n + 1);
    (
        text[..at].matches('\n').count() + 1,
        text[start..at].chars().count() + 1,
    )
}

const PACK: &str = "pack.toml";
const LIMITS: &str = "standards/gb3838_2002_table1.csv";
const SQL: &str = "tables/section_month.sql";
const TOML: &str = "tables/section_month.toml";

/// File, what stood there, what stands there now, where the finger must point, what it must say.
const PLANTED: &[(&str, &str, &str, &str, &str)] = &[
    (
        PACK,
        "id = \"codmn\"",
        "id = \"CODMn\"",
        "\"CODMn\"",
        "is no id",
    ),
    (
        PACK,
        "aliases = [\"溶解氧\"",
        "aliases = [\"水温\"",
        "\"水温\", \"溶氧\"",
        "means `water_temperature` already",
    ),
    (
        PACK,
        "unit = \"µS/cm\"",
        "unit = \"furlong\"",
        "\"furlong\"",
        "the unit `furlong` is not known",
    ),
    (
        PACK,
        "en = \"Water temperature\"",
        "en = \"\"",
        "{ zh = \"水温\"",
        "the title is empty in `en`",
    ),
    (
        PACK,
        "required = true",
        "requird = true",
        "requird",
        "unknown key `requird`",
    ),
    (
        PACK,
        "default = \"river\"",
        "default = \"pond\"",
        "\"water_body\"",
        "the default `pond`",
    ),
    (
        PACK,
        "type = \"date\"",
        "type = \"day\"",
        "\"day\"",
        "`day` is no type of a field",
    ),
    (
        LIMITS,
        "codmn,river,lower,2,",
        "codmn,river,lower,two,",
        "two,",
        "`two` in `class_i`; expected a number",
    ),
    (
        LIMITS,
        "gb3838_2002,\"table 1, item 4\"",
        ",\"table 1, item 4\"",
        ",\"table 1, item 4\"",
        "`source` is empty",
    ),
    (
        SQL,
        "d.is_verified,\n    d.days",
        "d.verified,\n    d.days",
        "verified,\n    d.days",
        "verified",
    ),
    (
        SQL,
        "from water_quality.item_month i",
        "from water_quality.item_moth i",
        "water_quality.item_moth",
        "item_moth",
    ),
    (
        SQL,
        "row_number() over",
        "row_numer() over",
        "row_numer",
        "row_numer",
    ),
    (
        SQL,
        "$main_pollutants_max",
        "$pollutants_max",
        "$pollutants_max",
        "is no setting of this pack",
    ),
    (
        SQL,
        "left join unjudged u",
        "left jion unjudged u",
        "jion unjudged",
        "expected OUTER, SEMI, ANTI or JOIN",
    ),
    (
        SQL,
        "class_name(rank) as class,",
        "class_name(month, rank) as class,",
        "class_name(month",
        "class_name",
    ),
    (
        SQL,
        "select i.*, p.title_zh",
        "select i.*, p.氨氮, p.title_zh",
        "氨氮, p.title_zh",
        "氨氮",
    ),
    (
        TOML,
        "key = [\"section\", \"month\"]",
        "key = [\"section\", \"mont\"]",
        "\"mont\"",
        "`mont` is no column",
    ),
    (
        TOML,
        "type = \"whole\"",
        "type = \"integer\"",
        "\"integer\"",
        "unknown word `integer`",
    ),
    (
        TOML,
        "id = \"tn_class\"",
        "id = \"tn_klasse\"",
        "\"tn_klasse\"",
        "gives no column `tn_klasse`",
    ),
    (
        TOML,
        "table = \"item_month\"",
        "table = \"items\"",
        "items\"",
        "`items` is no table",
    ),
    (
        TOML,
        "month = $month",
        "month = $moon",
        "$moon",
        "`$moon` is no column",
    ),
];

#[tokio::test]
async fn planted_mistakes_are_found_in_their_places() {
    let mut wrong = Vec::new();
    for (path, from, to, finger, says) in PLANTED {
        let source = with(path, from, to);
        let found = mistakes(&source).await;
        let (line, column) = place(&source, path, finger);
        let hit = found.iter().any(|m| {
            m.path.ends_with(path)
                && m.line == line
                && m.column == column
                && m.message.contains(says)
        });
        if !hit {
            let listed: Vec<_> = found.iter().map(ToString::to_string).collect();
            wrong.push(format!(
                "{path}:{line}:{column} `{says}` was not found, but\n    {}",
                listed.join("\n    ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn an_alias_in_sql_is_answered_with_the_property_it_means() {
    let source = with(
        "tables/item_day.sql",
        "o.property = 'ph' as is_ph",
        "o.ammonia = 'ph' as is_ph",
    );
    let found = mistakes(&source).await;
    assert_eq!(
        found[0].help.as_deref(),
        Some("did you mean `nh3n`?"),
        "{}",
        found[0]
    );
}

#[tokio::test]
async fn tables_that_read_each_other_are_named_with_the_circle() {
    let source = with(
        "tables/item_day.sql",
        "from water_quality.gb3838_2002_table1",
        "from water_quality.item_month",
    );
    let found = mistakes(&source).await;
    assert!(
        found[0].message.contains("item_day, item_month"),
        "{}",
        found[0]
    );
}

#[tokio::test]
async fn two_mistakes_in_two_tables_are_both_found_in_one_go() {
    let mut source = with(SQL, "row_number() over", "row_numer() over");
    let other = with(
        "tables/feed_check.sql",
        "class_name(i.official)",
        "class_nam(i.official)",
    );
    let path = "tables/feed_check.sql";
    source
        .files
        .insert(path.to_owned(), Arc::clone(&other.files[path]));
    assert_eq!(mistakes(&source).await.len(), 2);
}

const DAY: &str = "tables/item_day.sql";
const DAY_TOML: &str = "tables/item_day.toml";
const MONTH: &str = "tables/item_month.sql";
const ZONE: &str = "tables/zone_month.sql";
const FEED: &str = "tables/feed_check.sql";
const CASE: &str = "tests/ph_is_averaged_over_hydrogen_ions/case.toml";
const GIVEN: &str = "tests/ph_is_averaged_over_hydrogen_ions/given/observations.csv";

/// Two dozen mistakes of many kinds, in eleven files, several in one statement: file, what stood
/// there, what stands there now, where the finger must point, which check must find it.
const PLANTED_AT_ONCE: &[(&str, &str, &str, &str, &str)] = &[
    (
        PACK,
        "unit = \"µS/cm\"",
        "unit = \"furlong\"",
        "\"furlong\"",
        "unit",
    ),
    (
        PACK,
        "en = \"Water temperature\"",
        "en = \"\"",
        "{ zh = \"水温\"",
        "title",
    ),
    (
        PACK,
        "aliases = [\"溶解氧\"",
        "aliases = [\"水温\"",
        "\"水温\", \"溶氧\"",
        "alias",
    ),
    (PACK, "required = true", "requird = true", "requird", "toml"),
    (
        LIMITS,
        "codmn,river,lower,2,",
        "codmn,river,lower,two,",
        "two,",
        "limit",
    ),
    (
        LIMITS,
        "gb3838_2002,\"table 1, item 5\"",
        ",\"table 1, item 5\"",
        ",\"table 1, item 5\"",
        "source",
    ),
    (
        LIMITS,
        "bod5,river",
        "bod6,river",
        "bod6,river",
        "unknown_property",
    ),
    (
        LIMITS,
        "mg/L,true,gb3838_2002,\"table 1, item 10\"",
        "cells/L,true,gb3838_2002,\"table 1, item 10\"",
        "cells/L",
        "limit_unit",
    ),
    (
        DAY,
        "o.sample_kind = 'routine'",
        "o.sample_kind = 'routin'",
        "'routin'",
        "unknown_word",
    ),
    (
        DAY,
        "mean(value) filter",
        "mean(is_below) filter",
        "mean(is_below)",
        "wrong_arguments",
    ),
    (
        DAY,
        "o.value is null as is_below",
        "o.valeu is null as is_below",
        "valeu",
        "unknown_column",
    ),
    (
        DAY,
        "o.property = 'ph' as is_ph",
        "o.property = '氨氮' as is_ph",
        "'氨氮'",
        "unknown_word",
    ),
    (
        DAY_TOML,
        "where = \"thing = $section",
        "where = \"thing = $sektion",
        "$sektion",
        "unknown_setting",
    ),
    (
        MONTH,
        "from water_quality.item_day d",
        "from water_quality.item_dya d",
        "water_quality.item_dya",
        "unknown_table",
    ),
    (
        MONTH,
        "$nondetect = 'half_limit'",
        "$nondetect = 'half'",
        "'half'",
        "unknown_word",
    ),
    (
        SQL,
        "d.days >= $complete_days",
        "d.days >= '20'",
        "'20'",
        "text_with_number",
    ),
    (
        SQL,
        "row_number() over",
        "row_numer() over",
        "row_numer",
        "unknown_function",
    ),
    (
        SQL,
        "where place <= $main_pollutants_max",
        "where place <= $pollutants_max",
        "$pollutants_max",
        "unknown_setting",
    ),
    (
        SQL,
        "join section s on s.code = d.section\n  left",
        "join section s on s.code and d.section is not null\n  left",
        "s.code and",
        "wrong_type",
    ),
    (
        TOML,
        "id = \"tn_class\"",
        "id = \"tn_klasse\"",
        "\"tn_klasse\"",
        "declared_columns",
    ),
    (
        ZONE,
        "count(rank) as judged,",
        "count(rank) as judged, name_zh,",
        "name_zh,\n    count(*) filter",
        "not_grouped",
    ),
    (
        FEED,
        "class_name(i.official)",
        "class_name(i.official, i.month)",
        "class_name(i.official, i",
        "wrong_arguments",
    ),
    (
        CASE,
        "source = \"own\"",
        "source = \"owm\"",
        "\"owm\"",
        "source",
    ),
    (
        GIVEN,
        "甲,ph,2021-04-02",
        "甲,pH值,2021-04-02",
        "pH值",
        "case",
    ),
];

fn with_all(planted: &[(&str, &str, &str, &str, &str)]) -> PackSource {
    let mut source = embedded().remove("water-quality").unwrap();
    for (path, from, to, ..) in planted {
        let text = &source.files[*path];
        assert!(text.contains(from), "{path} has no `{from}`");
        let text = Arc::new(text.replacen(from, to, 1));
        source.files.insert((*path).to_owned(), text);
    }
    source
}

#[tokio::test]
async fn twenty_mistakes_planted_at_once_give_as_many_places_and_no_other() {
    let source = with_all(PLANTED_AT_ONCE);
    let found = mistakes(&source).await;
    let listed: Vec<String> = found
        .iter()
        .map(|m| format!("{m} [{}] {:?}", m.check, m.help))
        .collect();
    let mut wanted: Vec<_> = PLANTED_AT_ONCE
        .iter()
        .map(|(path, _, _, finger, check)| {
            let (line, column) = place(&source, path, finger);
            (format!("packs/water-quality/{path}"), line, column, *check)
        })
        .collect();
    wanted.sort();
    let mut there: Vec<_> = found
        .iter()
        .map(|m| (m.path.clone(), m.line, m.column, m.check))
        .collect();
    there.sort();
    assert_eq!(there, wanted, "{}", listed.join("\n"));
}

#[tokio::test]
async fn the_packs_of_the_house_have_no_mistakes() {
    for (id, source) in embedded() {
        if let Err(error) = packs::check::check(&source).await {
            panic!("{id}:\n{error}");
        }
    }
}
