//! Trend tests called from SQL: the same whatever the order of rows, the threads, the other groups
//! and the spelling of time.

use datafusion::prelude::{SessionConfig, SessionContext};
use jiff::tz::TimeZone;
use packs::functions::register;
use wellkeeper_packs as packs;

const TESTS: [&str; 7] = [
    "mann_kendall(time, value)",
    "sen_slope(time, value)",
    "seasonal_kendall(time, value)",
    "spearman(time, value)",
    "mann_kendall_censored(time, value, is_below)",
    "sen_slope_censored(time, value, is_below)",
    "seasonal_kendall_censored(time, value, is_below)",
];

fn session(partitions: usize) -> SessionContext {
    let config = SessionConfig::new()
        .with_target_partitions(partitions)
        .with_batch_size(16);
    let context = SessionContext::new_with_config(config);
    register(&context, &TimeZone::get("Asia/Shanghai").unwrap());
    context
}

async fn text(context: &SessionContext, sql: &str) -> Result<String, String> {
    let planned = context.sql(sql).await.map_err(|e| e.to_string())?;
    let rows = planned.collect().await.map_err(|e| e.to_string())?;
    let shown = datafusion::arrow::util::pretty::pretty_format_batches(&rows);
    Ok(shown.unwrap().to_string())
}

/// Five sections of five years of months, about a third of the values below 0.2.
const BOOK: &str = "
with numbers as (
  select unnest(range(0, 300)) as n
),
readings as (
  select
    n,
    concat('section ', cast(n % 5 as varchar)) as section,
    month_plus('2015-01', n / 5) as time,
    cast((n * 7919) % 101 + n / 5 as double) / 100 as value
  from numbers
),
book as (
  select
    n,
    section,
    time,
    greatest(value, 0.2) as value,
    value < 0.2 as is_below
  from readings
)";

#[tokio::test]
async fn neither_the_order_of_rows_nor_the_threads_change_a_trend() {
    for test in TESTS {
        let asked = |order: &str| {
            format!(
                "{BOOK}
                 select section, {test} as found
                 from (select * from book order by {order})
                 group by section
                 order by section"
            )
        };
        let one = text(&session(1), &asked("n")).await.unwrap();
        for (partitions, order) in [(4, "n desc"), (2, "(n * 31) % 300")] {
            let other = text(&session(partitions), &asked(order)).await.unwrap();
            assert_eq!(other, one, "{test} by {order} in {partitions}");
        }
    }
}

#[tokio::test]
async fn a_section_asked_alone_has_the_trend_that_it_has_among_others() {
    let context = session(4);
    for test in TESTS {
        let trends = format!(
            "{BOOK}, trends as (select section, {test} as found from book group by section)"
        );
        let among = format!("{trends} select * from trends where section = 'section 3'");
        let alone = format!(
            "{BOOK} select section, {test} as found from book where section = 'section 3' group by section"
        );
        let found = text(&context, &alone).await.unwrap();
        assert_eq!(found, text(&context, &among).await.unwrap(), "{test}");
        // The condition goes below the test, to where the rows come from.
        let plan = text(&context, &format!("explain {among}")).await.unwrap();
        let (test_at, filter_at) = (plan.find("Aggregate:"), plan.find("Filter:"));
        assert!(test_at < filter_at && filter_at.is_some(), "{plan}");
    }
}

#[tokio::test]
async fn instants_dates_and_months_of_the_same_readings_have_the_same_seasons() {
    // Beijing's month begins eight hours before that of UTC: 15:59:59 on the last of a month is its
    // last second, and 16:00 the first of the next.
    let context = session(2);
    let rows = |times: [&str; 4]| {
        let values = times.iter().zip([1.0, 5.0, 3.0, 9.0]);
        let values: Vec<_> = values
            .map(|(time, value)| format!("({time}, {value:.1})"))
            .collect();
        format!(
            "select seasonal_kendall(time, value) as found from (values {}) as t(time, value)",
            values.join(", ")
        )
    };
    let months = rows(["'2019-12'", "'2020-01'", "'2020-12'", "'2021-01'"]);
    let dates = rows([
        "date '2019-12-31'",
        "date '2020-01-01'",
        "date '2020-12-01'",
        "date '2021-01-31'",
    ]);
    let instants = rows([
        "timestamp '2019-12-31T15:59:59Z'",
        "timestamp '2019-12-31T16:00:00Z'",
        "timestamp '2020-12-31T15:59:59Z'",
        "timestamp '2020-12-31T16:00:00Z'",
    ]);
    let found = text(&context, &months).await.unwrap();
    assert!(found.contains("seasons: 2, years: 3"), "{found}");
    assert_eq!(text(&context, &dates).await.unwrap(), found);
    assert_eq!(text(&context, &instants).await.unwrap(), found);
}

#[tokio::test]
async fn a_slope_is_one_of_a_year_whatever_the_time_is_told_in() {
    let context = session(1);
    for times in [
        ["'2020'", "'2021'", "'2022'"],
        ["'2020-03'", "'2021-03'", "'2022-03'"],
        ["'2020-Q4'", "'2021-Q4'", "'2022-Q4'"],
        [
            "date '2020-01-01'",
            "date '2021-01-01'",
            "date '2022-01-01'",
        ],
        [
            "timestamp '2019-12-31T16:00:00Z'",
            "timestamp '2020-12-31T16:00:00Z'",
            "timestamp '2021-12-31T16:00:00Z'",
        ],
    ] {
        let [first, second, third] = times;
        let sql = format!(
            "select sen_slope(time, value)['slope'] as slope
             from (values ({first}, 2.0), ({third}, 3.0), ({second}, 2.5)) as t(time, value)"
        );
        let found = text(&context, &sql).await.unwrap();
        assert!(found.contains("| 0.5 "), "{sql}: {found}");
    }
}

#[tokio::test]
async fn several_values_of_a_period_are_averaged_first() {
    let context = session(1);
    let sql = "select mann_kendall(time, value)['s'] as s, mann_kendall(time, value)['n'] as n
        from (values ('2020', 1.0), ('2021', 0.0), ('2021', 4.0), ('2022', 1.5)) as t(time, value)";
    // 1, 2, 1.5: two pairs rise and one falls.
    let found = text(&context, sql).await.unwrap();
    assert!(found.contains("| 1 | 3 |"), "{found}");
    // All below: below the mean of the limits, 0.3. Some measured: half of 0.25 and 0.5 make 0.3125,
    // which is less than 0.35; with the whole limit it would be 0.375.
    let sql = "select mann_kendall_censored(time, value, is_below)['s'] as s,
          mann_kendall_censored(time, value, is_below)['n_below'] as n_below
        from (values ('2020', 0.2, true), ('2020', 0.4, true), ('2021', 0.25, true), ('2021', 0.5, false),
          ('2022', 0.35, false)) as t(time, value, is_below)";
    let found = text(&context, sql).await.unwrap();
    assert!(found.contains("| 3 | 1 "), "{found}");
}

#[tokio::test]
async fn times_that_are_none_are_told_with_what_was_expected() {
    let context = session(1);
    let asked =
        |time: &str| format!("select mann_kendall(time, 1.0) as m from (values {time}) as t(time)");
    let refused = text(&context, &asked("('2021/04')")).await.unwrap_err();
    assert!(
        refused.contains("`2021/04` is no period; expected a month such as 2021-04"),
        "{refused}"
    );
    let refused = text(&context, &asked("('2021-04'), ('2021')"))
        .await
        .unwrap_err();
    assert!(refused.contains("months and years together"), "{refused}");
    let refused = text(&context, &asked("(2021)")).await.unwrap_err();
    assert!(
        refused.contains("time of mann_kendall(time, value) is Int64; expected an instant"),
        "{refused}"
    );
}
