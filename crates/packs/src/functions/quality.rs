//! The words for the state of water and its change, and the share of an item in a city's index.

use methods::item_index::{ClassIii, item_index};
use methods::oxygen::saturated_oxygen_mg_l;
use methods::quality::{Change, Quality};

use super::class::class;
use super::declaration::{Kind, SqlFunction};

pub(super) fn declare() -> Vec<SqlFunction> {
    let mut all = words();
    all.extend(numbers());
    all
}

fn words() -> Vec<SqlFunction> {
    vec![
        SqlFunction::texts(
            "quality_of_class",
            "The state of a section by the rank of its class: excellent (I, II), good, light, moderate, heavy (inferior_V).",
            |row, out| {
                out.push_str(Quality::of_class(class(row.number(0)?)?).as_str());
                Some(())
            },
        )
        .takes("rank", Kind::Number)
        .source("huanban_2011_22", "state of a section; from memory")
        .example("quality_of_class(2)", "'excellent'")
        .example("quality_of_class(6)", "'heavy'"),
        SqlFunction::texts(
            "quality_of_shares",
            "The state of a river or basin of five sections or more, by the percentages of its sections in I to III and in inferior_V.",
            |row, out| {
                out.push_str(Quality::of_shares(row.number(0)?, row.number(1)?)?.as_str());
                Some(())
            },
        )
        .takes("share_good_percent", Kind::Number)
        .takes("share_inferior_v_percent", Kind::Number)
        .source("huanban_2011_22", "state of a river")
        .example("quality_of_shares(90, 0)", "'excellent'")
        .example("quality_of_shares(74.9, 20)", "'moderate'")
        .example("quality_of_shares(60, 40)", "'heavy'"),
        SqlFunction::texts(
            "change_of_class",
            "How the state of a section changed between two ranks of class: none, some_better, some_worse, marked_better, marked_worse.",
            |row, out| {
                let (before, now) = (class(row.number(0)?)?, class(row.number(1)?)?);
                out.push_str(Change::of_class(before, now).as_str());
                Some(())
            },
        )
        .takes("rank_before", Kind::Number)
        .takes("rank_now", Kind::Number)
        .source("huanban_2011_22", "change; from memory")
        .example("change_of_class(3, 2)", "'some_better'")
        .example("change_of_class(1, 2)", "'none'"),
        SqlFunction::texts(
            "change_of_shares",
            "How the state of a river or basin changed, by the percentage points that its shares of I to III and of inferior_V grew.",
            |row, out| {
                out.push_str(Change::of_shares(row.number(0)?, row.number(1)?)?.as_str());
                Some(())
            },
        )
        .takes("delta_good_points", Kind::Number)
        .takes("delta_inferior_points", Kind::Number)
        .source("huanban_2011_22", "change; from memory")
        .example("change_of_shares(8, -2)", "'none'")
        .example("change_of_shares(-15, 6)", "'marked_worse'"),
    ]
}

fn numbers() -> Vec<SqlFunction> {
    vec![
        SqlFunction::numbers(
            "item_index",
            "The share of one item in the water quality index of a city: 1 on the limit of class III; `better` is lower, higher or within (pH, with low and high).",
            |row| {
                let limit = match row.text(1)? {
                    "lower" => ClassIii::AtMost(row.number(2)?),
                    "higher" => ClassIii::AtLeast(row.number(2)?),
                    "within" => ClassIii::Within {
                        low: row.number(3)?,
                        high: row.number(4)?,
                    },
                    _ => return None,
                };
                item_index(row.number(0)?, limit)
            },
        )
        .takes("value", Kind::Number)
        .takes("better", Kind::Text)
        .takes("class_iii", Kind::Number)
        .takes("low", Kind::Number)
        .takes("high", Kind::Number)
        .source("city_ranking_2017", "index of an item")
        .example("item_index(0.5, 'lower', 1.0, null, null)", "0.5")
        .example("item_index(10.0, 'higher', 5.0, null, null)", "0.5")
        .example("item_index(8.0, 'within', null, 6, 9)", "0.5"),
        SqlFunction::numbers(
            "saturated_oxygen",
            "The dissolved oxygen of saturated fresh water in mg/L, by its temperature in °C from 0 to 50.",
            |row| saturated_oxygen_mg_l(row.number(0)?),
        )
        .takes("temperature_c", Kind::Number)
        .source("hj2_3_2018", "annex D")
        .example("saturated_oxygen(20.4)", "9.0"),
    ]
}
