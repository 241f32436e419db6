//! Every example of every function, three ways: with literals, over a column, over a column with
//! nothing in it.

use datafusion::prelude::{SessionConfig, SessionContext};
use jiff::tz::TimeZone;
use packs::functions::{Kind, aggregates, register, scalars};
use wellkeeper_packs as packs;

fn shanghai() -> TimeZone {
    TimeZone::get("Asia/Shanghai").unwrap()
}

async fn first_cell(context: &SessionContext, sql: &str) -> String {
    let rows = context
        .sql(sql)
        .await
        .unwrap_or_else(|e| panic!("{sql}: {e}"))
        .collect()
        .await;
    let rows = rows.unwrap_or_else(|e| panic!("{sql}: {e}"));
    packs::cell::cell(rows[0].column(0), 0, &shanghai()).text()
}

/// The arguments of `name(a, b)`, split at the commas that stand outside quotes.
fn arguments(call: &str) -> Vec<String> {
    let inner = call.split_once('(').unwrap().1.strip_suffix(')').unwrap();
    let (mut parts, mut quoted) = (vec![String::new()], false);
    for c in inner.chars() {
        quoted ^= c == '\'';
        if c == ',' && !quoted {
            parts.push(String::new());
        } else {
            parts.last_mut().unwrap().push(c);
        }
    }
    parts.iter().map(|p| p.trim().to_owned()).collect()
}

fn typed(takes: &[(&'static str, Kind)], literals: &[String]) -> Vec<String> {
    let arguments = takes.iter().zip(literals);
    arguments
        .map(|((_, kind), literal)| {
            let name = match kind {
                Kind::Number => "double",
                Kind::Whole => "bigint",
                Kind::Text | Kind::Time => "varchar",
                Kind::Truth => "boolean",
                Kind::Date => "date",
                _ => {
                    return format!(
                        "arrow_cast({literal}, 'Timestamp(Microsecond, Some(\"UTC\"))')"
                    );
                }
            };
            format!("cast({literal} as {name})")
        })
        .collect()
}

#[tokio::test]
async fn every_example_gives_what_it_says_three_ways() {
    let context = SessionContext::new();
    register(&context, &shanghai());
    for function in scalars(&shanghai()) {
        assert!(!function.examples.is_empty(), "{function:?} has no example");
        for (call, gives) in &function.examples {
            let expected = first_cell(&context, &format!("select {gives}")).await;
            let literal = first_cell(&context, &format!("select {call}")).await;
            assert_eq!(literal, expected, "{call}");

            let arguments = typed(&function.takes, &arguments(call));
            let names: Vec<_> = (0..arguments.len()).map(|i| format!("a{i}")).collect();
            let columns: Vec<_> = arguments
                .iter()
                .zip(&names)
                .map(|(a, n)| format!("{a} as {n}"))
                .collect();
            let nothing: Vec<_> = names
                .iter()
                .map(|n| format!("nullif({n}, {n}) as {n}"))
                .collect();
            let over = format!("{}({})", function.name, names.join(", "));
            // Two rows, so that the planner cannot fold the column into a literal.
            let rows = format!(
                "(select {} from (values (1), (2)) as t(n))",
                columns.join(", ")
            );
            let column = first_cell(&context, &format!("select {over} from {rows}")).await;
            assert_eq!(column, expected, "{call} over a column");

            let empty = format!(
                "select {over} from (select {} from {rows})",
                nothing.join(", ")
            );
            assert_eq!(
                first_cell(&context, &empty).await,
                "",
                "{call} over nothing"
            );
        }
    }
}

/// One batch of rows a partition, so that groups are gathered in parts and put together.
fn in_parts(partitions: usize) -> SessionContext {
    let config = SessionConfig::new()
        .with_target_partitions(partitions)
        .with_batch_size(2);
    let context = SessionContext::new_with_config(config);
    register(&context, &shanghai());
    context
}

#[tokio::test]
async fn every_example_of_an_aggregate_gives_what_it_says_three_ways() {
    let context = in_parts(4);
    for function in aggregates(&shanghai()) {
        assert!(!function.examples.is_empty(), "{function:?} has no example");
        for (example, gives) in &function.examples {
            let expected = first_cell(&context, &format!("select {gives}")).await;
            let whole = first_cell(&context, &format!("select {example}")).await;
            assert_eq!(whole, expected, "{example}");

            // Two groups of the same rows, which come in the opposite order.
            let (call, rows) = example.split_once(" from ").unwrap();
            let columns: Vec<_> = function.takes.iter().map(|(name, _)| *name).collect();
            let columns = columns.join(", ");
            let grouped = format!(
                "with twice as (
                   select 'a' as name, {columns} from {rows}
                   union all select 'b' as name, {columns} from {rows}
                 )
                 select {call} as found from (select * from twice order by {columns} desc)
                 group by name order by name desc"
            );
            assert_eq!(first_cell(&context, &grouped).await, expected, "{grouped}");

            let empty = format!("select {call} from (select {columns} from {rows} limit 0)");
            assert_eq!(first_cell(&context, &empty).await, "", "{empty}");
            let nothing: Vec<_> = (function.takes.iter())
                .map(|(name, _)| format!("nullif({name}, {name}) as {name}"))
                .collect();
            let nothing = format!(
                "select {call} from (select {} from {rows})",
                nothing.join(", ")
            );
            assert_eq!(first_cell(&context, &nothing).await, "", "{nothing}");
        }
    }
}

#[tokio::test]
async fn functions_are_known_to_the_information_schema_with_their_sentences() {
    let config = SessionConfig::new().with_information_schema(true);
    let context = SessionContext::new_with_config(config);
    register(&context, &shanghai());
    for (name, says) in [
        (
            "times_over_limit",
            "How many times a value exceeds its limit",
        ),
        ("seasonal_kendall", "The seasonal Kendall test: each month"),
        ("mean_ph", "The mean of pH"),
    ] {
        let sql = format!(
            "select description from information_schema.routines where routine_name = '{name}'"
        );
        let found = first_cell(&context, &sql).await;
        assert!(found.starts_with(says), "{name}: {found}");
    }
}

#[tokio::test]
async fn months_and_days_are_the_zones_and_not_those_of_utc() {
    let context = SessionContext::new();
    register(&context, &shanghai());
    // Beijing's April begins eight hours before that of UTC.
    let at = |text: &str| format!("arrow_cast('{text}', 'Timestamp(Microsecond, Some(\"UTC\"))')");
    for (instant, month, day) in [
        ("2021-03-31T15:59:59Z", "2021-03", "2021-03-31"),
        ("2021-03-31T16:00:00Z", "2021-04", "2021-04-01"),
        ("2020-02-29T15:59:59Z", "2020-02", "2020-02-29"),
        ("1969-12-31T16:00:00Z", "1970-01", "1970-01-01"),
    ] {
        let sql = format!("select month_of({})", at(instant));
        assert_eq!(first_cell(&context, &sql).await, month, "{instant}");
        let sql = format!("select day_of({})", at(instant));
        assert_eq!(first_cell(&context, &sql).await, day, "{instant}");
    }
}
