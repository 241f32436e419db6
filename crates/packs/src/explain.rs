//! Following a figure back: the row, the SQL and pack that computed it, the rows it was made from,
//! down to the readings and the lines of the files they came from.

use std::collections::HashMap;

use datafusion::arrow::array::RecordBatch;
use datafusion::common::{ParamValues, ScalarValue};
use serde_json::{Map, Value, json};
use zone::Zone;
use zone::import::sheet::Cell as SheetCell;
use zone::import::stamp::{StampRules, read_stamp};
use zone::import::{Batch, list_batches};
use zone::inbox::{self, GivenUp, KeptFrame};
use zone::instant;
use zone::run::Run;

use crate::cell::cell;
use crate::error::{PackError, Result};
use crate::model::{Column, ColumnType, Input, Pack, Table};
use crate::run::find;
use crate::session::Session;

/// Rows of one input that are followed further back; the others are counted.
const FOLLOWED_ROWS_MAX: usize = 64;
/// Readings shown of one row.
const READINGS_MAX: usize = 10_000;

/// Readings of one row whose frames are shown.
const FRAMES_SHOWN_MAX: usize = 256;

/// A row of a table and what it comes from.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// `water_quality.section_month`.
    pub table: String,
    /// Its declaration.
    pub columns: Vec<Column>,
    /// The columns of its key.
    pub key: Vec<String>,
    /// Title of the table.
    pub title: crate::Title,
    /// Path of the SQL inside the pack, and the SQL that ran.
    pub sql: (String, String),
    /// The run that computed the row.
    pub run: Run,
    /// The row, by column.
    pub row: Map<String, Value>,
    /// What it comes from.
    pub inputs: Vec<InputRows>,
}

/// The rows of one input.
#[derive(Debug, Clone)]
pub struct InputRows {
    /// `observations`, or a table.
    pub table: String,
    /// The condition by which they were found.
    pub condition: String,
    /// How many there are.
    pub count: usize,
    /// Rows of a table, each followed further back.
    pub rows: Vec<Explanation>,
    /// Readings.
    pub readings: Vec<Reading>,
}

/// A reading and where it stands.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The observation, by column.
    pub observation: Map<String, Value>,
    /// The file as it was given to the import.
    pub file: String,
    /// Its line, from 1.
    pub line: i64,
    /// The header of its column.
    pub header: Option<String>,
    /// The frame that it came in, as it is printed; its line is the frame's number then.
    pub frame: Option<String>,
    /// When that frame was given up, since the zone keeps frames no longer; it has no bytes then.
    pub frame_given_up: Option<String>,
}

/// Explains the rows of `name` whose columns have the values of `wanted`, as `session` shows them.
///
/// # Errors
/// [`PackError::Refused`] when a column is not there, no row or too many match.
pub async fn explain(
    zone: &Zone,
    packs: &[Pack],
    session: &Session,
    name: &str,
    wanted: &[(String, String)],
) -> Result<Vec<Explanation>> {
    let (pack, table) = find(packs, name)?;
    for (column, _) in wanted {
        if !table.columns.iter().any(|c| &c.id == column) {
            let known: Vec<_> = table.columns.iter().map(|c| c.id.as_str()).collect();
            return Err(PackError::Refused(format!(
                "`{name}` has no column `{column}`; it has {}",
                known.join(", ")
            )));
        }
    }
    let mut conditions = vec!["true".to_owned()];
    for (column, value) in wanted {
        conditions.push(condition(zone, table, column, value)?);
    }
    let condition = conditions.join(" and ");
    let tracer = Tracer::new(zone, session, pack).await?;
    let rows = tracer
        .rows(table, &condition, ParamValues::List(Vec::new()))
        .await?;
    match rows.len() {
        0 => Err(PackError::Refused(format!(
            "no row of `{name}` has {}; its key is {}",
            wanted
                .iter()
                .map(|(c, v)| format!("{c}={v}"))
                .collect::<Vec<_>>()
                .join(", "),
            table.key.join(", ")
        ))),
        n if n > FOLLOWED_ROWS_MAX => Err(PackError::Refused(format!(
            "{n} rows match; name more of the key: {}",
            table.key.join(", ")
        ))),
        _ => {
            let mut explained = Vec::with_capacity(rows.len());
            for row in rows {
                explained.push(Box::pin(tracer.follow(table, row)).await?);
            }
            Ok(explained)
        }
    }
}

/// `column` has `value`, as people write it; an instant without an offset is the zone's time.
fn condition(zone: &Zone, table: &Table, column: &str, value: &str) -> Result<String> {
    let is_instant = table
        .columns
        .iter()
        .any(|c| c.id == column && c.kind == ColumnType::Instant);
    if !is_instant {
        return Ok(format!(
            "cast({column} as varchar) = '{}'",
            value.replace('\'', "''")
        ));
    }
    let rules = StampRules {
        zone: zone.tz(),
        year: None,
    };
    let stamp = read_stamp(&SheetCell::Text(value.to_owned()), &rules)
        .map_err(|e| PackError::Refused(format!("`{column}={value}`: {}", e.expected())))?;
    Ok(format!(
        "{column} = arrow_cast({}, 'Timestamp(Microsecond, Some(\"UTC\"))')",
        stamp.instant_us
    ))
}

struct Tracer<'a> {
    zone: &'a Zone,
    pack: &'a Pack,
    session: &'a Session,
    runs: HashMap<i64, Run>,
    batches: HashMap<i64, Batch>,
}

type Row = Vec<(String, ScalarValue, Value)>;

impl<'a> Tracer<'a> {
    async fn new(zone: &'a Zone, session: &'a Session, pack: &'a Pack) -> Result<Self> {
        let runs = zone::run::all(zone.state()).await?;
        let batches = list_batches(zone.state()).await?;
        Ok(Self {
            zone,
            pack,
            session,
            runs: runs.into_iter().map(|r| (r.id, r)).collect(),
            batches: batches.into_iter().map(|b| (b.id, b)).collect(),
        })
    }

    async fn rows(&self, table: &Table, condition: &str, values: ParamValues) -> Result<Vec<Row>> {
        let sql = format!(
            "select * from {}.{} where {condition} order by {}",
            self.pack.schema_name(),
            table.name,
            table.key.join(", ")
        );
        let full = self.pack.full_name(&table.name);
        if self.session.not_computed.contains(&full) {
            return Err(PackError::Refused(format!(
                "`{full}` is not computed yet: `wellkeeper run` first"
            )));
        }
        self.select(&sql, values).await
    }

    async fn select(&self, sql: &str, values: ParamValues) -> Result<Vec<Row>> {
        let frame = self
            .session
            .context
            .sql(sql)
            .await?
            .with_param_values(values)?;
        let mut rows = Vec::new();
        for batch in frame.collect().await? {
            for i in 0..batch.num_rows() {
                rows.push(self.row(&batch, i)?);
            }
        }
        Ok(rows)
    }

    fn row(&self, batch: &RecordBatch, index: usize) -> Result<Row> {
        batch
            .schema()
            .fields()
            .iter()
            .zip(batch.columns())
            .map(|(field, array)| {
                let scalar = ScalarValue::try_from_array(array, index)?;
                Ok((
                    field.name().clone(),
                    scalar,
                    cell(array, index, self.zone.tz()).json(),
                ))
            })
            .collect()
    }

    async fn follow(&self, table: &Table, row: Row) -> Result<Explanation> {
        let number = row
            .iter()
            .find(|(name, ..)| name == "run")
            .and_then(|(_, _, v)| v.as_i64());
        let run = number
            .and_then(|n| self.runs.get(&n))
            .cloned()
            .ok_or_else(|| {
                PackError::Refused(format!(
                    "the run that computed this row of `{}` is not in the book",
                    table.name
                ))
            })?;
        let values: Vec<(String, ScalarValue)> = row
            .iter()
            .map(|(name, scalar, _)| (name.clone(), scalar.clone()))
            .collect();
        let mut inputs = Vec::with_capacity(table.inputs.len());
        for input in &table.inputs {
            inputs.push(self.input(input, &values).await?);
        }
        Ok(Explanation {
            table: self.pack.full_name(&table.name),
            columns: table.columns.clone(),
            key: table.key.clone(),
            title: table.title.clone(),
            sql: (table.sql_path.clone(), run.sql_text.clone()),
            run,
            row: row
                .into_iter()
                .map(|(name, _, value)| (name, value))
                .collect(),
            inputs,
        })
    }

    async fn input(&self, input: &Input, values: &[(String, ScalarValue)]) -> Result<InputRows> {
        let used = crate::load::parameters(&input.condition);
        let values: Vec<_> = values
            .iter()
            .filter(|(name, _)| used.contains(name))
            .cloned()
            .collect();
        let mut found = InputRows {
            table: input.table.clone(),
            condition: input.condition.clone(),
            count: 0,
            rows: Vec::new(),
            readings: Vec::new(),
        };
        if input.table == "observations" {
            let sql = format!(
                "select * from observations where {} order by property, time limit {READINGS_MAX}",
                input.condition
            );
            let rows = self.select(&sql, ParamValues::from(values)).await?;
            found.count = rows.len();
            found.readings = rows.into_iter().map(|row| self.reading(row)).collect();
            self.add_frames(&mut found.readings).await?;
            return Ok(found);
        }
        let Some(table) = self.pack.tables.get(&input.table) else {
            return Ok(found);
        };
        let rows = self
            .rows(table, &input.condition, ParamValues::from(values))
            .await?;
        found.count = rows.len();
        for row in rows.into_iter().take(FOLLOWED_ROWS_MAX) {
            found.rows.push(Box::pin(self.follow(table, row)).await?);
        }
        Ok(found)
    }

    /// The frames of the readings that came in at the door, as far as they are shown.
    async fn add_frames(&self, readings: &mut [Reading]) -> Result<()> {
        let is_of_door = |reading: &Reading| {
            let batch = reading.observation.get("batch").and_then(Value::as_i64);
            let batch = batch.and_then(|id| self.batches.get(&id));
            batch.is_some_and(inbox::is_door_batch)
        };
        let of_door: Vec<&mut Reading> = readings.iter_mut().filter(|r| is_of_door(r)).collect();
        let shown = || of_door.iter().take(FRAMES_SHOWN_MAX);
        let numbers: Vec<i64> = shown().map(|reading| reading.line).collect();
        let frames = inbox::frames(self.zone, &numbers).await?;
        let is_missing = |number: &i64| !frames.contains_key(number);
        let given_up = if numbers.iter().any(is_missing) {
            inbox::given_up(self.zone).await?
        } else {
            Vec::new()
        };
        for reading in of_door {
            reading.frame = frames.get(&reading.line).map(KeptFrame::printed);
            let holds = |of: &&GivenUp| (of.first..=of.last).contains(&reading.line);
            let when = given_up
                .iter()
                .find(holds)
                .filter(|_| reading.frame.is_none());
            reading.frame_given_up = when.map(|of| instant::show(of.at_us, self.zone.tz()));
        }
        Ok(())
    }

    fn reading(&self, row: Row) -> Reading {
        let observation: Map<String, Value> = row
            .into_iter()
            .map(|(name, _, value)| (name, value))
            .collect();
        let number = |name: &str| observation.get(name).and_then(Value::as_i64);
        let batch = number("batch").and_then(|id| self.batches.get(&id));
        let property = observation
            .get("property")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let header = batch
            .and_then(|b| serde_json::from_str::<Value>(&b.columns).ok())
            .and_then(|columns| columns.get(property)?.get(1)?.as_str().map(str::to_owned));
        Reading {
            file: batch.map_or_else(String::new, |b| b.file_name.clone()),
            line: number("line").unwrap_or(0),
            header,
            frame: None,
            frame_given_up: None,
            observation,
        }
    }
}

impl Explanation {
    /// The row's key, by column.
    pub fn key(&self) -> Map<String, Value> {
        let of = |name: &String| Some((name.clone(), self.row.get(name)?.clone()));
        self.key.iter().filter_map(of).collect()
    }

    /// Leaves the frames of the readings away, which not everybody may see.
    pub fn hide_frames(&mut self) {
        for input in &mut self.inputs {
            for reading in &mut input.readings {
                reading.frame = None;
            }
            for row in &mut input.rows {
                row.hide_frames();
            }
        }
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        json!({
            "table": self.table,
            "title": self.title,
            "key": self.key,
            "columns": self.columns.iter().map(Column::json).collect::<Vec<_>>(),
            "row": self.row,
            "pack": { "id": self.run.pack, "version": self.run.pack_version, "hash": self.run.pack_hash },
            "sql": { "path": self.sql.0, "text": self.sql.1 },
            "run": {
                "id": self.run.id, "at_us": self.run.at_us, "who": self.run.who,
                "read_snapshot": self.run.read_snapshot, "write_snapshot": self.run.write_snapshot,
            },
            "inputs": self.inputs.iter().map(|input| json!({
                "table": input.table,
                "where": input.condition,
                "count": input.count,
                "rows": input.rows.iter().map(Self::json).collect::<Vec<_>>(),
                "readings": input.readings.iter().map(|r| json!({
                    "observation": r.observation, "file": r.file, "line": r.line, "header": r.header,
                    "frame": r.frame, "frame_given_up": r.frame_given_up,
                })).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
        })
    }
}
