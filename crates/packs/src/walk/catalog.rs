//! The tables that statements may name, with their columns.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Schema};
use datafusion::execution::SessionState;
use zone::diary::Kind as EntryKind;
use zone::mark::Standing;
use zone::observation::{Flag, Level, Quality, SampleKind};
use zone::schema::{FieldShape, MarkAbout, Vocabulary};

use super::scope::{Column, Relation};
use crate::error::Result;
use crate::model::{Pack, SettingValue, Table};
use crate::session::public_tables;

/// Words of which a column holds one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Words {
    /// What they are: `property`, `kind of thing`, `word of \`flag\``.
    pub noun: String,
    /// Whether they are properties, which have aliases.
    pub are_properties: bool,
    /// The words.
    pub known: Vec<String>,
}

impl Words {
    fn new(noun: &str, known: impl IntoIterator<Item = impl Into<String>>) -> Arc<Self> {
        Arc::new(Self {
            noun: noun.to_owned(),
            are_properties: noun == PROPERTY,
            known: known.into_iter().map(Into::into).collect(),
        })
    }
}

const PROPERTY: &str = "property";

/// Tables, functions and words, as a statement of one pack sees them.
pub(crate) struct Catalog {
    /// DataFusion's functions and ours.
    pub state: SessionState,
    /// The packs' words.
    pub vocabulary: Vocabulary,
    tables: BTreeMap<(Option<String>, String), Vec<Column>>,
    /// Tables whose declaration is wrong or that are not computed rightly: their columns are not
    /// certain.
    shaky: Vec<String>,
    schema: String,
    settings: BTreeMap<String, Column>,
}

impl Catalog {
    /// The nouns of an empty book, the pack's standards, and its settings; its tables are added as
    /// they are read.
    pub async fn new(
        context: &datafusion::prelude::SessionContext,
        pack: &Pack,
        vocabulary: Vocabulary,
    ) -> Result<Self> {
        let mut catalog = Self {
            state: context.state(),
            vocabulary,
            tables: BTreeMap::new(),
            shaky: Vec::new(),
            schema: pack.schema_name(),
            settings: pack
                .settings
                .iter()
                .map(|(id, setting)| (id.clone(), setting_column(id, setting)))
                .collect(),
        };
        for (name, schema) in public_tables(context).await? {
            let columns = catalog.columns(&name, &schema);
            catalog.tables.insert((None, name), columns);
        }
        for (name, standard) in &pack.standards {
            let schema = standard.rows.schema();
            let columns = catalog.columns(name, &schema);
            let schema = Some(catalog.schema.clone());
            catalog.tables.insert((schema, name.clone()), columns);
        }
        Ok(catalog)
    }

    /// The pack's table with its declared columns; `output` is what its statement was seen to give.
    pub fn add(&mut self, table: &Table, output: Option<&[Column]>) {
        let given = |id: &str| output?.iter().find(|c| c.name == id)?.words.clone();
        let mut columns: Vec<Column> = table
            .columns
            .iter()
            .map(|c| Column {
                name: c.id.clone(),
                kind: Some(c.kind.arrow()),
                words: given(&c.id),
            })
            .collect();
        // What the statement gives and the declaration forgot is told there, and not by every reader.
        for extra in output.unwrap_or_default() {
            if !columns.iter().any(|c| c.name == extra.name) {
                columns.push(extra.clone());
            }
        }
        columns.push(Column {
            name: "run".to_owned(),
            kind: Some(DataType::Int64),
            words: None,
        });
        let name = (Some(self.schema.clone()), table.name.clone());
        self.tables.insert(name, columns);
    }

    /// A table of the pack whose columns are not certain.
    pub fn add_shaky(&mut self, name: &str) {
        self.shaky.push(name.to_owned());
    }

    /// The table, standard or noun of that name.
    pub fn relation(&self, schema: Option<&str>, name: &str) -> Option<Relation> {
        if schema == Some(self.schema.as_str()) && self.shaky.iter().any(|s| s == name) {
            return Some(Relation::unknown());
        }
        let schema = schema.filter(|s| *s != "public").map(str::to_owned);
        let columns = self.tables.get(&(schema, name.to_owned()))?;
        Some(Relation {
            name: Some(name.to_owned()),
            ..Relation::with(columns.clone())
        })
    }

    /// A setting as a column.
    pub fn setting(&self, id: &str) -> Option<&Column> {
        self.settings.get(id)
    }

    /// The schema of the pack's own tables.
    pub fn schema(&self) -> &str {
        &self.schema
    }

    /// Every name that a statement may read, as it writes it.
    pub fn names(&self) -> Vec<String> {
        let written = |(schema, name): &(Option<String>, String)| match schema {
            Some(schema) => format!("{schema}.{name}"),
            None => name.clone(),
        };
        let shaky = self.shaky.iter().map(|s| format!("{}.{s}", self.schema));
        self.tables.keys().map(written).chain(shaky).collect()
    }

    fn columns(&self, table: &str, schema: &Schema) -> Vec<Column> {
        schema
            .fields()
            .iter()
            .map(|field| Column {
                name: field.name().clone(),
                kind: Some(field.data_type().clone()),
                words: self.words(table, field.name()),
            })
            .collect()
    }

    /// The words that a column of a noun or a standard may hold.
    fn words(&self, table: &str, column: &str) -> Option<Arc<Words>> {
        let all = &self.vocabulary;
        let property = || Words::new(PROPERTY, all.properties.iter().map(|p| p.id.as_str()));
        if let Some(kind) = all.kinds.get(table) {
            let field = kind.fields.iter().find(|f| f.id == column)?;
            return match &field.shape {
                FieldShape::OneOf(words) => {
                    Some(Words::new(&format!("word of `{column}`"), words.clone()))
                }
                _ => None,
            };
        }
        let noun = || format!("word of `{column}`");
        match (table, column) {
            (_, "property" | "item") => Some(property()),
            ("diary", "kind") => Some(Words::new(
                &noun(),
                EntryKind::ALL.iter().map(|w| w.as_str()),
            )),
            ("observations" | "latest" | "series" | "things" | "points" | "marks", "kind") => {
                Some(Words::new("kind of thing", all.kinds.keys().cloned()))
            }
            ("marks" | "mark_reasons", "reason") => {
                let reasons = all.mark_reasons.iter().map(|r| r.id.as_str());
                Some(Words::new("reason of a mark", reasons))
            }
            ("marks", "standing") => Some(Words::new(
                &noun(),
                Standing::ALL.iter().map(|w| w.as_str()),
            )),
            ("mark_reasons", "about") => Some(Words::new(
                &noun(),
                MarkAbout::ALL.iter().map(|w| w.as_str()),
            )),
            ("observations" | "latest" | "mark_reasons", "flag") => {
                Some(Words::new(&noun(), Flag::ALL.iter().map(|w| w.as_str())))
            }
            ("observations" | "latest", "quality") => {
                Some(Words::new(&noun(), Quality::ALL.iter().map(|w| w.as_str())))
            }
            ("observations" | "latest", "level") => {
                Some(Words::new(&noun(), Level::ALL.iter().map(|w| w.as_str())))
            }
            ("observations" | "latest", "sample_kind") | ("series", "series_sample_kind") => Some(
                Words::new(&noun(), SampleKind::ALL.iter().map(|w| w.as_str())),
            ),
            _ => None,
        }
    }
}

fn setting_column(id: &str, setting: &crate::model::Setting) -> Column {
    let kind = match setting.default {
        SettingValue::Whole(_) => DataType::Int64,
        SettingValue::Number(_) => DataType::Float64,
        SettingValue::Word(_) => DataType::Utf8,
    };
    let known = !setting.one_of.is_empty();
    Column {
        name: id.to_owned(),
        kind: Some(kind),
        words: known.then(|| Words::new(&format!("word of `${id}`"), setting.one_of.clone())),
    }
}
