//! The nouns of the state as Arrow tables, for those who ask in SQL.

mod device;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use serde_json::Value;

use crate::device::{Device, devices};
use crate::diary::{Entry, entries_at};
use crate::import::{Batch, list_batches};
use crate::mark::{Mark, marks_at};
use crate::observation::arrow::instant;
use crate::person::Area;
use crate::schema::{Field as KindField, FieldShape, Kind, Vocabulary};
use crate::series::{self, Series};
use crate::thing::{self, Thing};
use crate::{Result, Zone};

/// Every noun of the state at one moment.
#[derive(Debug, Clone)]
pub struct Nouns {
    things: Vec<Thing>,
    series: Vec<Series>,
    batches: Vec<Batch>,
    marks: Vec<Mark>,
    devices: Vec<Device>,
    entries: Vec<Entry>,
    vocabulary: Vocabulary,
}

impl Nouns {
    /// Those of `zone`.
    ///
    /// # Errors
    /// [`crate::ZoneError::State`] when the database refuses.
    pub async fn read(zone: &Zone) -> Result<Self> {
        Self::read_at(zone, i64::MAX).await
    }

    /// Those that `zone` had at `at_us` (µs UTC), saying what they said then; but the register of devices
    /// as it is now, since it keeps no older word.
    ///
    /// # Errors
    /// [`crate::ZoneError::State`] when the database refuses.
    pub async fn read_at(zone: &Zone, at_us: i64) -> Result<Self> {
        let mut batches = list_batches(zone.state()).await?;
        batches.retain(|b| b.started_us <= at_us);
        for batch in &mut batches {
            batch.finished_us = batch.finished_us.filter(|us| *us <= at_us);
            batch.undone_us = batch.undone_us.filter(|us| *us <= at_us);
        }
        Ok(Self {
            things: thing::all_at(zone.state(), at_us).await?,
            series: series::all_at(zone.state(), at_us).await?,
            batches,
            marks: marks_at(zone.state(), at_us).await?,
            devices: devices(zone.state()).await?,
            entries: entries_at(zone.state(), at_us).await?,
            vocabulary: zone.vocabulary().clone(),
        })
    }

    /// Those that lie in `area`: its things and their series, and the devices that feed nothing else, with
    /// their dossiers and diaries. Which files came in is not told, since a file has readings of other areas
    /// too.
    #[must_use]
    pub fn within(mut self, area: &Area) -> Self {
        let held = self.things.iter().filter(|thing| area.holds(thing));
        let mut ids: HashSet<i64> = held.map(|thing| thing.id).collect();
        self.series.retain(|series| ids.contains(&series.key.thing));
        self.marks.retain(|mark| ids.contains(&mark.thing));
        let series: HashSet<i64> = self.series.iter().map(|series| series.id).collect();
        self.devices.retain(|device| {
            let mut points = device.points.iter();
            !device.points.is_empty() && points.all(|point| series.contains(&point.series))
        });
        let devices: HashSet<i64> = self.devices.iter().map(|device| device.id).collect();
        self.entries.retain(|entry| devices.contains(&entry.device));
        ids.extend(self.devices.iter().map(|device| device.thing));
        self.things.retain(|thing| ids.contains(&thing.id));
        self.batches.clear();
        self
    }

    /// The codes of the things, by kind; a kind without things has none.
    pub fn codes(&self) -> BTreeMap<String, Vec<String>> {
        let kinds = self.vocabulary.kinds.keys();
        let mut codes: BTreeMap<String, Vec<String>> =
            kinds.map(|kind| (kind.clone(), Vec::new())).collect();
        for thing in &self.things {
            let of_kind = codes.entry(thing.draft.kind.clone()).or_default();
            of_kind.push(thing.draft.code.clone());
        }
        codes
    }

    /// Those of a book that is nowhere but in memory.
    pub fn given(
        things: Vec<Thing>,
        series: Vec<Series>,
        marks: Vec<Mark>,
        vocabulary: Vocabulary,
    ) -> Self {
        Self {
            things,
            series,
            batches: Vec::new(),
            marks,
            devices: Vec::new(),
            entries: Vec::new(),
            vocabulary,
        }
    }

    /// The same with these devices and the entries of their diaries.
    #[must_use]
    pub fn with_devices(mut self, devices: Vec<Device>, entries: Vec<Entry>) -> Self {
        self.devices = devices;
        self.entries = entries;
        self
    }

    /// None at all: what statements are planned against where there is no zone.
    pub fn none(vocabulary: Vocabulary) -> Self {
        Self::given(Vec::new(), Vec::new(), Vec::new(), vocabulary)
    }

    /// The tables by name: `things`, `series`, `batches`, `properties`, `marks`, `mark_reasons`, `points`,
    /// `diary`, and one for each kind of thing.
    ///
    /// # Errors
    /// [`crate::ZoneError::Lake`] only if columns and schema disagree.
    pub fn tables(&self) -> Result<Vec<(String, RecordBatch)>> {
        let mut tables = vec![
            ("things".to_owned(), things(&self.things)?),
            (
                "series".to_owned(),
                series_table(&self.series, &self.things, &self.vocabulary)?,
            ),
            ("batches".to_owned(), batches(&self.batches)?),
            ("properties".to_owned(), properties(&self.vocabulary)?),
            ("marks".to_owned(), self.marks()?),
            ("mark_reasons".to_owned(), mark_reasons(&self.vocabulary)?),
            (
                "points".to_owned(),
                device::points(&self.devices, &self.series, &self.things)?,
            ),
            (
                "diary".to_owned(),
                device::diary(&self.entries, &self.devices)?,
            ),
        ];
        for kind in self.vocabulary.kinds.values() {
            tables.push((kind.id.clone(), things_of(&self.things, kind)?));
        }
        Ok(tables)
    }

    /// `marks`: of which readings, why, who said so, and what the bureau found. `property` is empty where
    /// all series of the thing are meant.
    fn marks(&self) -> Result<RecordBatch> {
        let all = &self.marks;
        let things: HashMap<i64, &Thing> = self.things.iter().map(|t| (t.id, t)).collect();
        let series: HashMap<i64, &Series> = self.series.iter().map(|s| (s.id, s)).collect();
        let of =
            |m: &Mark, get: fn(&Thing) -> &str| things.get(&m.thing).map(|t| get(t).to_owned());
        let property = |m: &Mark| Some(series.get(&m.series?)?.key.property.clone());
        let whole = |get: fn(&Mark) -> Option<i64>| -> ArrayRef {
            Arc::new(all.iter().map(get).collect::<Int64Array>())
        };
        batch(vec![
            ("mark", whole(|m| Some(m.id))),
            ("kind", text(all, |m| of(m, |t| &t.draft.kind))),
            ("thing", text(all, |m| of(m, |t| &t.draft.code))),
            ("property", text(all, property)),
            ("series", whole(|m| m.series)),
            ("from_time", time(all, |m| Some(m.from_us))),
            ("until_time", time(all, |m| Some(m.until_us))),
            ("reason", text(all, |m| Some(m.reason.clone()))),
            ("evidence", text(all, |m| Some(m.evidence.clone()))),
            (
                "has_paper",
                Arc::new(
                    all.iter()
                        .map(|m| Some(m.paper.is_some()))
                        .collect::<BooleanArray>(),
                ),
            ),
            ("marked_at", time(all, |m| Some(m.at_us))),
            ("marked_by", text(all, |m| Some(m.who.clone()))),
            (
                "standing",
                text(all, |m| Some(m.standing().as_str().to_owned())),
            ),
            (
                "withdrawn_at",
                time(all, |m| Some(m.withdrawn.as_ref()?.at_us)),
            ),
            ("judged_at", time(all, |m| Some(m.verdict.as_ref()?.at_us))),
            (
                "judged_by",
                text(all, |m| Some(m.verdict.as_ref()?.who.clone())),
            ),
            (
                "judged_because",
                text(all, |m| Some(m.verdict.as_ref()?.reason.clone())),
            ),
        ])
    }
}

/// `mark_reasons`: why readings may be marked, what each is said of, and the flag by which an instrument
/// says the same of itself.
fn mark_reasons(words: &Vocabulary) -> Result<RecordBatch> {
    let all = &words.mark_reasons;
    batch(vec![
        ("reason", text(all, |r| Some(r.id.clone()))),
        ("title_zh", text(all, |r| Some(r.title.zh.clone()))),
        ("title_en", text(all, |r| Some(r.title.en.clone()))),
        ("about", text(all, |r| Some(r.about.as_str().to_owned()))),
        ("flag", text(all, |r| Some(r.flag?.as_str().to_owned()))),
    ])
}

/// `things`: kind, code, names, position, geometry and fields as JSON, version.
fn things(things: &[Thing]) -> Result<RecordBatch> {
    let fields = |t: &Thing| Some(Value::Object(t.draft.fields.clone()).to_string());
    batch(vec![
        ("kind", text(things, |t| Some(t.draft.kind.clone()))),
        ("code", text(things, |t| Some(t.draft.code.clone()))),
        ("name_zh", text(things, |t| Some(t.draft.name_zh.clone()))),
        ("name_en", text(things, |t| t.draft.name_en.clone())),
        (
            "longitude",
            number(things, |t| t.draft.point().map(|p| p.0)),
        ),
        ("latitude", number(things, |t| t.draft.point().map(|p| p.1))),
        (
            "geometry",
            text(things, |t| {
                t.draft.geometry.as_ref().map(ToString::to_string)
            }),
        ),
        ("fields", text(things, fields)),
        (
            "version",
            Arc::new(things.iter().map(|t| t.version).collect::<Int64Array>()),
        ),
    ])
}

/// The things of one kind, a column a field: `section`, `wastewater_plant` …
fn things_of(things: &[Thing], kind: &Kind) -> Result<RecordBatch> {
    let things: Vec<&Thing> = things.iter().filter(|t| t.draft.kind == kind.id).collect();
    let mut columns = vec![
        ("code", text(&things, |t| Some(t.draft.code.clone()))),
        ("name_zh", text(&things, |t| Some(t.draft.name_zh.clone()))),
        ("name_en", text(&things, |t| t.draft.name_en.clone())),
        (
            "longitude",
            number(&things, |t| t.draft.point().map(|p| p.0)),
        ),
        (
            "latitude",
            number(&things, |t| t.draft.point().map(|p| p.1)),
        ),
    ];
    columns.extend(
        kind.fields
            .iter()
            .map(|field| (field.id.as_str(), field_column(&things, field))),
    );
    batch(columns)
}

fn field_column(things: &[&Thing], field: &KindField) -> ArrayRef {
    let value = |t: &&Thing| t.draft.fields.get(&field.id).cloned();
    match field.shape {
        FieldShape::Number => number(things, |t| value(t)?.as_f64()),
        FieldShape::Date => Arc::new(
            things
                .iter()
                .map(|t| days_since_1970(value(t)?.as_str()?))
                .collect::<Date32Array>(),
        ),
        FieldShape::Text | FieldShape::OneOf(_) => {
            text(things, |t| value(t)?.as_str().map(str::to_owned))
        }
        FieldShape::FormerNames => text(things, |t| Some(value(t)?.to_string())),
    }
}

fn days_since_1970(date: &str) -> Option<i32> {
    let date: jiff::civil::Date = date.parse().ok()?;
    let span = date
        .since((jiff::Unit::Day, jiff::civil::date(1970, 1, 1)))
        .ok()?;
    Some(span.get_days())
}

/// `series`: number, kind and code of the thing, property, unit, kind of sample.
fn series_table(all: &[Series], things: &[Thing], words: &Vocabulary) -> Result<RecordBatch> {
    let by_id: HashMap<i64, &Thing> = things.iter().map(|t| (t.id, t)).collect();
    let of =
        |s: &Series, get: fn(&Thing) -> &str| by_id.get(&s.key.thing).map(|t| get(t).to_owned());
    let unit = |s: &Series| {
        words
            .property_by_id(&s.key.property)
            .map(|p| p.unit.clone())
    };
    batch(vec![
        (
            "series",
            Arc::new(all.iter().map(|s| s.id).collect::<Int64Array>()),
        ),
        ("kind", text(all, |s| of(s, |t| &t.draft.kind))),
        ("thing", text(all, |s| of(s, |t| &t.draft.code))),
        ("property", text(all, |s| Some(s.key.property.clone()))),
        ("unit", text(all, unit)),
        (
            "series_sample_kind",
            text(all, |s| Some(s.key.sample_kind.as_str().to_owned())),
        ),
    ])
}

/// `properties`: what the packs declare, with titles and units.
fn properties(words: &Vocabulary) -> Result<RecordBatch> {
    let all = &words.properties;
    batch(vec![
        ("property", text(all, |p| Some(p.id.clone()))),
        ("title_zh", text(all, |p| Some(p.title.zh.clone()))),
        ("title_en", text(all, |p| Some(p.title.en.clone()))),
        ("unit", text(all, |p| Some(p.unit.clone()))),
        ("code", text(all, |p| p.code.clone())),
        ("min", number(all, |p| p.min)),
        ("max", number(all, |p| p.max)),
    ])
}

/// `batches`: imports with their files.
fn batches(all: &[Batch]) -> Result<RecordBatch> {
    batch(vec![
        (
            "batch",
            Arc::new(all.iter().map(|b| b.id).collect::<Int64Array>()),
        ),
        ("file", text(all, |b| Some(b.file_name.clone()))),
        ("file_hash", text(all, |b| Some(b.file_hash.clone()))),
        ("source", text(all, |b| Some(b.source.clone()))),
        ("who", text(all, |b| Some(b.who.clone()))),
        ("started_at", time(all, |b| Some(b.started_us))),
        ("finished_at", time(all, |b| b.finished_us)),
        ("undone_at", time(all, |b| b.undone_us)),
        ("counts", text(all, |b| Some(b.counts.clone()))),
    ])
}

fn text<T>(rows: &[T], get: impl Fn(&T) -> Option<String>) -> ArrayRef {
    Arc::new(rows.iter().map(get).collect::<StringArray>())
}

fn number<T>(rows: &[T], get: impl Fn(&T) -> Option<f64>) -> ArrayRef {
    Arc::new(rows.iter().map(get).collect::<Float64Array>())
}

fn time<T>(rows: &[T], get: impl Fn(&T) -> Option<i64>) -> ArrayRef {
    Arc::new(
        rows.iter()
            .map(get)
            .collect::<TimestampMicrosecondArray>()
            .with_timezone("UTC"),
    )
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> Result<RecordBatch> {
    let fields: Vec<Field> = columns
        .iter()
        .map(|(name, array)| {
            let kind = match array.data_type() {
                DataType::Timestamp(..) => instant(),
                other => other.clone(),
            };
            Field::new(*name, kind, true)
        })
        .collect();
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?)
}
