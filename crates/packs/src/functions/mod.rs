//! SQL functions over `methods`, each declared once: name, sentence, arguments, source, examples.
//!
//! The science is in `methods`; a file here only says how SQL calls it. The declaration feeds the
//! session, DataFusion's own documentation and the test that runs every example.

mod aggregate;
mod calendar;
mod class;
mod declaration;
mod number;

pub use declaration::{Kind, Row, SqlFunction};

use datafusion::prelude::SessionContext;
use jiff::tz::TimeZone;

/// Every scalar function, by name. `tz` decides what a day or a month is.
pub fn scalars(tz: &TimeZone) -> Vec<SqlFunction> {
    let mut all = Vec::new();
    all.extend(calendar::declare(tz));
    all.extend(class::declare());
    all.extend(number::declare());
    all.sort_by_key(|f| f.name);
    all
}

/// Registers every function in `session`.
pub fn register(session: &SessionContext, tz: &TimeZone) {
    for function in scalars(tz) {
        session.register_udf(function.into_udf());
    }
    for aggregate in aggregate::declare() {
        session.register_udaf(aggregate);
    }
}
