//! The tables of a run, each computed as soon as those that it reads have been.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::thread::available_parallelism;

use datafusion::catalog::TableProvider;
use tokio::task::JoinSet;
use zone::Zone;
use zone::run::{Run, last_of};

use super::scope::{News, Scope, months_read, reads_of};
use super::standing::Standing;
use super::table::{Task, Write};
use crate::error::{PackError, Result};
use crate::model::{Pack, Table};
use crate::period::{Period, periods_of};
use crate::session::Session;

/// A run at work: what its tables have come to so far.
pub(super) struct Work<'r> {
    zone: &'r Zone,
    session: &'r Session,
    /// In an order in which they can be computed.
    tables: Vec<Waiting>,
    /// The periods of a table that those after it will read, where they read no more; by its name.
    ahead: BTreeMap<String, BTreeSet<Period>>,
    /// What has been computed, by the table's name.
    standing: BTreeMap<String, Arc<Standing>>,
    /// How many tables are computed side by side.
    at_once: usize,
}

/// A table that is still to be computed.
struct Waiting {
    place: usize,
    name: String,
    pack: Arc<Pack>,
    table: Arc<Table>,
    /// The names of those that it reads.
    reads: Vec<String>,
    /// How many tables wait for it, directly or through others.
    waited_for: usize,
    /// The run before.
    last: Option<Run>,
    /// Its result and what of it may differ now, where it was computed by the same text.
    same_text: Option<(Arc<dyn TableProvider>, Scope)>,
}

/// What one table has come to.
pub(super) struct Outcome {
    place: usize,
    pub pack: Arc<Pack>,
    pub table: Arc<Table>,
    /// `water_quality.section_month`.
    pub name: String,
    /// The run before.
    pub last: Option<Run>,
    /// What has to be written; `None` where nothing was touched and nothing computed.
    pub write: Option<Write>,
}

impl<'r> Work<'r> {
    /// Looks at all `tables` of a run before the first is computed.
    pub async fn begin(
        zone: &'r Zone,
        session: &'r Session,
        tables: &[(&Pack, &Table, String)],
    ) -> Result<Self> {
        let mut work = Self {
            zone,
            session,
            tables: Vec::with_capacity(tables.len()),
            ahead: BTreeMap::new(),
            standing: BTreeMap::new(),
            at_once: 1,
        };
        let mut packs: BTreeMap<&str, Arc<Pack>> = BTreeMap::new();
        // By snapshot and instant that a table's last run read.
        let mut known: BTreeMap<(i64, i64), News> = BTreeMap::new();
        for (place, (pack, table, name)) in tables.iter().enumerate() {
            let last = last_of(zone.state(), name).await?;
            let stored = session.stored(pack, table).await?;
            let same_text = match (&last, stored) {
                (Some(last), Some(stored)) if last.pack_hash == pack.hash => {
                    let read = (last.read_snapshot, last.read_us);
                    let news = match known.entry(read) {
                        Entry::Occupied(known) => known.into_mut(),
                        Entry::Vacant(unknown) => {
                            unknown.insert(News::since(last, zone, session).await?)
                        }
                    };
                    let scope = news.scope(table, pack);
                    work.look_ahead(pack, table, &scope);
                    Some((stored, scope))
                }
                // Another text: every row is computed by it, and says so.
                _ => None,
            };
            let owned = packs.entry(&pack.id);
            work.tables.push(Waiting {
                place,
                name: name.clone(),
                pack: Arc::clone(owned.or_insert_with(|| Arc::new((*pack).clone()))),
                table: Arc::new((*table).clone()),
                reads: reads_of(table, pack)
                    .into_iter()
                    .map(|read| pack.full_name(&read.name))
                    .collect(),
                waited_for: 0,
                last,
                same_text,
            });
        }
        work.count_who_waits();
        let all_by_the_same_text = work.tables.iter().all(|t| t.same_text.is_some());
        if all_by_the_same_text && known.values().all(News::is_little) {
            session.expect_few_rows();
            work.at_once = available_parallelism().map_or(1, usize::from);
        }
        Ok(work)
    }

    fn look_ahead(&mut self, pack: &Pack, table: &Table, scope: &Scope) {
        let Scope::Periods(periods) = scope else {
            return;
        };
        let months = months_read(table, periods);
        for input in reads_of(table, pack) {
            let ahead = self.ahead.entry(pack.full_name(&input.name)).or_default();
            ahead.extend(periods_of(input.every, &months));
        }
    }

    /// Each table is read by later ones only, so that whoever is looked at last has been counted.
    fn count_who_waits(&mut self) {
        let mut readers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for table in self.tables.iter_mut().rev() {
            let mine = readers.remove(&table.name).unwrap_or_default();
            table.waited_for = mine.len();
            for read in &table.reads {
                let theirs = readers.entry(read.clone()).or_default();
                theirs.insert(table.name.clone());
                theirs.extend(mine.iter().cloned());
            }
        }
    }

    /// Computes all tables. Gives what each has come to, in their order.
    pub async fn compute(mut self) -> Result<Vec<Outcome>> {
        let mut outcomes = Vec::with_capacity(self.tables.len());
        let mut at_work = JoinSet::new();
        loop {
            while at_work.len() < self.at_once
                && let Some(next) = self.next()
            {
                let (task, outcome) = self.task(next).await?;
                at_work.spawn(async move { (outcome, task.done().await) });
            }
            let Some(done) = at_work.join_next().await else {
                break;
            };
            let (mut outcome, done) = done.map_err(|stopped| {
                PackError::Refused(format!("a table was not computed to its end: {stopped}"))
            })?;
            let (standing, write) = done?;
            self.standing
                .insert(outcome.name.clone(), Arc::new(standing));
            outcome.write = write;
            outcomes.push(outcome);
        }
        outcomes.sort_by_key(|outcome| outcome.place);
        Ok(outcomes)
    }

    /// Of the tables that can be computed now, the one for which most others wait.
    fn next(&mut self) -> Option<Waiting> {
        let is_ready = |table: &Waiting| {
            let mut reads = table.reads.iter();
            reads.all(|name| self.standing.contains_key(name))
        };
        let ready = self.tables.iter().enumerate().filter(|(_, t)| is_ready(t));
        // The first of equals: `max_by_key` would take the last.
        let (at, _) = ready.rev().max_by_key(|(_, table)| table.waited_for)?;
        Some(self.tables.remove(at))
    }

    async fn task(&mut self, table: Waiting) -> Result<(Task, Outcome)> {
        let inputs = table
            .reads
            .iter()
            .filter_map(|name| self.standing.get(name));
        let task = Task {
            zone: self.zone.clone(),
            session: self.session.apart(&table.pack).await?,
            pack: Arc::clone(&table.pack),
            table: Arc::clone(&table.table),
            same_text: table.same_text,
            ahead: self.ahead.remove(&table.name).unwrap_or_default(),
            inputs: inputs.cloned().collect(),
        };
        let outcome = Outcome {
            place: table.place,
            pack: table.pack,
            table: table.table,
            name: table.name,
            last: table.last,
            write: None,
        };
        Ok((task, outcome))
    }
}
