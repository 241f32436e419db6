//! Trend tests over the rows of a group.

mod gather;
mod groups;
mod series;

use datafusion::common::ScalarValue;
use jiff::tz::TimeZone;

use methods::trend::{
    MannKendall, SeasonalKendall, SenSlope, mann_kendall, mann_kendall_censored, seasonal_kendall,
    seasonal_kendall_censored, sen_slope, sen_slope_censored, spearman,
};

use self::gather::Alone;
use self::groups::{Groups, Test};
use self::series::Series;
use super::aggregate::SqlAggregate;
use super::declaration::Kind;

type Fields = &'static [(&'static str, Kind)];

const MANN_KENDALL: [(&str, Kind); 7] = [
    ("s", Kind::Whole),
    ("var_s", Kind::Number),
    ("z", Kind::Number),
    ("p", Kind::Number),
    ("tau", Kind::Number),
    ("n", Kind::Whole),
    N_BELOW,
];
const SEN_SLOPE: [(&str, Kind); 6] = [
    ("slope", Kind::Number),
    ("lower", Kind::Number),
    ("upper", Kind::Number),
    ("intercept", Kind::Number),
    ("n", Kind::Whole),
    N_BELOW,
];
const SEASONAL_KENDALL: [(&str, Kind); 13] = [
    ("s", Kind::Whole),
    ("var_s", Kind::Number),
    ("z", Kind::Number),
    ("p", Kind::Number),
    ("p_corrected", Kind::Number),
    ("tau", Kind::Number),
    ("slope", Kind::Number),
    ("slope_lower", Kind::Number),
    ("slope_upper", Kind::Number),
    ("n", Kind::Whole),
    ("seasons", Kind::Whole),
    ("years", Kind::Whole),
    N_BELOW,
];
const SPEARMAN: [(&str, Kind); 5] = [
    ("rs", Kind::Number),
    ("n", Kind::Whole),
    ("p", Kind::Number),
    ("critical_05", Kind::Number),
    ("is_significant", Kind::Truth),
];
const N_BELOW: (&str, Kind) = ("n_below", Kind::Whole);

/// Without `n_below`, which only the tests of values below a limit give.
const fn measured(fields: Fields) -> Fields {
    fields.split_at(fields.len() - 1).0
}

pub(super) fn declare(tz: &TimeZone) -> Vec<SqlAggregate> {
    let mut all = of_measured(tz);
    all.extend(of_partly_below(tz));
    all
}

fn of_measured(tz: &TimeZone) -> Vec<SqlAggregate> {
    vec![
        asks(
            tz,
            "mann_kendall",
            "The Mann-Kendall test: whether the values rise or fall with time, by s, z and a two-sided p.",
            measured(&MANN_KENDALL),
            |series, _| Ok(mann_kendall_fields(&mann_kendall(&series.by_time().values)?)),
        )
        .source("epa_unified_guidance_2009", "17.3.2")
        .example("mann_kendall(time, value)['s'] from (values ('2019', 1.0), ('2021', 4.0), ('2020', 2.0)) as t(time, value)", "3")
        .example("mann_kendall(time, value)['tau'] from (values ('2021-04', 2.0), ('2021-05', 1.0)) as t(time, value)", "-1.0"),
        asks(
            tz,
            "sen_slope",
            "Sen's slope per year: the median slope of all pairs, with its 95 % limits.",
            measured(&SEN_SLOPE),
            |series, tz| {
                let series = series.by_time();
                Ok(sen_slope_fields(&sen_slope(&series.years(tz), &series.values)?))
            },
        )
        .source("epa_unified_guidance_2009", "17.3.3")
        .example("sen_slope(time, value)['slope'] from (values ('2019', 1.0), ('2020', 2.0), ('2021', 9.0)) as t(time, value)", "4.0")
        .example("sen_slope(time, value)['slope'] from (values ('2021-Q1', 1.0), ('2021-Q2', 1.5)) as t(time, value)", "2.0"),
        asks(
            tz,
            "seasonal_kendall",
            "The seasonal Kendall test: each month (or quarter, of quarters) against its own like in other years; p_corrected allows for months that move together.",
            measured(&SEASONAL_KENDALL),
            |series, tz| {
                let series = series.by_season(tz).by_time();
                let (season, year) = series.seasons();
                Ok(seasonal_kendall_fields(&seasonal_kendall(&season, &year, &series.values)?))
            },
        )
        .source("epa_unified_guidance_2009", "14.3.3")
        .example("seasonal_kendall(time, value)['slope'] from (values ('2020-01', 2.0), ('2020-07', 20.0), ('2021-01', 3.0), ('2021-07', 21.0)) as t(time, value)", "1.0")
        .example("seasonal_kendall(time, value)['seasons'] from (values ('2020-Q1', 2.0), ('2020-Q3', 20.0), ('2021-Q1', 3.0), ('2021-Q3', 21.0)) as t(time, value)", "2"),
        asks(
            tz,
            "spearman",
            "Spearman's rank correlation with time; is_significant where it reaches the critical value of five periods or more; p is two-sided.",
            &SPEARMAN,
            |series, _| {
                let test = spearman(&series.by_time().values)?;
                Ok(vec![
                    test.rs.into(),
                    whole(test.n),
                    test.p.into(),
                    test.critical_05.into(),
                    test.is_significant.into(),
                ])
            },
        )
        .source("huanban_2011_22", "trend; from memory")
        .example("spearman(time, value)['rs'] from (values ('2017', 0.31), ('2018', 0.28), ('2019', 0.27), ('2020', 0.22), ('2021', 0.24)) as t(time, value)", "-0.9")
        .example("spearman(time, value)['is_significant'] from (values ('2017', 0.31), ('2018', 0.28), ('2019', 0.27), ('2020', 0.22), ('2021', 0.24)) as t(time, value)", "true"),
    ]
}

fn of_partly_below(tz: &TimeZone) -> Vec<SqlAggregate> {
    let asks_of_limits = |name, says, gives, test| {
        asks(tz, name, says, gives, test)
            .takes("is_below", Kind::Truth)
            .source("helsel_2012", "cenken; from memory")
    };
    vec![
        asks_of_limits(
            "mann_kendall_censored",
            "As mann_kendall; where is_below, the value is a detection limit, and ties with all that may be the same.",
            &MANN_KENDALL,
            |series, _| {
                let series = series.by_time();
                let test = mann_kendall_censored(&series.values, &series.is_below)?;
                Ok(with_below(mann_kendall_fields(&test), &series))
            },
        )
        .example("mann_kendall_censored(time, value, is_below)['s'] from (values ('2019', 0.02, true), ('2020', 0.02, false), ('2021', 0.05, true)) as t(time, value, is_below)", "1")
        .example("mann_kendall_censored(time, value, is_below)['n_below'] from (values ('2019', 0.02, true), ('2020', 0.02, false), ('2021', 0.05, true)) as t(time, value, is_below)", "2"),
        asks_of_limits(
            "sen_slope_censored",
            "As sen_slope; where is_below, the value is a detection limit; nothing where too much is below.",
            &SEN_SLOPE,
            |series, tz| {
                let series = series.by_time();
                let slope = sen_slope_censored(&series.years(tz), &series.values, &series.is_below)?;
                Ok(with_below(sen_slope_fields(&slope), &series))
            },
        )
        .example("sen_slope_censored(time, value, is_below)['slope'] from (values ('2019', 1.0, true), ('2020', 2.0, false), ('2021', 3.0, false), ('2022', 4.0, false)) as t(time, value, is_below)", "1.0"),
        asks_of_limits(
            "seasonal_kendall_censored",
            "As seasonal_kendall; where is_below, the value is a detection limit; no slope where too much is below.",
            &SEASONAL_KENDALL,
            |series, tz| {
                let series = series.by_season(tz).by_time();
                let (season, year) = series.seasons();
                let test =
                    seasonal_kendall_censored(&season, &year, &series.values, &series.is_below)?;
                Ok(with_below(seasonal_kendall_fields(&test), &series))
            },
        )
        .example("seasonal_kendall_censored(time, value, is_below)['s'] from (values ('2020-01', 0.1, true), ('2021-01', 0.1, false), ('2020-07', 0.2, true), ('2021-07', 0.2, true)) as t(time, value, is_below)", "1"),
    ]
}

/// A test of a group's times and values.
fn asks(
    tz: &TimeZone,
    name: &'static str,
    says: &'static str,
    gives: Fields,
    test: Test,
) -> SqlAggregate {
    let (tz, gives) = (tz.clone(), Kind::Fields(gives));
    let fields = gives.arrow();
    let groups = move || Groups::new(test, fields.clone(), tz.clone());
    let alone = groups.clone();
    SqlAggregate::new(name, says, gives, groups::state(), move || {
        Box::new(Alone(alone()))
    })
    .in_groups(move || Box::new(groups()))
    .takes("time", Kind::Time)
    .takes("value", Kind::Number)
}

fn mann_kendall_fields(test: &MannKendall) -> Vec<ScalarValue> {
    vec![
        test.s.into(),
        test.var_s.into(),
        test.z.into(),
        test.p.into(),
        test.tau.into(),
        whole(test.n),
    ]
}

fn sen_slope_fields(slope: &SenSlope) -> Vec<ScalarValue> {
    vec![
        slope.slope.into(),
        slope.lower.into(),
        slope.upper.into(),
        slope.intercept.into(),
        whole(slope.n),
    ]
}

fn seasonal_kendall_fields(test: &SeasonalKendall) -> Vec<ScalarValue> {
    vec![
        test.s.into(),
        test.var_s.into(),
        test.z.into(),
        test.p.into(),
        test.p_corrected.into(),
        test.tau.into(),
        test.slope.into(),
        test.slope_lower.into(),
        test.slope_upper.into(),
        whole(test.n),
        whole(test.seasons),
        whole(test.years),
    ]
}

fn with_below(mut fields: Vec<ScalarValue>, series: &Series) -> Vec<ScalarValue> {
    fields.push(whole(series.below()));
    fields
}

fn whole(count: usize) -> ScalarValue {
    i64::try_from(count).unwrap_or(i64::MAX).into()
}
