//! Which figures of a month say something else at one instant than at another.

use std::collections::BTreeMap;

use datafusion::common::{ParamValues, ScalarValue};
use serde_json::{Map, Value};
use zone::Zone;
use zone::config::Names;

use crate::cell::json_rows;
use crate::error::{PackError, Result};
use crate::model::{Pack, Table};
use crate::session::Session;

/// Columns that say in words why the others say what they do.
const BECAUSE: &str = "because_";
/// The run that computed a row: a figure that stayed may be computed anew.
const RUN: &str = "run";

/// A table whose figures are looked at.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    /// `water_quality.section_month`.
    pub table: &'static str,
    /// Those of its columns that are looked at; all but reasons and runs where none is named.
    pub columns: &'static [&'static str],
}

/// A figure that says something else.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// `water_quality.section_month`.
    pub table: String,
    /// What the table is called.
    pub title: Names,
    /// The columns that tell its rows apart, with what this one has there.
    pub key: Map<String, Value>,
    /// What the row is of: the name of a section, a river, the zone.
    pub label: Names,
    /// Which column; none where the whole row came or went.
    pub column: Option<Of>,
    /// What it said; null where there was no row.
    pub before: Value,
    /// What it says; null where there is no row.
    pub after: Value,
}

/// A column of a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Of {
    /// Its name in SQL.
    pub id: String,
    /// Its title.
    pub title: Names,
}

/// A row that came or went, in the place of its value.
const ROW: &str = "row";

/// The figures of `month` in the tables `shown` that say something else in `after` than in `before`:
/// by table, row and column in their orders. What either session does not show is not compared.
///
/// # Errors
/// What DataFusion refuses.
pub async fn between(
    (before, after): (&Session, &Session),
    (zone, packs): (&Zone, &[Pack]),
    shown: &[Shown],
    month: &str,
) -> Result<Vec<Change>> {
    let names = Labels::read(after, zone).await?;
    let mut changes = Vec::new();
    for one in shown {
        let Some((pack, table)) = declared(packs, one.table) else {
            continue;
        };
        let name = pack.full_name(&table.name);
        let was = rows(before, zone, table, &name, month).await?;
        let is = rows(after, zone, table, &name, month).await?;
        let columns = compared(table, one.columns);
        let compare = Compare {
            name: &name,
            table,
            columns: &columns,
            names: &names,
        };
        compare.all(&was, &is, &mut changes);
    }
    Ok(changes)
}

/// Whether `table` has a row of `month`.
///
/// # Errors
/// What DataFusion refuses.
pub async fn has_month(
    session: &Session,
    (zone, packs): (&Zone, &[Pack]),
    table: &str,
    month: &str,
) -> Result<bool> {
    let Some((pack, declared)) = declared(packs, table) else {
        return Ok(false);
    };
    let name = pack.full_name(&declared.name);
    Ok(!rows(session, zone, declared, &name, month)
        .await?
        .is_empty())
}

fn declared<'p>(packs: &'p [Pack], name: &str) -> Option<(&'p Pack, &'p Table)> {
    let (schema, table) = name.split_once('.')?;
    let pack = packs.iter().find(|pack| pack.schema_name() == schema)?;
    Some((pack, pack.tables.get(table)?))
}

/// The columns of `table` that are compared.
fn compared<'t>(table: &'t Table, chosen: &[&str]) -> Vec<&'t crate::model::Column> {
    let is_chosen = |id: &str| {
        if chosen.is_empty() {
            !id.starts_with(BECAUSE)
        } else {
            chosen.contains(&id)
        }
    };
    let columns = table.columns.iter();
    columns
        .filter(|column| is_chosen(&column.id) && !table.key.contains(&column.id))
        .collect()
}

/// Rows by what their key says, written so that it sorts.
type Rows = BTreeMap<String, Map<String, Value>>;

async fn rows(
    session: &Session,
    zone: &Zone,
    table: &Table,
    name: &str,
    month: &str,
) -> Result<Rows> {
    let Some(period) = table.period.as_deref() else {
        return Ok(Rows::new());
    };
    if session.not_computed.iter().any(|missing| missing == name) {
        return Ok(Rows::new());
    }
    let sql = format!("select * from {name} where \"{period}\" = $month");
    let values = ParamValues::from(vec![("month", ScalarValue::from(month))]);
    let read = session.query_with(&sql, values).await;
    let batches = match read {
        Ok(batches) => batches,
        // A pack of another time had no such table.
        Err(PackError::Query(error)) if error.to_string().contains("not found") => {
            return Ok(Rows::new());
        }
        Err(error) => return Err(error),
    };
    let mut rows = Rows::new();
    for row in json_rows(&batches, zone.tz()) {
        if let Value::Object(mut row) = row {
            row.remove(RUN);
            rows.insert(Value::Object(key_of(table, &row)).to_string(), row);
        }
    }
    Ok(rows)
}

fn key_of(table: &Table, row: &Map<String, Value>) -> Map<String, Value> {
    let key = table.key.iter();
    key.map(|column| {
        let value = row.get(column).cloned().unwrap_or_default();
        (column.clone(), value)
    })
    .collect()
}

/// How one table is compared.
struct Compare<'a> {
    name: &'a str,
    table: &'a Table,
    columns: &'a [&'a crate::model::Column],
    names: &'a Labels,
}

impl Compare<'_> {
    fn all(&self, was: &Rows, is: &Rows, changes: &mut Vec<Change>) {
        let mut keys: Vec<&String> = was.keys().chain(is.keys()).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            match (was.get(key), is.get(key)) {
                (Some(old), Some(new)) => self.row(old, new, changes),
                (Some(gone), None) => {
                    changes.push(self.change(gone, None, (ROW.into(), Value::Null)));
                }
                (None, Some(come)) => {
                    changes.push(self.change(come, None, (Value::Null, ROW.into())));
                }
                (None, None) => {}
            }
        }
    }

    fn row(&self, old: &Map<String, Value>, new: &Map<String, Value>, changes: &mut Vec<Change>) {
        for column in self.columns {
            // A column that one of the two does not have is another pack's, and no figure changed.
            let (Some(before), Some(after)) = (old.get(&column.id), new.get(&column.id)) else {
                continue;
            };
            if before != after {
                let of = Of {
                    id: column.id.clone(),
                    title: both(&column.title),
                };
                changes.push(self.change(new, Some(of), (before.clone(), after.clone())));
            }
        }
    }

    fn change(
        &self,
        row: &Map<String, Value>,
        column: Option<Of>,
        (before, after): (Value, Value),
    ) -> Change {
        Change {
            table: self.name.to_owned(),
            title: both(&self.table.title),
            key: key_of(self.table, row),
            label: self.names.of(self.table, row),
            column,
            before,
            after,
        }
    }
}

fn both(title: &crate::Title) -> Names {
    Names {
        zh: title.zh.clone(),
        en: title.en.clone(),
    }
}

/// What rows are called by: things by kind and code, properties by id, and the zone.
struct Labels {
    zone: Names,
    things: BTreeMap<(String, String), Names>,
    properties: BTreeMap<String, Names>,
}

impl Labels {
    async fn read(session: &Session, zone: &Zone) -> Result<Self> {
        let sql = "select kind, code, name_zh, name_en from things";
        let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let things = json_rows(&session.query(sql).await?, zone.tz());
        let things = things.iter().map(|row| {
            let (zh, en) = (text(row, "name_zh"), text(row, "name_en"));
            let en = if en.is_empty() { zh.clone() } else { en };
            ((text(row, "kind"), text(row, "code")), Names { zh, en })
        });
        let properties = zone.vocabulary().properties.iter();
        Ok(Self {
            zone: zone.config().name.clone(),
            things: things.collect(),
            properties: properties
                .map(|property| (property.id.clone(), property.title.clone()))
                .collect(),
        })
    }

    /// The name of a row: of the things and properties in its key, or what stands there.
    fn of(&self, table: &Table, row: &Map<String, Value>) -> Names {
        let key = table.key.iter();
        let codes: Vec<(&String, &str)> = key
            .filter(|column| table.period.as_ref() != Some(*column))
            .filter_map(|column| Some((column, row.get(column)?.as_str()?)))
            .collect();
        let mut named: Vec<Names> = codes
            .iter()
            .filter_map(|(column, code)| self.named(column, code))
            .collect();
        if named.is_empty() {
            named.extend(codes.iter().map(|(_, code)| Names {
                zh: (*code).to_owned(),
                en: (*code).to_owned(),
            }));
        }
        if named.is_empty() {
            return self.zone.clone();
        }
        let joined = |pick: fn(&Names) -> &str| {
            let parts: Vec<&str> = named.iter().map(pick).collect();
            parts.join(" · ")
        };
        Names {
            zh: joined(|names| &names.zh),
            en: joined(|names| &names.en),
        }
    }

    fn named(&self, column: &str, code: &str) -> Option<Names> {
        let thing = self.things.get(&(column.to_owned(), code.to_owned()));
        thing.or_else(|| self.properties.get(code)).cloned()
    }
}
