//! What a function says of itself, and the one place where Arrow arrays are walked.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, Float64Builder, Int64Builder, StringViewArray, StringViewBuilder,
};
use datafusion::arrow::datatypes::{
    DataType, Date32Type, Field, Float64Type, Int64Type, TimestampMicrosecondType,
};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::{
    ColumnarValue, DocSection, Documentation, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl,
    Signature, Volatility,
};

/// What an argument or a result is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number,
    /// A whole number.
    Whole,
    /// Text.
    Text,
    /// An instant.
    Instant,
    /// A calendar date.
    Date,
    /// True or false.
    Truth,
    /// When a value of a series is from: an instant, a date, or a period as text.
    Time,
    /// Several values, by name.
    Fields(&'static [(&'static str, Kind)]),
}

impl Kind {
    /// The Arrow type.
    pub fn arrow(self) -> DataType {
        match self {
            Self::Number => DataType::Float64,
            Self::Whole => DataType::Int64,
            Self::Text | Self::Time => DataType::Utf8View,
            Self::Instant => zone::observation::arrow::instant(),
            Self::Date => DataType::Date32,
            Self::Truth => DataType::Boolean,
            Self::Fields(fields) => {
                let field = |(name, kind): &(&str, Self)| Field::new(*name, kind.arrow(), true);
                DataType::Struct(fields.iter().map(field).collect())
            }
        }
    }

    /// The type that an aggregate takes a column of type `found` as; `None` for what it is not.
    pub(super) fn coerced(self, found: &DataType) -> Option<DataType> {
        let is_text = |found: &DataType| found.is_string() || found.is_null();
        let is_right = match self {
            Self::Number | Self::Whole => found.is_numeric() || found.is_null(),
            Self::Truth => matches!(found, DataType::Boolean | DataType::Null),
            Self::Text => is_text(found),
            Self::Instant => found.is_temporal(),
            Self::Date => matches!(found, DataType::Date32 | DataType::Date64),
            Self::Time => {
                return match found {
                    DataType::Timestamp(..) => Some(Self::Instant.arrow()),
                    DataType::Date32 | DataType::Date64 => Some(DataType::Date32),
                    DataType::Dictionary(_, text) if is_text(text) => Some(DataType::Utf8View),
                    text if is_text(text) => Some(DataType::Utf8View),
                    _ => None,
                };
            }
            Self::Fields(_) => false,
        };
        is_right.then(|| self.arrow())
    }

    /// What it is, in a few words.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Whole => "a whole number",
            Self::Text => "text",
            Self::Instant => "an instant",
            Self::Date => "a date",
            Self::Truth => "true or false",
            Self::Time => "an instant, a date, or text such as 2021-04, 2021-Q2 or 2021",
            Self::Fields(_) => "fields by name",
        }
    }
}

/// What DataFusion's own documentation gets to know of a function.
pub(super) fn documented(
    says: &'static str,
    syntax: String,
    takes: &[(&'static str, Kind)],
) -> Documentation {
    let section = DocSection {
        include: true,
        label: "Wellkeeper",
        description: None,
    };
    let documentation = Documentation::builder(section, says, syntax);
    let arguments = takes.iter();
    arguments
        .fold(documentation, |all, (name, kind)| {
            all.with_argument(*name, kind.in_words())
        })
        .build()
}

type Numbers = Arc<dyn Fn(&Row<'_>) -> Option<f64> + Send + Sync>;
type Wholes = Arc<dyn Fn(&Row<'_>) -> Option<i64> + Send + Sync>;
type Texts = Arc<dyn Fn(&Row<'_>, &mut String) -> Option<()> + Send + Sync>;
type Columns = Arc<dyn Fn(&[i64], &dyn Fn(usize) -> bool) -> ArrayRef + Send + Sync>;

#[derive(Clone)]
enum Body {
    Numbers(Numbers),
    Wholes(Wholes),
    Texts(Texts),
    Instants(Columns),
}

/// A scalar function of SQL.
#[derive(Clone)]
pub struct SqlFunction {
    /// Its name.
    pub name: &'static str,
    /// What it gives, in a sentence.
    pub says: &'static str,
    /// Its arguments in their order.
    pub takes: Vec<(&'static str, Kind)>,
    /// What it gives.
    pub gives: Kind,
    /// Key of `docs/sources.toml` and clause.
    pub source: (&'static str, &'static str),
    /// Calls and what each gives, as SQL literals.
    pub examples: Vec<(&'static str, &'static str)>,
    body: Body,
}

impl SqlFunction {
    fn new(name: &'static str, says: &'static str, gives: Kind, body: Body) -> Self {
        Self {
            name,
            says,
            takes: Vec::new(),
            gives,
            source: ("own", ""),
            examples: Vec::new(),
            body,
        }
    }

    /// A function whose rows give numbers; nothing where one of its arguments is missing.
    pub fn numbers(
        name: &'static str,
        says: &'static str,
        rows: impl Fn(&Row<'_>) -> Option<f64> + Send + Sync + 'static,
    ) -> Self {
        Self::new(name, says, Kind::Number, Body::Numbers(Arc::new(rows)))
    }

    /// A function whose rows give whole numbers.
    pub fn wholes(
        name: &'static str,
        says: &'static str,
        rows: impl Fn(&Row<'_>) -> Option<i64> + Send + Sync + 'static,
    ) -> Self {
        Self::new(name, says, Kind::Whole, Body::Wholes(Arc::new(rows)))
    }

    /// A function whose rows write text into a buffer that is theirs for the row.
    pub fn texts(
        name: &'static str,
        says: &'static str,
        rows: impl Fn(&Row<'_>, &mut String) -> Option<()> + Send + Sync + 'static,
    ) -> Self {
        Self::new(name, says, Kind::Text, Body::Texts(Arc::new(rows)))
    }

    /// A function of one instant, over a whole column of microseconds at once; the second argument
    /// tells which are missing.
    pub fn of_instants(
        name: &'static str,
        says: &'static str,
        gives: Kind,
        column: impl Fn(&[i64], &dyn Fn(usize) -> bool) -> ArrayRef + Send + Sync + 'static,
    ) -> Self {
        Self::new(name, says, gives, Body::Instants(Arc::new(column))).takes("time", Kind::Instant)
    }

    /// One more argument.
    #[must_use]
    pub fn takes(mut self, name: &'static str, kind: Kind) -> Self {
        self.takes.push((name, kind));
        self
    }

    /// Key of `docs/sources.toml` and clause.
    #[must_use]
    pub fn source(mut self, key: &'static str, clause: &'static str) -> Self {
        self.source = (key, clause);
        self
    }

    /// A call and what it gives.
    #[must_use]
    pub fn example(mut self, call: &'static str, gives: &'static str) -> Self {
        self.examples.push((call, gives));
        self
    }

    /// `name(a, b)`.
    pub fn syntax(&self) -> String {
        let arguments: Vec<_> = self.takes.iter().map(|(name, _)| *name).collect();
        format!("{}({})", self.name, arguments.join(", "))
    }

    /// The function as DataFusion calls it.
    pub fn into_udf(self) -> ScalarUDF {
        let types = self.takes.iter().map(|(_, kind)| kind.arrow()).collect();
        let documentation = documented(self.says, self.syntax(), &self.takes);
        ScalarUDF::from(Udf {
            signature: Signature::exact(types, Volatility::Immutable),
            documentation,
            function: self,
        })
    }
}

impl fmt::Debug for SqlFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.syntax())
    }
}

/// One row of a call's arguments.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    arguments: &'a [Argument<'a>],
    index: usize,
}

#[derive(Debug)]
struct Argument<'a> {
    array: &'a dyn Array,
    values: Values<'a>,
    /// A literal has one row, which stands for all.
    is_literal: bool,
}

#[derive(Debug)]
enum Values<'a> {
    Numbers(&'a [f64]),
    Wholes(&'a [i64]),
    Days(&'a [i32]),
    Texts(&'a StringViewArray),
}

impl<'a> Row<'a> {
    fn at(&self, argument: usize) -> Option<(&'a Argument<'a>, usize)> {
        let argument = self.arguments.get(argument)?;
        let index = if argument.is_literal { 0 } else { self.index };
        (!argument.array.is_null(index)).then_some((argument, index))
    }

    /// A number, `None` where it is missing.
    pub fn number(&self, argument: usize) -> Option<f64> {
        match self.at(argument)? {
            (
                Argument {
                    values: Values::Numbers(values),
                    ..
                },
                index,
            ) => Some(values[index]),
            _ => None,
        }
    }

    /// A whole number, or an instant's microseconds.
    pub fn whole(&self, argument: usize) -> Option<i64> {
        match self.at(argument)? {
            (
                Argument {
                    values: Values::Wholes(values),
                    ..
                },
                index,
            ) => Some(values[index]),
            _ => None,
        }
    }

    /// A date, as days since 1970.
    pub fn day(&self, argument: usize) -> Option<i32> {
        match self.at(argument)? {
            (
                Argument {
                    values: Values::Days(values),
                    ..
                },
                index,
            ) => Some(values[index]),
            _ => None,
        }
    }

    /// A text.
    pub fn text(&self, argument: usize) -> Option<&'a str> {
        match self.at(argument)? {
            (
                Argument {
                    values: Values::Texts(values),
                    ..
                },
                index,
            ) => Some(values.value(index)),
            _ => None,
        }
    }
}

#[derive(Debug)]
struct Udf {
    signature: Signature,
    documentation: Documentation,
    function: SqlFunction,
}

impl PartialEq for Udf {
    fn eq(&self, other: &Self) -> bool {
        self.function.name == other.function.name
    }
}

impl Eq for Udf {}

impl Hash for Udf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.function.name.hash(state);
    }
}

impl ScalarUDFImpl for Udf {
    fn name(&self) -> &str {
        self.function.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> datafusion::error::Result<DataType> {
        Ok(self.function.gives.arrow())
    }

    fn documentation(&self) -> Option<&Documentation> {
        Some(&self.documentation)
    }

    fn invoke_with_args(
        &self,
        args: ScalarFunctionArgs,
    ) -> datafusion::error::Result<ColumnarValue> {
        let all_literal = args
            .args
            .iter()
            .all(|a| matches!(a, ColumnarValue::Scalar(_)));
        let rows = if all_literal { 1 } else { args.number_rows };
        let arrays: Vec<(ArrayRef, bool)> = args
            .args
            .iter()
            .map(|argument| match argument {
                ColumnarValue::Scalar(scalar) => Ok((scalar.to_array()?, true)),
                ColumnarValue::Array(array) => Ok((Arc::clone(array), false)),
            })
            .collect::<datafusion::error::Result<_>>()?;
        let arguments: Vec<Argument<'_>> = arrays
            .iter()
            .map(|(array, is_literal)| argument(array, *is_literal))
            .collect();
        let result = self.evaluate(&arguments, rows);
        if all_literal {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(
                &result, 0,
            )?));
        }
        Ok(ColumnarValue::Array(result))
    }
}

fn argument(array: &ArrayRef, is_literal: bool) -> Argument<'_> {
    let values = match array.data_type() {
        DataType::Float64 => Values::Numbers(array.as_primitive::<Float64Type>().values()),
        DataType::Timestamp(..) => {
            Values::Wholes(array.as_primitive::<TimestampMicrosecondType>().values())
        }
        DataType::Date32 => Values::Days(array.as_primitive::<Date32Type>().values()),
        DataType::Utf8View => Values::Texts(array.as_string_view()),
        _ => Values::Wholes(array.as_primitive::<Int64Type>().values()),
    };
    Argument {
        array: array.as_ref() as &dyn Array,
        values,
        is_literal,
    }
}

impl Udf {
    fn evaluate(&self, arguments: &[Argument<'_>], rows: usize) -> ArrayRef {
        let row = |index| Row { arguments, index };
        match &self.function.body {
            Body::Numbers(get) => {
                let mut out = Float64Builder::with_capacity(rows);
                (0..rows).for_each(|i| out.append_option(get(&row(i))));
                Arc::new(out.finish())
            }
            Body::Wholes(get) => {
                let mut out = Int64Builder::with_capacity(rows);
                (0..rows).for_each(|i| out.append_option(get(&row(i))));
                Arc::new(out.finish())
            }
            Body::Texts(get) => {
                let mut out = StringViewBuilder::with_capacity(rows);
                let mut buffer = String::new();
                for i in 0..rows {
                    buffer.clear();
                    out.append_option(get(&row(i), &mut buffer).map(|()| buffer.as_str()));
                }
                Arc::new(out.finish())
            }
            Body::Instants(column) => match &arguments[0] {
                Argument {
                    values: Values::Wholes(values),
                    array,
                    ..
                } => column(values, &|i| array.is_null(i)),
                _ => datafusion::arrow::array::new_null_array(&self.function.gives.arrow(), rows),
            },
        }
    }
}
