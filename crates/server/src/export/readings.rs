//! The readings of a series as a file. Its columns are called as an import reads them, so that a file
//! that was taken away can be brought in elsewhere.

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::DataType;
use datafusion::functions::expr_fn::{coalesce, concat};
use datafusion::prelude::{Expr, cast, lit};
use packs::Title;
use packs::cell::json_rows;
use packs::session::Session;
use serde_json::Value;

use super::{Export, Format, Head, about};
use crate::book::Book;
use crate::paging::column;
use crate::problem::Problem;

/// What a reading says beside its value, with titles in Chinese and English.
const BESIDE: [(&str, &str, &str); 12] = [
    ("detection_limit", "检出限", "Detection limit"),
    ("flag", "仪器标记", "Flag of the instrument"),
    ("quality", "数据质量", "Quality"),
    ("level", "审核级别", "Level of review"),
    ("cause", "质量原因", "Cause of the quality"),
    ("sample_kind", "样品类型", "Kind of sample"),
    ("method", "监测方法", "Method"),
    ("qualifier", "限定符", "Qualifier"),
    ("learned_at", "入库时间", "Learned at"),
    ("source", "来源", "Source"),
    ("batch", "导入批次", "Import"),
    ("line", "文件行号", "Line of its file"),
];

/// A series as a file names it.
pub(crate) struct SeriesOf {
    kind: String,
    thing: String,
    property: String,
    sample_kind: String,
    unit: String,
}

/// The series with the number `id`, if the session shows it.
///
/// # Errors
/// A [`Problem`] where there is none.
pub(crate) async fn series_named(session: &Session, id: i64) -> Result<SeriesOf, Problem> {
    let frame = session.context.table("series").await?;
    let rows = frame
        .filter(column("series").eq(lit(id)))?
        .collect()
        .await?;
    let row = json_rows(&rows, &jiff::tz::TimeZone::UTC).pop();
    let row = row.ok_or_else(|| Problem::not_found(format!("there is no series {id}")))?;
    let text = |name: &str| {
        let found = row.get(name).and_then(Value::as_str);
        found.unwrap_or_default().to_owned()
    };
    Ok(SeriesOf {
        kind: text("kind"),
        thing: text("thing"),
        property: text("property"),
        sample_kind: text("series_sample_kind"),
        unit: text("unit"),
    })
}

impl SeriesOf {
    /// `section 陶岔/nh3n/routine`.
    fn name(&self) -> String {
        format!(
            "{} {}/{}/{}",
            self.kind, self.thing, self.property, self.sample_kind
        )
    }

    /// The columns of its file, out of those of `observations`: the thing, the time, the value under
    /// the name of the property, and what stands beside it. Text has `<0.01` for what is below a limit.
    pub fn columns(&self, format: Format) -> Vec<Expr> {
        let below = concat(vec![
            lit("<"),
            cast(column("detection_limit"), DataType::Utf8),
        ]);
        let value = match format {
            Format::Csv => coalesce(vec![cast(column("value"), DataType::Utf8), below]),
            Format::Xlsx | Format::Parquet | Format::Geojson => column("value"),
        };
        let first = [
            column("thing").alias(&self.kind),
            column("time"),
            value.alias(&self.property),
        ];
        let beside = BESIDE.map(|(name, ..)| column(name));
        first.into_iter().chain(beside).collect()
    }

    /// Its `rows` with all that is said of them.
    pub fn described(
        &self,
        book: &Book,
        filter: String,
        rows: RecordBatch,
        snapshot: i64,
    ) -> Export {
        let zone = book.zone();
        let own = vec![
            ("series", self.name()),
            ("filter", filter),
            ("method", "observations".to_owned()),
        ];
        let property = zone.vocabulary().property_by_id(&self.property);
        let (zh, en) = property.map_or((self.property.as_str(), self.property.as_str()), |p| {
            (p.title.zh.as_str(), p.title.en.as_str())
        });
        let head = |id: &str, zh: &str, en: &str| Head {
            id: id.to_owned(),
            title: Title {
                zh: zh.to_owned(),
                en: en.to_owned(),
            },
            unit: ["detection_limit", &self.property]
                .contains(&id)
                .then(|| self.unit.clone()),
        };
        let of_kind = zone.vocabulary().kinds.get(&self.kind);
        let (kind_zh, kind_en) = of_kind.map_or((self.kind.as_str(), self.kind.as_str()), |k| {
            (k.title.zh.as_str(), k.title.en.as_str())
        });
        let mut heads = vec![
            head(&self.kind, kind_zh, kind_en),
            head("time", "监测时间", "Time"),
            head(&self.property, zh, en),
        ];
        heads.extend(BESIDE.map(|(id, zh, en)| head(id, zh, en)));
        Export {
            title: Title {
                zh: format!("{} {zh}", self.thing),
                en: format!("{} {en}", self.thing),
            },
            about: about(book, own, book.packs(), snapshot),
            heads,
            rows,
            places: None,
        }
    }
}
