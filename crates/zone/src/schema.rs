//! What the packs teach the book: the kinds of things with their fields, the properties, and the
//! reasons by which readings are marked.
//!
//! The book knows nothing about water. Whoever opens it hands in a [`Vocabulary`]; things are
//! checked against it when they are written, and files are read by its words.

use std::collections::BTreeMap;

use crate::config::Names;
use crate::observation::{Flag, closed_words};

/// All kinds and properties in force.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// Kinds by id.
    pub kinds: BTreeMap<String, Kind>,
    /// Properties in the order in which their packs declare them.
    pub properties: Vec<Property>,
    /// Reasons of marks in the order in which their packs declare them.
    pub mark_reasons: Vec<MarkReason>,
}

/// Why an operator marks a period of their readings.
#[derive(Debug, Clone, PartialEq)]
pub struct MarkReason {
    /// Identifier, such as `monitor_maintenance`; the readings' cause names it.
    pub id: String,
    /// Titles.
    pub title: Names,
    /// What it is said of.
    pub about: MarkAbout,
    /// The flag by which an instrument says the same of itself.
    pub flag: Option<Flag>,
}

closed_words! {
    /// What a reason of a mark is said of.
    MarkAbout {
        /// The works: its production, its treatment.
        Facility = "facility",
        /// The automatic monitor, or its line.
        Monitor = "monitor",
    }
}

/// A kind of thing: what its dossier holds.
#[derive(Debug, Clone)]
pub struct Kind {
    /// Identifier, such as `section`.
    pub id: String,
    /// Titles.
    pub title: Names,
    /// Fields in their order.
    pub fields: Vec<Field>,
}

/// One field of a kind.
#[derive(Debug, Clone)]
pub struct Field {
    /// Identifier, such as `water_body`.
    pub id: String,
    /// Titles.
    pub title: Names,
    /// What it may hold.
    pub shape: FieldShape,
    /// Whether a thing without it is refused.
    pub required: bool,
    /// What stands where nothing is given.
    pub default: Option<String>,
}

/// What a field may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldShape {
    /// Any text.
    Text,
    /// A calendar date, `2021-04-01`.
    Date,
    /// A finite number.
    Number,
    /// One of these words.
    OneOf(Vec<String>),
    /// Former names with the date until which each was used: `name@2019-12-31`, `;` between.
    FormerNames,
}

/// A property that series are kept of.
#[derive(Debug, Clone)]
pub struct Property {
    /// Identifier, such as `codmn`.
    pub id: String,
    /// Titles.
    pub title: Names,
    /// The unit in which its values are kept.
    pub unit: String,
    /// How people write it.
    pub aliases: Vec<String>,
    /// HJ 525 code.
    pub code: Option<String>,
    /// The least value that can be physically true.
    pub min: Option<f64>,
    /// The greatest.
    pub max: Option<f64>,
    /// For a property whose values are words: the word and the number it is kept as.
    pub coded: Vec<(String, f64)>,
}

impl Kind {
    /// Whether its things have a field of this id.
    pub fn has_field(&self, id: &str) -> bool {
        self.fields.iter().any(|field| field.id == id)
    }
}

impl Vocabulary {
    /// Whether things of any kind have a field of this id.
    pub fn has_field(&self, id: &str) -> bool {
        self.kinds.values().any(|kind| kind.has_field(id))
    }

    /// The property with this id, title, alias or code; blanks, case and punctuation do not matter.
    pub fn property(&self, written: &str) -> Option<&Property> {
        let wanted = fold(written);
        if wanted.is_empty() {
            return None;
        }
        self.properties.iter().find(|p| {
            [&p.id, &p.title.zh, &p.title.en]
                .into_iter()
                .any(|name| fold(name) == wanted)
                || p.code.as_deref().is_some_and(|code| fold(code) == wanted)
                || p.aliases.iter().any(|alias| fold(alias) == wanted)
        })
    }

    /// The reason of a mark with this id.
    pub fn mark_reason(&self, id: &str) -> Option<&MarkReason> {
        self.mark_reasons.iter().find(|reason| reason.id == id)
    }

    /// The property with exactly this id.
    pub fn property_by_id(&self, id: &str) -> Option<&Property> {
        self.properties.iter().find(|p| p.id == id)
    }
}

/// A word as it is compared: lower case, without blanks and the punctuation that people vary.
pub fn fold(text: &str) -> String {
    crate::import::cell::plain(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_' | '.' | '·'))
        .flat_map(char::to_lowercase)
        .collect()
}
