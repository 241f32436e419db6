//! Rounding as the regulations want it, and how far a value lies beyond a limit.

use methods::exceedance::times_over_limit;
use methods::rounding::{round_half_even, round_keeping_a_digit};

use super::declaration::{Kind, Row, SqlFunction};

pub(super) fn declare() -> Vec<SqlFunction> {
    vec![
        SqlFunction::numbers(
            "round_half_even",
            "A value rounded to decimals, a half going to the even digit.",
            |row| Some(round_half_even(row.number(0)?, decimals(row)?)),
        )
        .takes("value", Kind::Number)
        .takes("decimals", Kind::Whole)
        .source("gbt8170_2008", "3.2")
        .example("round_half_even(0.025, 2)", "0.02")
        .example("round_half_even(0.035, 2)", "0.04"),
        SqlFunction::numbers(
            "round_for_assessment",
            "As round_half_even, but a value that would become 0 keeps one significant digit.",
            |row| Some(round_keeping_a_digit(row.number(0)?, decimals(row)?)),
        )
        .takes("value", Kind::Number)
        .takes("decimals", Kind::Whole)
        .source("statistical_regulations", "rounding")
        .example("round_for_assessment(0.00042, 3)", "0.0004"),
        SqlFunction::numbers(
            "times_over_limit",
            "How many times a value exceeds its limit; 0 when it does not.",
            |row| Some(times_over_limit(row.number(0)?, row.number(1)?)),
        )
        .takes("value", Kind::Number)
        .takes("limit", Kind::Number)
        .source("huanban_2011_22", "main pollutants")
        .example("times_over_limit(3.0, 2.0)", "0.5")
        .example("times_over_limit(1.0, 2.0)", "0.0"),
    ]
}

fn decimals(row: &Row<'_>) -> Option<i32> {
    i32::try_from(row.whole(1)?).ok()
}
