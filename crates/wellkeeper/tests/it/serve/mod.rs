//! The API and the page, from outside.

mod bulletins;
mod city;
mod desk;
mod devices;
mod diary;
mod door;
mod forms;
mod full;
pub(crate) mod layers;
mod marks;
mod refusals;
mod remarks;
mod review;
mod rows;
mod sign_in;
mod simulated;
mod states;
mod told;
mod watershed;

use crate::program::{MAKE, Walk, data};
use crate::served::{Served, encoded};

/// A zone with the five days of the national feed.
pub(super) fn of_the_feed() -> Walk {
    let walk = Walk::new();
    walk.done(&["--zone", "zone", "import", "things", &data("sections.csv")]);
    let feed = data("feed_2021_04.csv");
    walk.import(&[&[feed.as_str(), "--rejects", "r.csv"], &MAKE[..]].concat());
    walk
}

/// That zone with its tables of months.
pub(super) fn with_tables() -> Walk {
    let walk = of_the_feed();
    walk.run_months("zone");
    walk
}

pub(super) fn series_of(served: &Served, thing: &str, property: &str) -> i64 {
    let path = format!("/api/series?kind=section&thing={}", encoded(thing));
    let rows = served.pages(&path, 1_000).concat();
    let row = rows.iter().find(|row| row["property"] == property).unwrap();
    row["series"].as_i64().unwrap()
}
