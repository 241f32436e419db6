//! What of a table has to be computed again: the periods of the months that commits touched since
//! its last run, and those that read them.

use std::collections::{BTreeMap, BTreeSet};

use zone::Zone;
use zone::config::FILE_NAME;
use zone::lake::{Month, Touched, commits_between};
use zone::run::Run;
use zone::texts::addresses_at;
use zone::thing::changed_between;
use zone::{device, diary};

use crate::error::Result;
use crate::limits::FEW_MONTHS;
use crate::model::{Pack, Table};
use crate::order::{names, reads};
use crate::period::{Period, months_of, periods_of};
use crate::session::Session;

/// What the book learned between the readings of two runs, by the same text of the pack.
#[derive(Debug, Clone)]
pub(super) enum News {
    /// Settings, dossiers or rows of another program's: any figure may differ.
    Anything,
    /// Some of it.
    Some(Learned),
}

/// What the book learned, as far as a table can be spared.
#[derive(Debug, Clone, Default)]
pub(super) struct Learned {
    /// The months of readings.
    read: BTreeSet<Month>,
    /// The months of marks that were made, withdrawn or judged.
    marked: BTreeSet<Month>,
    /// Whether a device's diary or its points say something else.
    of_devices: bool,
}

impl Learned {
    fn is_of_no_month(&self) -> bool {
        self.read.is_empty() && self.marked.is_empty()
    }
}

/// The nouns of devices.
const OF_DEVICES: [&str; 2] = ["diary", "points"];

/// What has to be computed again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scope {
    /// Nothing was touched.
    Nothing,
    /// These periods.
    Periods(BTreeSet<Period>),
    /// All of it.
    Everything,
}

impl News {
    /// What `session` knows that the `last` run did not.
    pub async fn since(last: &Run, zone: &Zone, session: &Session) -> Result<Self> {
        let state = zone.state();
        let (then, now) = (last.read_us, session.read_us);
        let settings = |texts: &BTreeMap<String, String>| texts.get(FILE_NAME).cloned();
        if settings(&addresses_at(state, then).await?) != settings(&addresses_at(state, now).await?)
            || changed_between(state, then, now).await?
        {
            return Ok(Self::Anything);
        }
        let commits = commits_between(state, last.read_snapshot, session.snapshot).await?;
        if commits.iter().any(|commit| commit.kind == "foreign") {
            return Ok(Self::Anything);
        }
        let mut touched = Touched::default();
        for commit in &commits {
            touched.extend(&commit.what_it_touched());
        }
        Ok(Self::Some(Learned {
            read: touched.months(),
            marked: marked(zone, then, now).await?,
            of_devices: diary::changed_between(state, then, now).await?
                || device::changed_between(state, then, now).await?,
        }))
    }

    /// Whether so few months were touched that a table's rows are sooner computed than planned for.
    pub fn is_little(&self) -> bool {
        matches!(self, Self::Some(l) if l.read.len().max(l.marked.len()) <= FEW_MONTHS)
    }

    /// What of `table` may differ.
    pub fn scope(&self, table: &Table, pack: &Pack) -> Scope {
        match self {
            Self::Anything => Scope::Everything,
            Self::Some(learned) if learned.of_devices && reads_devices(table, pack) => {
                Scope::Everything
            }
            Self::Some(learned) if learned.is_of_no_month() => Scope::Nothing,
            Self::Some(learned) => {
                reached(table, pack, learned).map_or(Scope::Everything, Scope::Periods)
            }
        }
    }
}

/// The months of the marks that were made, withdrawn or judged after `then` and until `now`, µs UTC.
async fn marked(zone: &Zone, then: i64, now: i64) -> Result<BTreeSet<Month>> {
    let mut months = BTreeSet::new();
    for (from_us, until_us) in zone::mark::changed_between(zone.state(), then, now).await? {
        let bounds = Month::of(from_us, zone.tz()).zip(Month::of(until_us - 1, zone.tz()));
        let Some((first, last)) = bounds else {
            continue;
        };
        months.extend((0..=last.months_since(first)).map(|more| first.plus(more)));
    }
    Ok(months)
}

/// The months that rows of `periods` depend on.
pub(super) fn months_read(table: &Table, periods: &BTreeSet<Period>) -> BTreeSet<Month> {
    let shifts = &table.reads_periods;
    let read = periods
        .iter()
        .flat_map(|period| shifts.iter().map(|shift| period.plus(*shift)));
    months_of(&read.collect())
}

/// The tables of the pack that `table` reads.
pub(super) fn reads_of<'p>(table: &Table, pack: &'p Pack) -> Vec<&'p Table> {
    reads(table, pack)
        .iter()
        .filter_map(|name| pack.tables.get(name))
        .collect()
}

/// Whether `table` or one that it reads says something of devices.
fn reads_devices(table: &Table, pack: &Pack) -> bool {
    let mut inputs = reads_of(table, pack).into_iter();
    OF_DEVICES.iter().any(|noun| names(&table.sql, noun))
        || inputs.any(|input| reads_devices(input, pack))
}

/// The periods of `table` that readings and marks that the book learned can change, through all tables
/// between; `None` where that cannot be told.
fn reached(table: &Table, pack: &Pack, learned: &Learned) -> Option<BTreeSet<Period>> {
    // `batches` grows with every import, whatever months it brings; `latest` looks at all months.
    let is_of_all = ["batches", "latest"].iter().any(|n| names(&table.sql, n));
    if table.period.is_none() || is_of_all {
        return None;
    }
    let mut through = BTreeSet::new();
    if names(&table.sql, "observations") {
        through.extend(&learned.read);
    }
    if names(&table.sql, "marks") {
        through.extend(&learned.marked);
    }
    for input in reads_of(table, pack) {
        through.extend(months_of(&reached(input, pack, learned)?));
    }
    Some(
        periods_of(table.every, &through)
            .iter()
            .flat_map(|period| table.reads_periods.iter().map(|read| period.plus(-read)))
            .collect(),
    )
}
