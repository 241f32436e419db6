//! A field of a kind that can hold nothing.

use zone::schema::FieldShape;

use crate::load::Reading;
use crate::load::manifest::RawField;

const NAME: &str = "field";

/// `shape` is what the field holds; `None` where that cannot be said.
pub(crate) fn look(file: &mut Reading<'_>, raw: &RawField, shape: Option<&FieldShape>) {
    let id = raw.id.get_ref();
    if shape.is_none() {
        let message = match raw.shape.get_ref().as_str() {
            "one_of" => format!("`{id}` is one_of nothing; expected `values`"),
            other => format!(
                "`{other}` is no type of a field; expected text, date, number, one_of or former_names"
            ),
        };
        file.tell(NAME, raw.shape.span(), message);
    }
    if let (Some(FieldShape::OneOf(words)), Some(default)) = (shape, &raw.default)
        && !words.contains(default)
    {
        let words = words.join(", ");
        let message = format!("the default `{default}` of `{id}` is none of {words}");
        file.tell(NAME, raw.id.span(), message);
    }
}
