//! SQL functions over `methods`, each declared once: name, sentence, arguments, source, examples.
//!
//! The science is in `methods`; a file here only says how SQL calls it. The declaration feeds the
//! session, DataFusion's own documentation and the test that runs every example.

mod aggregate;
mod calendar;
mod class;
mod declaration;
mod mean;
mod number;
mod quality;
mod rank_sum;
mod string_agg;
mod trend;
mod trophic;

pub use aggregate::SqlAggregate;
pub use declaration::{Kind, Row, SqlFunction};

use datafusion::prelude::SessionContext;
use jiff::tz::TimeZone;

/// Every scalar function, by name. `tz` decides what a day or a month is.
pub fn scalars(tz: &TimeZone) -> Vec<SqlFunction> {
    let mut all = Vec::new();
    all.extend(calendar::declare(tz));
    all.extend(class::declare());
    all.extend(number::declare());
    all.extend(quality::declare());
    all.extend(trophic::declare());
    all.sort_by_key(|f| f.name);
    all
}

/// Every aggregate function, by name. `tz` decides what a month is.
pub fn aggregates(tz: &TimeZone) -> Vec<SqlAggregate> {
    let mut all = Vec::new();
    all.extend(mean::declare());
    all.extend(rank_sum::declare());
    all.extend(trend::declare(tz));
    all.sort_by_key(|f| f.name);
    all
}

/// Registers every function in `session`.
pub fn register(session: &SessionContext, tz: &TimeZone) {
    for function in scalars(tz) {
        session.register_udf(function.into_udf());
    }
    for aggregate in aggregates(tz) {
        session.register_udaf(aggregate.into_udaf());
    }
    session.register_udaf(string_agg::string_agg());
}
