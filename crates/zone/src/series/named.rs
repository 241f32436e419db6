//! Series by the names that people write: `THING/PROPERTY`, `THING/PROPERTY/SAMPLE_KIND`, or the
//! series' number.

use std::collections::{BTreeMap, HashMap};

use super::{Series, SeriesKey, all};
use crate::observation::SampleKind;
use crate::schema::{Vocabulary, fold};
use crate::thing::{self, Thing, names_of};
use crate::{Result, Zone, ZoneError};

/// The series of a zone, by name.
#[derive(Debug)]
pub struct SeriesNames<'z> {
    vocabulary: &'z Vocabulary,
    things: BTreeMap<i64, Thing>,
    things_by_name: HashMap<String, Vec<i64>>,
    series: HashMap<SeriesKey, i64>,
    keys: HashMap<i64, SeriesKey>,
}

impl<'z> SeriesNames<'z> {
    /// Reads the names of `zone`.
    ///
    /// # Errors
    /// [`ZoneError::State`] when the database refuses.
    pub async fn read(zone: &'z Zone) -> Result<Self> {
        let things = thing::all(zone.state()).await?;
        let mut things_by_name: HashMap<String, Vec<i64>> = HashMap::new();
        for thing in &things {
            for (name, _) in names_of(&thing.draft) {
                let named = things_by_name.entry(fold(name)).or_default();
                if !named.contains(&thing.id) {
                    named.push(thing.id);
                }
            }
        }
        let known = all(zone.state()).await?;
        Ok(Self {
            vocabulary: zone.vocabulary(),
            things: things.into_iter().map(|t| (t.id, t)).collect(),
            things_by_name,
            series: known.iter().map(|s| (s.key.clone(), s.id)).collect(),
            keys: known.into_iter().map(|s| (s.id, s.key)).collect(),
        })
    }

    /// The series that `written` names; a thing may be named by its code, its name in either
    /// language or a former one, a property by its id, title, alias or code.
    ///
    /// # Errors
    /// [`ZoneError::Refused`], saying which part of the name is not known, and what is.
    pub fn find(&self, written: &str) -> Result<Series> {
        let written = written.trim();
        if let Ok(id) = written.parse::<i64>() {
            return match self.keys.get(&id) {
                Some(key) => Ok(Series {
                    id,
                    key: key.clone(),
                }),
                None => Err(ZoneError::Unknown {
                    what: "series",
                    name: written.to_owned(),
                }),
            };
        }
        let (rest, sample_kind) = match written.rsplit_once('/') {
            Some((rest, last)) if rest.contains('/') => match SampleKind::parse(last) {
                Some(kind) => (rest, kind),
                None => (written, SampleKind::Routine),
            },
            _ => (written, SampleKind::Routine),
        };
        let Some((thing, property)) = rest.rsplit_once('/') else {
            return Err(ZoneError::Refused(format!(
                "`{written}` names no series; expected THING/PROPERTY, such as `{}`, or a series' number",
                self.an_example()
            )));
        };
        let key = SeriesKey {
            thing: self.thing(thing)?.id,
            property: self.property(property)?,
            sample_kind,
        };
        match self.series.get(&key) {
            Some(id) => Ok(Series { id: *id, key }),
            None => Err(ZoneError::Refused(format!(
                "`{thing}` has no {} series of `{}`; it has {}",
                sample_kind.as_str(),
                key.property,
                self.properties_of(key.thing)
            ))),
        }
    }

    /// `CODE/PROPERTY`, with the kind of sample where it is no routine one.
    pub fn name_of(&self, id: i64) -> Option<String> {
        let key = self.keys.get(&id)?;
        let thing = self.things.get(&key.thing)?;
        let bare = format!("{}/{}", thing.draft.code, key.property);
        Some(match key.sample_kind {
            SampleKind::Routine => bare,
            kind => format!("{bare}/{}", kind.as_str()),
        })
    }

    /// The thing that `written` names: its code, its name in either language or a former one.
    ///
    /// # Errors
    /// [`ZoneError::Unknown`] where there is none, [`ZoneError::Refused`] where there are several.
    pub fn thing(&self, written: &str) -> Result<&Thing> {
        let found = self.things_by_name.get(&fold(written));
        match found.map_or(&[][..], Vec::as_slice) {
            [only] => Ok(&self.things[only]),
            [] => Err(ZoneError::Unknown {
                what: "thing",
                name: written.to_owned(),
            }),
            several => {
                let codes: Vec<_> = several
                    .iter()
                    .map(|id| self.things[id].draft.code.as_str())
                    .collect();
                Err(ZoneError::Refused(format!(
                    "`{written}` names {} things; write the code of one: {}",
                    several.len(),
                    codes.join(", ")
                )))
            }
        }
    }

    fn property(&self, written: &str) -> Result<String> {
        match self.vocabulary.property(written) {
            Some(property) => Ok(property.id.clone()),
            None => Err(ZoneError::Unknown {
                what: "property",
                name: written.to_owned(),
            }),
        }
    }

    fn properties_of(&self, thing: i64) -> String {
        let mut ids: Vec<_> = self
            .series
            .keys()
            .filter(|k| k.thing == thing)
            .map(|k| k.property.as_str())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            "none".to_owned()
        } else {
            ids.join(", ")
        }
    }

    fn an_example(&self) -> String {
        let first = self.keys.keys().min();
        first
            .and_then(|id| self.name_of(*id))
            .unwrap_or_else(|| "S1/nh3n".to_owned())
    }
}
