//! What may happen to a book between two runs, and what its tables say afterwards.

use std::fmt::Write;

use datafusion::arrow::util::pretty::pretty_format_batches;
use packs::run::{run, run_as_of};
use packs::session::Session;
use packs::vocabulary;
use proptest::prelude::*;
use wellkeeper_packs as packs;
use zone::compaction::compact;
use zone::correction::{Edit, To, correct};
use zone::import::{list_batches, undo};
use zone::observation::Quality;

use crate::book::Book;
use crate::incremental::rounding_to;

const SECTIONS: [&str; 3] = ["甲", "乙", "丙"];

/// What may happen to a book between two runs.
#[derive(Debug, Clone)]
pub enum Step {
    /// Three days of readings in one month, early or late.
    Readings {
        section: usize,
        month: u32,
        day: u32,
        value: u32,
    },
    /// The n-th observation gets another value.
    Correct { nth: usize, value: u32 },
    /// The n-th observation is found invalid.
    Reject { nth: usize },
    /// The last import is taken back.
    Undo,
    /// A section's dossier names another target.
    Target { section: usize, class: usize },
    /// The zone asks for more days, or fewer.
    CompleteDays(i64),
    /// The pack's text rounds otherwise.
    Pack(u32),
    /// Small files are merged.
    Compact,
    /// A run of one table and what it reads, or of all.
    Run { only_items: bool },
}

pub fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        // Months beside each other and a year apart, so that one is read from another's row.
        8 => (0..3_usize, proptest::sample::select(vec![0_u32, 1, 2, 3, 11, 12, 13]), 1..25_u32, 1..400_u32)
            .prop_map(|(section, month, day, value)| Step::Readings { section, month, day, value }),
        3 => (0..200_usize, 1..4000_u32).prop_map(|(nth, value)| Step::Correct { nth, value }),
        1 => (0..200_usize).prop_map(|nth| Step::Reject { nth }),
        1 => Just(Step::Undo),
        1 => (0..3_usize, 0..3_usize).prop_map(|(section, class)| Step::Target { section, class }),
        1 => (1..6_i64).prop_map(Step::CompleteDays),
        1 => (1..3_u32).prop_map(Step::Pack),
        2 => Just(Step::Compact),
        8 => any::<bool>().prop_map(|only_items| Step::Run { only_items }),
    ]
}

impl Book {
    pub async fn take(&mut self, step: &Step) {
        match step {
            Step::Readings {
                section,
                month,
                day,
                value,
            } => {
                let (year, month) = (2020 + month / 12, month % 12 + 1);
                let mut text =
                    "断面名称,监测时间,水质类别,pH,溶解氧,高锰酸盐指数,氨氮,总磷\n".to_owned();
                for day in *day..day + 3 {
                    let v = f64::from(*value) / 100.0 + f64::from(day) / 1000.0;
                    let class = ["Ⅰ", "Ⅱ", "Ⅲ"][day as usize % 3];
                    writeln!(
                        text,
                        "{},{year}-{month:02}-{day:02} 08:00,{class},7.5,9,{v},{},{}",
                        SECTIONS[*section],
                        v / 10.0,
                        v / 50.0
                    )
                    .unwrap();
                }
                self.readings(&text).await;
            }
            Step::Correct { nth, value } => {
                self.edit(*nth, To::Value(f64::from(*value) / 100.0)).await;
            }
            Step::Reject { nth } => self.edit(*nth, To::Judged(Quality::Invalid)).await,
            Step::Undo => {
                let batches = list_batches(self.zone.state()).await.unwrap();
                if let Some(last) = batches.iter().rev().find(|b| b.undone_us.is_none()) {
                    undo(&self.zone, last.id, "test").await.unwrap();
                }
            }
            Step::Target { section, class } => {
                let (name, class) = (SECTIONS[*section], ["I", "II", "III"][*class]);
                let text =
                    format!("kind,code,name_zh,target_class\nsection,{name},{name},{class}\n");
                self.things(&text).await;
            }
            Step::CompleteDays(days) => {
                let mut config = self.zone.config().clone();
                let settings = toml::from_str(&format!("complete_days = {days}")).unwrap();
                config.settings.insert("water-quality".into(), settings);
                let words = vocabulary(&self.packs).unwrap();
                self.zone = self.zone.seen_with(config, words).unwrap();
            }
            Step::Compact => {
                compact(&self.zone, None, "test").await.unwrap();
            }
            Step::Pack(decimals) => self.packs = vec![rounding_to(*decimals)],
            Step::Run { only_items } => {
                let only = ["water_quality.item_month".to_owned()];
                let only = if *only_items { &only[..] } else { &[] };
                run(&self.zone, &self.packs, only, "test", |_| {})
                    .await
                    .unwrap();
            }
        }
    }

    async fn edit(&self, nth: usize, to: To) {
        let session = Session::open(&self.zone, &self.packs).await.unwrap();
        let sql =
            "select series, cast(time as bigint) as at from lake.main.observations order by 1, 2";
        let mut keys = Vec::new();
        for batch in session.query(sql).await.unwrap() {
            for row in 0..batch.num_rows() {
                let whole = |column: usize| {
                    let cell = packs::cell::cell(batch.column(column), row, self.zone.tz());
                    cell.text().parse::<i64>().unwrap()
                };
                keys.push((whole(0), whole(1)));
            }
        }
        if keys.is_empty() {
            return;
        }
        let (series, time_us) = keys[nth % keys.len()];
        let edit = Edit {
            series,
            time_us,
            to,
        };
        correct(&self.zone, &[edit], "because", "test")
            .await
            .unwrap();
    }

    /// Every table as it is stored, without the numbers of runs.
    pub async fn stored(&self) -> Vec<(String, String)> {
        let session = Session::open(&self.zone, &self.packs).await.unwrap();
        let mut tables = Vec::new();
        for table in self.packs[0].tables.values() {
            let columns: Vec<_> = table.columns.iter().map(|c| c.id.as_str()).collect();
            let name = format!("water_quality.{}", table.name);
            let order = order_of(table);
            let sql = format!("select {} from {name} order by {order}", columns.join(", "));
            let rows = session.query(&sql).await.unwrap();
            tables.push((name, pretty_format_batches(&rows).unwrap().to_string()));
        }
        tables
    }

    /// Every table computed from nothing but the readings and the dossiers.
    pub async fn computed(&self) -> Vec<(String, String)> {
        let now = self.zone.state().last_change_us().await.unwrap();
        let mut tables: Vec<_> = run_as_of(&self.zone, &self.packs, &[], now)
            .await
            .unwrap()
            .into_iter()
            .map(|(name, rows)| (name, pretty_format_batches(&[rows]).unwrap().to_string()))
            .collect();
        tables.sort();
        tables
    }
}

fn order_of(table: &packs::Table) -> String {
    let keys = table
        .key
        .iter()
        .filter(|key| Some(*key) != table.period.as_ref());
    let columns: Vec<_> = table
        .period
        .iter()
        .chain(keys)
        .map(String::as_str)
        .collect();
    columns.join(", ")
}
