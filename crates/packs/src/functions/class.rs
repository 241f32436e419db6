//! Classes of water by a standard's limits.

use methods::class::WaterClass;
use methods::ladder::Ladder;

use super::declaration::{Kind, Row, SqlFunction};

pub(super) fn declare() -> Vec<SqlFunction> {
    vec![
        with_limits(SqlFunction::wholes(
            "class_rank",
            "The class of a value by an item's limits, 1 (I) to 6 (inferior_V); a value on a limit is within it.",
            |row| Some(i64::from(ladder(row)?.class(row.number(0)?)?.rank())),
        ))
        .source("gb3838_2002", "table 1")
        .example("class_rank(2.0, 'lower', 2, 4, 6, 10, 15, null, null)", "1")
        .example("class_rank(5.0, 'higher', 7.5, 6, 5, 3, 2, null, null)", "3")
        .example("class_rank(9.01, 'within', null, null, null, null, null, 6, 9)", "6"),
        with_limits(SqlFunction::wholes(
            "class_rank_if_limits_fail",
            "As class_rank, but a value that stands on a limit has failed it: what a judge sees who knows more digits.",
            |row| Some(i64::from(ladder(row)?.class_if_limits_fail(row.number(0)?)?.rank())),
        ))
        .source("gb3838_2002", "table 1")
        .example("class_rank_if_limits_fail(2.0, 'lower', 2, 4, 6, 10, 15, null, null)", "2")
        .example("class_rank_if_limits_fail(9.0, 'within', null, null, null, null, null, 6, 9)", "6"),
        with_limits(SqlFunction::numbers(
            "limit_of_class",
            "An item's limit of a class given by its rank; nothing for inferior_V and for ranges.",
            |row| ladder(row)?.limit_of(class(row.number(0)?)?),
        ))
        .source("gb3838_2002", "table 1")
        .example("limit_of_class(3, 'lower', 2, 4, 6, 10, 15, null, null)", "6.0"),
        SqlFunction::texts(
            "class_name",
            "The class of a rank as data writes it: I, II, III, IV, V, inferior_V.",
            |row, out| {
                out.push_str(class(row.number(0)?)?.as_str());
                Some(())
            },
        )
        .takes("rank", Kind::Number)
        .source("gb3838_2002", "3")
        .example("class_name(6)", "'inferior_V'"),
        SqlFunction::texts(
            "class_title",
            "The class of a rank as pages print it: Ⅰ, Ⅱ, Ⅲ, Ⅳ, Ⅴ, 劣Ⅴ.",
            |row, out| {
                out.push_str(class(row.number(0)?)?.title_zh());
                Some(())
            },
        )
        .takes("rank", Kind::Number)
        .source("gb3838_2002", "3")
        .example("class_title(6)", "'劣Ⅴ'"),
        SqlFunction::wholes(
            "rank_of_class",
            "The rank of a class written I to V, inferior_V, Ⅰ to 劣Ⅴ.",
            |row| Some(i64::from(row.text(0)?.parse::<WaterClass>().ok()?.rank())),
        )
        .takes("class", Kind::Text)
        .source("gb3838_2002", "3")
        .example("rank_of_class('Ⅱ')", "2"),
    ]
}

fn with_limits(function: SqlFunction) -> SqlFunction {
    let function = function
        .takes("value", Kind::Number)
        .takes("better", Kind::Text);
    [
        "class_i",
        "class_ii",
        "class_iii",
        "class_iv",
        "class_v",
        "low",
        "high",
    ]
    .into_iter()
    .fold(function, |function, limit| {
        function.takes(limit, Kind::Number)
    })
}

/// The limits in arguments 1 to 8: which way is better, five classes, or a range.
fn ladder(row: &Row<'_>) -> Option<Ladder> {
    match row.text(1)? {
        "within" => Some(Ladder::Within {
            low: row.number(7)?,
            high: row.number(8)?,
        }),
        better => {
            let limits = [
                row.number(2)?,
                row.number(3)?,
                row.number(4)?,
                row.number(5)?,
                row.number(6)?,
            ];
            match better {
                "lower" => Some(Ladder::AtMost(limits)),
                "higher" => Some(Ladder::AtLeast(limits)),
                _ => None,
            }
        }
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be a small whole number"
)]
pub(super) fn class(rank: f64) -> Option<WaterClass> {
    (rank.fract() == 0.0 && (1.0..=6.0).contains(&rank))
        .then(|| WaterClass::from_rank(rank as u8))
        .flatten()
}
