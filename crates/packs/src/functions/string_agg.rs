//! `string_agg` with an `order by` over very many groups: DataFusion's own keeps an object for each
//! group and has all rows sorted first; here the texts of all groups lie side by side and are sorted
//! once. What it gives is the same; texts of one place come in their own order, so that the result
//! does not depend on which core read them.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BinaryBuilder, BooleanArray, LargeStringBuilder, ListBuilder,
    StringBuilder,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::arrow::row::{RowConverter, SortField};
use datafusion::common::{ScalarValue, exec_err, not_impl_err};
use datafusion::error::Result;
use datafusion::functions_aggregate::string_agg::string_agg_udaf;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::{AggregateOrderSensitivity, format_state_name};
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, Documentation, EmitTo, GroupsAccumulator,
    Signature,
};
use datafusion::physical_expr::expressions::Literal;

use super::aggregate::is_let_in;

/// The function as DataFusion calls it, in the place of its own.
pub(super) fn string_agg() -> AggregateUDF {
    AggregateUDF::from(StringAgg {
        plain: string_agg_udaf(),
    })
}

/// DataFusion's own, but for calls with an order.
#[derive(Debug, Clone)]
struct StringAgg {
    plain: Arc<AggregateUDF>,
}

impl PartialEq for StringAgg {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for StringAgg {}

impl Hash for StringAgg {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

fn is_ordered(args: &AccumulatorArgs<'_>) -> bool {
    !args.is_distinct && !args.order_bys.is_empty()
}

impl AggregateUDFImpl for StringAgg {
    fn name(&self) -> &str {
        self.plain.name()
    }

    fn signature(&self) -> &Signature {
        self.plain.signature()
    }

    fn return_type(&self, arguments: &[DataType]) -> Result<DataType> {
        self.plain.return_type(arguments)
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        if args.is_distinct || args.ordering_fields.is_empty() {
            return self.plain.state_fields(args);
        }
        let list = |name: &str, kind: DataType| {
            let item = Field::new_list_field(kind, true);
            Arc::new(Field::new_list(
                format_state_name(args.name, name),
                item,
                true,
            ))
        };
        Ok(vec![
            list("texts", DataType::Utf8),
            list("places", DataType::Binary),
        ])
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        if is_ordered(&args) {
            return Ok(Box::new(OneGroup(Texts::of(&args)?)));
        }
        self.plain.accumulator(args)
    }

    fn groups_accumulator_supported(&self, args: AccumulatorArgs<'_>) -> bool {
        is_ordered(&args) || self.plain.groups_accumulator_supported(args)
    }

    fn create_groups_accumulator(
        &self,
        args: AccumulatorArgs<'_>,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        if is_ordered(&args) {
            return Ok(Box::new(Texts::of(&args)?));
        }
        self.plain.create_groups_accumulator(args)
    }

    /// The rows need not come in the order, but what they are ordered by has to come with them.
    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        AggregateOrderSensitivity::Beneficial
    }

    fn with_beneficial_ordering(
        self: Arc<Self>,
        _: bool,
    ) -> Result<Option<Arc<dyn AggregateUDFImpl>>> {
        Ok(Some(self))
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.plain.documentation()
    }
}

/// One text of a group, and what it is ordered by.
#[derive(Debug, Clone)]
struct Entry {
    group: usize,
    /// Where its place lies in the bytes of all, which compare as the rows do.
    place: Range<usize>,
    /// Where it lies in the text of all.
    text: Range<usize>,
}

/// The texts of all groups, in the order in which they came.
struct Texts {
    separator: String,
    by: Vec<SortField>,
    converter: RowConverter,
    groups: usize,
    entries: Vec<Entry>,
    places: Vec<u8>,
    written: String,
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} texts of {} groups", self.entries.len(), self.groups)
    }
}

impl Texts {
    fn of(args: &AccumulatorArgs<'_>) -> Result<Self> {
        let separator = args.exprs.get(1).and_then(|e| e.downcast_ref::<Literal>());
        let Some(separator) = separator.map(Literal::value) else {
            return not_impl_err!("the separator of string_agg has to be a text as it stands");
        };
        let mut fields = Vec::with_capacity(args.order_bys.len());
        for by in args.order_bys {
            let kind = by.expr.data_type(args.schema)?;
            fields.push(SortField::new_with_options(kind, by.options));
        }
        let separator = separator.try_as_str().flatten().unwrap_or_default();
        Self::new(separator.to_owned(), fields)
    }

    fn new(separator: String, by: Vec<SortField>) -> Result<Self> {
        Ok(Self {
            separator,
            converter: RowConverter::new(by.clone())?,
            by,
            groups: 0,
            entries: Vec::new(),
            places: Vec::new(),
            written: String::new(),
        })
    }

    fn add(&mut self, group: usize, place: &[u8], text: &str) {
        let (from_place, from_text) = (self.places.len(), self.written.len());
        self.places.extend_from_slice(place);
        self.written.push_str(text);
        self.entries.push(Entry {
            group,
            place: from_place..self.places.len(),
            text: from_text..self.written.len(),
        });
    }

    /// Takes the entries of the groups that leave, in their order, with how many groups those are.
    /// The others move up.
    fn leave(&mut self, emit: EmitTo) -> (usize, Vec<Entry>) {
        let leaving = match emit {
            EmitTo::All => self.groups,
            EmitTo::First(first) => first.min(self.groups),
        };
        let all = std::mem::take(&mut self.entries);
        let (mut gone, stay): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|entry| entry.group < leaving);
        let moved = stay.into_iter().map(|entry| Entry {
            group: entry.group - leaving,
            ..entry
        });
        self.entries = moved.collect();
        self.groups -= leaving;
        gone.sort_unstable_by(|one, other| {
            let of = |entry: &Entry| (entry.group, self.place(entry), self.text(entry));
            of(one).cmp(&of(other))
        });
        (leaving, gone)
    }

    fn place(&self, entry: &Entry) -> &[u8] {
        &self.places[entry.place.clone()]
    }

    fn text(&self, entry: &Entry) -> &str {
        &self.written[entry.text.clone()]
    }

    /// Lets go of the bytes of those that left, once nobody is in the room.
    fn sweep(&mut self) {
        if self.entries.is_empty() {
            self.places.clear();
            self.written.clear();
        }
    }
}

/// The entries of each of `groups` groups, which are sorted by group.
fn by_group(entries: &[Entry], groups: usize) -> impl Iterator<Item = &[Entry]> {
    let mut rest = entries;
    (0..groups).map(move |group| {
        let mine = rest.partition_point(|entry| entry.group <= group);
        let (mine, others) = rest.split_at(mine);
        rest = others;
        mine
    })
}

impl GroupsAccumulator for Texts {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        groups: &[usize],
        filter: Option<&BooleanArray>,
        total: usize,
    ) -> Result<()> {
        self.groups = total;
        let [texts, _, by @ ..] = values else {
            return exec_err!("string_agg came without its separator");
        };
        let texts = cast(texts, &DataType::Utf8View)?;
        let texts = texts.as_string_view();
        if texts.null_count() == texts.len() {
            return Ok(());
        }
        let places = self.converter.convert_columns(by)?;
        for (row, group) in groups.iter().enumerate() {
            if texts.is_valid(row) && is_let_in(filter, row) {
                self.add(*group, places.row(row).as_ref(), texts.value(row));
            }
        }
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef], groups: &[usize], total: usize) -> Result<()> {
        self.groups = total;
        let [texts, places] = states else {
            return exec_err!("string_agg is put together of texts and places");
        };
        let (texts, places) = (texts.as_list::<i32>(), places.as_list::<i32>());
        for (row, group) in groups.iter().enumerate() {
            if texts.is_null(row) {
                continue;
            }
            let (texts, places) = (texts.value(row), places.value(row));
            let (texts, places) = (texts.as_string::<i32>(), places.as_binary::<i32>());
            for at in 0..texts.len() {
                self.add(*group, places.value(at), texts.value(at));
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<ArrayRef> {
        let (groups, entries) = self.leave(emit);
        let mut joined = LargeStringBuilder::with_capacity(groups, self.written.len());
        let mut text = String::new();
        for mine in by_group(&entries, groups) {
            if mine.is_empty() {
                joined.append_null();
                continue;
            }
            text.clear();
            for (at, entry) in mine.iter().enumerate() {
                if at > 0 {
                    text.push_str(&self.separator);
                }
                text.push_str(self.text(entry));
            }
            joined.append_value(&text);
        }
        self.sweep();
        Ok(Arc::new(joined.finish()))
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let (groups, entries) = self.leave(emit);
        let mut texts = ListBuilder::new(StringBuilder::new());
        let mut places = ListBuilder::new(BinaryBuilder::new());
        for mine in by_group(&entries, groups) {
            for entry in mine {
                texts.values().append_value(self.text(entry));
                places.values().append_value(self.place(entry));
            }
            texts.append(!mine.is_empty());
            places.append(!mine.is_empty());
        }
        self.sweep();
        Ok(vec![Arc::new(texts.finish()), Arc::new(places.finish())])
    }

    fn convert_to_state(
        &self,
        columns: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let rows = columns.first().map_or(0, Array::len);
        let of_each: Vec<usize> = (0..rows).collect();
        let mut apart = Self::new(self.separator.clone(), self.by.clone())?;
        apart.update_batch(columns, &of_each, filter, rows)?;
        apart.state(EmitTo::All)
    }

    fn size(&self) -> usize {
        self.entries.capacity() * size_of::<Entry>()
            + self.places.capacity()
            + self.written.capacity()
    }
}

/// All rows in one group.
#[derive(Debug)]
struct OneGroup(Texts);

impl Accumulator for OneGroup {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let rows = values.first().map_or(0, Array::len);
        self.0.update_batch(values, &vec![0; rows], None, 1)
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let rows = states.first().map_or(0, Array::len);
        self.0.merge_batch(states, &vec![0; rows], 1)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.0.groups = 1;
        ScalarValue::try_from_array(&self.0.evaluate(EmitTo::All)?, 0)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        self.0.groups = 1;
        let columns = self.0.state(EmitTo::All)?;
        let first = |column: &ArrayRef| ScalarValue::try_from_array(column, 0);
        columns.iter().map(first).collect()
    }

    fn size(&self) -> usize {
        size_of_val(self) + GroupsAccumulator::size(&self.0)
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop and say where"
)]
mod tests {
    use datafusion::arrow::array::{Int64Array, RecordBatch, StringArray};
    use datafusion::arrow::util::pretty::pretty_format_batches;
    use datafusion::datasource::MemTable;
    use datafusion::prelude::{SessionConfig, SessionContext};

    use super::*;

    /// 3,000 rows of 700 groups, in eight parts: each place is there once, every seventh text is
    /// missing.
    fn rows() -> MemTable {
        let part = |part: i64| {
            let numbers = (0..375).map(|row| (row * 8 + part) * 7_919 % 3_000);
            let numbers: Vec<i64> = numbers.collect();
            let groups: Int64Array = numbers.iter().map(|n| Some(n % 700)).collect();
            let texts = numbers
                .iter()
                .map(|n| (n % 7 > 0).then(|| format!("水{n}")));
            let texts: StringArray = texts.collect();
            let places: Int64Array = numbers
                .iter()
                .map(|n| (*n != 41).then_some(n * 31 % 3_001))
                .collect();
            let columns: [(&str, ArrayRef); 3] = [
                ("grp", Arc::new(groups)),
                ("text", Arc::new(texts)),
                ("place", Arc::new(places)),
            ];
            vec![
                RecordBatch::try_from_iter_with_nullable(columns.map(|(n, c)| (n, c, true)))
                    .unwrap(),
            ]
        };
        let parts: Vec<_> = (0..8).map(part).collect();
        MemTable::try_new(parts[0][0].schema(), parts).unwrap()
    }

    fn context(cores: usize) -> SessionContext {
        let mut config = SessionConfig::new()
            .with_target_partitions(cores)
            .with_batch_size(100);
        let execution = &mut config.options_mut().execution;
        execution.skip_partial_aggregation_probe_rows_threshold = 50;
        execution.skip_partial_aggregation_probe_ratio_threshold = 0.1;
        let context = SessionContext::new_with_config(config);
        context.register_table("t", Arc::new(rows())).unwrap();
        context
    }

    async fn answer(context: &SessionContext, sql: &str) -> String {
        let batches = context.sql(sql).await.unwrap().collect().await.unwrap();
        pretty_format_batches(&batches).unwrap().to_string()
    }

    #[tokio::test]
    async fn it_gives_what_the_plain_one_gives() {
        for call in [
            "string_agg(text, ', ' order by place)",
            "string_agg(text, '、' order by place desc)",
            "string_agg(text, '' order by place % 5 desc nulls last, place nulls first)",
            "string_agg(text, ', ' order by place) filter (where place > 1500)",
            "string_agg(text, ', ')",
            "string_agg(distinct text, ', ' order by text)",
        ] {
            for sql in [
                format!("select grp, {call} as joined from t group by grp order by grp"),
                format!("select {call} as joined from t where grp < 40"),
                format!("select {call} as joined from t where grp < 0"),
            ] {
                // Without an order, the order is anybody's: one core has one.
                let cores = if call.contains("order by") { 4 } else { 1 };
                let (plain, ours) = (context(cores), context(cores));
                ours.register_udaf(string_agg());
                assert_eq!(
                    answer(&ours, &sql).await,
                    answer(&plain, &sql).await,
                    "{sql}"
                );
            }
        }
    }

    #[tokio::test]
    async fn texts_of_one_place_come_in_their_own_order() {
        for cores in [1, 4] {
            let ours = context(cores);
            ours.register_udaf(string_agg());
            let sql = "select string_agg(text, ' ' order by grp % 2) as joined from t where grp in (1, 2)";
            assert_eq!(
                answer(&ours, sql)
                    .await
                    .lines()
                    .nth(3)
                    .unwrap()
                    .trim_matches(['|', ' ']),
                "水1402 水2 水2102 水2802 水702 水1 水1401 水2101 水2801 水701",
            );
        }
    }
}
