//! Fields against the kind's schema.

use serde_json::{Map, Value, json};

use crate::schema::{Field, FieldShape, Kind};

/// Reads the written `fields` by the schema of `kind`: defaults filled in, every value checked.
///
/// # Errors
/// A pair of field id and sentence for each mistake, all of them in one go.
pub fn check_fields(
    kind: &Kind,
    written: &[(String, String)],
) -> Result<Map<String, Value>, Vec<(String, String)>> {
    let mut fields = Map::new();
    let mut wrong = Vec::new();
    for (name, _) in written {
        if !kind.fields.iter().any(|f| &f.id == name) {
            wrong.push((name.clone(), unknown_field(kind, name)));
        }
    }
    for field in &kind.fields {
        let text = written
            .iter()
            .find(|(name, _)| name == &field.id)
            .map(|(_, text)| text.trim())
            .filter(|text| !text.is_empty())
            .or(field.default.as_deref());
        match text {
            None if field.required => {
                wrong.push((
                    field.id.clone(),
                    format!("`{}` is empty; {} needs it", field.id, kind.id),
                ));
            }
            None => {}
            Some(text) => match read_field(field, text) {
                Ok(value) => {
                    fields.insert(field.id.clone(), value);
                }
                Err(sentence) => wrong.push((field.id.clone(), sentence)),
            },
        }
    }
    if wrong.is_empty() {
        Ok(fields)
    } else {
        Err(wrong)
    }
}

fn unknown_field(kind: &Kind, name: &str) -> String {
    let known: Vec<_> = kind.fields.iter().map(|f| f.id.as_str()).collect();
    format!(
        "`{name}` is no field of `{}`; it has {}",
        kind.id,
        known.join(", ")
    )
}

fn read_field(field: &Field, text: &str) -> Result<Value, String> {
    match &field.shape {
        FieldShape::Text => Ok(json!(text)),
        FieldShape::Date => text
            .parse::<jiff::civil::Date>()
            .map(|date| json!(date.to_string()))
            .map_err(|_| format!("`{text}` in `{}` is no date; expected 2021-04-01", field.id)),
        FieldShape::Number => text
            .parse::<f64>()
            .ok()
            .filter(|n| n.is_finite())
            .map(|n| json!(n))
            .ok_or_else(|| format!("`{text}` in `{}` is no number", field.id)),
        FieldShape::OneOf(words) => words
            .iter()
            .find(|word| *word == text)
            .map(|word| json!(word))
            .ok_or_else(|| {
                format!(
                    "`{text}` in `{}`; expected one of {}",
                    field.id,
                    words.join(", ")
                )
            }),
        FieldShape::FormerNames => read_former_names(text).ok_or_else(|| {
            format!(
                "`{text}` in `{}`; expected name@2019-12-31, `;` between",
                field.id
            )
        }),
    }
}

/// `旧名@2019-12-31; 更旧名@2015-06-30`; a name without a date was used until nobody knows when.
fn read_former_names(text: &str) -> Option<Value> {
    let names: Option<Vec<Value>> = text
        .split([';', '；'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| match part.split_once('@') {
            None => Some(json!({ "name": part })),
            Some((name, until)) => {
                let until = until.trim().parse::<jiff::civil::Date>().ok()?;
                Some(json!({ "name": name.trim(), "until": until.to_string() }))
            }
        })
        .collect();
    names.map(Value::Array)
}
