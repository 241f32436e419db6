//! What an aggregate function says of itself, as [`SqlFunction`](super::SqlFunction) does of a
//! scalar one.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::array::{Array, BooleanArray};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::plan_err;
use datafusion::error::Result;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::format_state_name;
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, Documentation, GroupsAccumulator, Signature,
    Volatility,
};

use super::declaration::{Kind, documented};

type Make<A> = Arc<dyn Fn() -> Box<A> + Send + Sync>;

/// An aggregate function of SQL.
#[derive(Clone)]
pub struct SqlAggregate {
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
    /// Calls with the rows they are made over (what follows `select`), and what each gives, as SQL
    /// literals. The rows are called `t` and their columns after the arguments.
    pub examples: Vec<(&'static str, &'static str)>,
    state: Vec<(&'static str, DataType)>,
    make: Make<dyn Accumulator>,
    make_groups: Option<Make<dyn GroupsAccumulator>>,
}

impl SqlAggregate {
    /// A function whose groups are each gathered by what `make` gives, and cut into `state` between
    /// threads.
    pub fn new(
        name: &'static str,
        says: &'static str,
        gives: Kind,
        state: Vec<(&'static str, DataType)>,
        make: impl Fn() -> Box<dyn Accumulator> + Send + Sync + 'static,
    ) -> Self {
        Self {
            name,
            says,
            takes: Vec::new(),
            gives,
            source: ("own", ""),
            examples: Vec::new(),
            state,
            make: Arc::new(make),
            make_groups: None,
        }
    }

    /// Many groups are gathered at once by what `make` gives, which is faster where a group's state
    /// is small.
    #[must_use]
    pub fn in_groups(
        mut self,
        make: impl Fn() -> Box<dyn GroupsAccumulator> + Send + Sync + 'static,
    ) -> Self {
        self.make_groups = Some(Arc::new(make));
        self
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

    /// A call over rows and what it gives.
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
    pub fn into_udaf(self) -> AggregateUDF {
        AggregateUDF::from(Udaf {
            signature: Signature::user_defined(Volatility::Immutable),
            documentation: documented(self.says, self.syntax(), &self.takes),
            function: self,
        })
    }
}

impl fmt::Debug for SqlAggregate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.syntax())
    }
}

#[derive(Debug)]
struct Udaf {
    signature: Signature,
    documentation: Documentation,
    function: SqlAggregate,
}

impl PartialEq for Udaf {
    fn eq(&self, other: &Self) -> bool {
        self.function.name == other.function.name
    }
}

impl Eq for Udaf {}

impl Hash for Udaf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.function.name.hash(state);
    }
}

impl AggregateUDFImpl for Udaf {
    fn name(&self) -> &str {
        self.function.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(self.function.gives.arrow())
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let takes = &self.function.takes;
        if given.len() != takes.len() {
            return plan_err!(
                "{} has {} arguments; expected {}",
                self.function.name,
                given.len(),
                self.function.syntax()
            );
        }
        let arguments = takes.iter().zip(given);
        arguments
            .map(|(&(name, kind), found)| {
                if let Some(taken) = kind.coerced(found) {
                    return Ok(taken);
                }
                plan_err!(
                    "{name} of {} is {found}; expected {}",
                    self.function.syntax(),
                    kind.in_words()
                )
            })
            .collect()
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        if args.is_distinct {
            return plan_err!("{} takes no `distinct`", self.function.name);
        }
        Ok((self.function.make)())
    }

    fn groups_accumulator_supported(&self, args: AccumulatorArgs<'_>) -> bool {
        self.function.make_groups.is_some() && !args.is_distinct
    }

    fn create_groups_accumulator(
        &self,
        _: AccumulatorArgs<'_>,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        if let Some(make) = &self.function.make_groups {
            return Ok(make());
        }
        plan_err!("{} gathers one group at a time", self.function.name)
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let part = |(name, kind): &(&str, DataType)| {
            Arc::new(Field::new(
                format_state_name(args.name, name),
                kind.clone(),
                true,
            ))
        };
        Ok(self.function.state.iter().map(part).collect())
    }

    fn order_sensitivity(&self) -> datafusion::logical_expr::utils::AggregateOrderSensitivity {
        datafusion::logical_expr::utils::AggregateOrderSensitivity::Insensitive
    }

    fn documentation(&self) -> Option<&Documentation> {
        Some(&self.documentation)
    }
}

/// Whether a call's `filter (where …)` lets a row in.
pub(super) fn is_let_in(filter: Option<&BooleanArray>, row: usize) -> bool {
    filter.is_none_or(|filter| filter.is_valid(row) && filter.value(row))
}
