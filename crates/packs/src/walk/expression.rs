//! The types of expressions, and what names in them mean.

use datafusion::arrow::datatypes::DataType;
use datafusion::sql::sqlparser::ast::{
    AccessExpr, BinaryOperator, Expr, Ident, Spanned, Subscript, UnaryOperator, Value,
    ValueWithSpan,
};

use super::scope::Column;
use super::types::{is_number, is_text, is_time, joined, written};
use super::{Typed, Walk, folded};
use crate::check;

impl Walk<'_> {
    /// Walks an expression; gives its type where it is certain.
    pub(super) fn expression(&mut self, expr: &Expr) -> Typed {
        match expr {
            Expr::Identifier(name) => self.column(None, name),
            Expr::CompoundIdentifier(names) => self.path(names),
            Expr::Value(value) => self.literal(value),
            Expr::TypedString(typed) => Typed {
                kind: written(&typed.data_type),
                words: None,
            },
            Expr::Nested(expr) | Expr::Collate { expr, .. } => self.expression(expr),
            Expr::UnaryOp { op, expr } => self.unary(*op, expr),
            Expr::BinaryOp { left, op, right } => self.binary(left, op, right),
            Expr::Function(call) => self.call(call),
            Expr::Case {
                operand,
                conditions,
                else_result,
                ..
            } => {
                let mut kind = Some(DataType::Null);
                for when in conditions {
                    match operand {
                        Some(operand) => self.compared(operand, &when.condition),
                        None => self.truth(&when.condition, "`when`"),
                    }
                    kind = joined(kind, self.expression(&when.result).kind);
                }
                if let Some(result) = else_result {
                    kind = joined(kind, self.expression(result).kind);
                }
                Typed { kind, words: None }
            }
            Expr::Cast {
                expr, data_type, ..
            } => {
                self.expression(expr);
                Typed {
                    kind: written(data_type),
                    words: None,
                }
            }
            Expr::CompoundFieldAccess { root, access_chain } => self.field(root, access_chain),
            Expr::Subquery(query) => {
                let output = self.query(query);
                let first = output
                    .columns
                    .and_then(|mut c| (!c.is_empty()).then(|| c.swap_remove(0)));
                Typed {
                    kind: first.and_then(|c| c.kind),
                    words: None,
                }
            }
            _ => self.predicate(expr),
        }
    }

    /// Expressions that are true or false, and the rest, whose type is not looked for.
    fn predicate(&mut self, expr: &Expr) -> Typed {
        match expr {
            Expr::InList { expr, list, .. } => {
                for each in list {
                    self.compared(expr, each);
                }
            }
            Expr::Between {
                expr, low, high, ..
            } => {
                self.compared(expr, low);
                self.compared(expr, high);
            }
            Expr::InSubquery { expr, subquery, .. } => {
                self.expression(expr);
                self.query(subquery);
            }
            Expr::Exists { subquery, .. } => {
                self.query(subquery);
            }
            Expr::IsDistinctFrom(left, right) | Expr::IsNotDistinctFrom(left, right) => {
                self.compared(left, right);
            }
            Expr::Like { expr, pattern, .. } | Expr::ILike { expr, pattern, .. } => {
                self.expression(expr);
                self.expression(pattern);
            }
            Expr::IsTrue(e) | Expr::IsNotTrue(e) | Expr::IsFalse(e) | Expr::IsNotFalse(e) => {
                self.truth(e, "`is true`");
            }
            Expr::IsNull(e) | Expr::IsNotNull(e) => {
                self.expression(e);
            }
            Expr::Substring { expr, .. } | Expr::Trim { expr, .. } => {
                self.expression(expr);
                return Typed::of(DataType::Utf8);
            }
            Expr::Extract { expr, .. } | Expr::Ceil { expr, .. } | Expr::Floor { expr, .. } => {
                self.expression(expr);
                return Typed::default();
            }
            Expr::Tuple(inner) => {
                for one in inner {
                    self.expression(one);
                }
                return Typed::default();
            }
            _ => return Typed::default(),
        }
        Typed::of(DataType::Boolean)
    }

    /// Walks what must be true or false.
    pub(super) fn truth(&mut self, expr: &Expr, place: &str) {
        let typed = self.expression(expr);
        if let Some(kind) = typed.kind
            && !matches!(kind, DataType::Boolean | DataType::Null)
        {
            check::wrong_type::not_truth(self, expr.span(), place, &kind);
        }
    }

    fn unary(&mut self, op: UnaryOperator, expr: &Expr) -> Typed {
        if op == UnaryOperator::Not {
            self.truth(expr, "`not`");
            return Typed::of(DataType::Boolean);
        }
        let typed = self.expression(expr);
        self.number_at(expr, &typed, "the sign");
        Typed {
            kind: typed.kind,
            words: None,
        }
    }

    fn binary(&mut self, left: &Expr, op: &BinaryOperator, right: &Expr) -> Typed {
        use BinaryOperator as B;
        match op {
            B::And | B::Or => {
                let place = if *op == B::And { "`and`" } else { "`or`" };
                self.truth(left, place);
                self.truth(right, place);
                Typed::of(DataType::Boolean)
            }
            B::Eq | B::NotEq | B::Lt | B::LtEq | B::Gt | B::GtEq => {
                self.compared(left, right);
                Typed::of(DataType::Boolean)
            }
            B::Plus | B::Minus | B::Multiply | B::Divide | B::Modulo => {
                self.arithmetic(left, op, right)
            }
            B::StringConcat => {
                self.expression(left);
                self.expression(right);
                Typed::of(DataType::Utf8)
            }
            _ => {
                self.expression(left);
                self.expression(right);
                Typed::default()
            }
        }
    }

    fn arithmetic(&mut self, left: &Expr, op: &BinaryOperator, right: &Expr) -> Typed {
        let (a, b) = (self.expression(left), self.expression(right));
        if [&a, &b]
            .iter()
            .any(|t| t.kind.as_ref().is_some_and(is_time))
        {
            return Typed::default();
        }
        let place = format!("`{op}`");
        self.number_at(left, &a, &place);
        self.number_at(right, &b, &place);
        Typed {
            kind: joined(a.kind, b.kind).filter(is_number),
            words: None,
        }
    }

    fn number_at(&mut self, expr: &Expr, typed: &Typed, place: &str) {
        if let Some(kind) = &typed.kind
            && (is_text(kind) || *kind == DataType::Boolean)
        {
            check::wrong_type::not_number(self, expr.span(), place, kind);
        }
    }

    /// Two sides of a comparison: text with a number never is what was meant, and a word that a
    /// column cannot hold is never found.
    fn compared(&mut self, left: &Expr, right: &Expr) {
        let (a, b) = (self.expression(left), self.expression(right));
        if let (Some(kind), Some(other)) = (&a.kind, &b.kind)
            && (is_text(kind) && is_number(other) || is_number(kind) && is_text(other))
        {
            let at = if literal_text(left).is_some() {
                left
            } else {
                right
            };
            check::text_with_number::found(self, at.span(), kind, other);
            return;
        }
        for (typed, other) in [(&a, right), (&b, left)] {
            if let (Some(words), Some(word)) = (&typed.words, literal_text(other))
                && !words.known.iter().any(|known| known == word)
            {
                check::unknown_word::found(self, other.span(), word, words);
            }
        }
    }

    fn literal(&mut self, value: &ValueWithSpan) -> Typed {
        let kind = match &value.value {
            Value::Number(text, _) if text.parse::<i64>().is_ok() => DataType::Int64,
            Value::Number(..) => DataType::Float64,
            Value::SingleQuotedString(_) => DataType::Utf8,
            Value::Boolean(_) => DataType::Boolean,
            Value::Null => DataType::Null,
            Value::Placeholder(name) => return self.placeholder(name, value.span),
            _ => return Typed::default(),
        };
        Typed::of(kind)
    }

    /// `$name`: a setting, or a column of the row that an input belongs to.
    fn placeholder(
        &mut self,
        written: &str,
        span: datafusion::sql::sqlparser::tokenizer::Span,
    ) -> Typed {
        let name = written.trim_start_matches('$').to_owned();
        let found = match &self.row {
            Some(row) => row.iter().find(|c| c.name == name).cloned(),
            None => self.catalog.setting(&name).cloned(),
        };
        if let Some(column) = found {
            return typed(&column);
        }
        let row = self.row.clone();
        check::unknown_setting::found(self, span, &name, row.as_deref());
        Typed::default()
    }

    /// `a.b`: a column of a relation, or a field of a column; `a.b.c` with its schema before.
    fn path(&mut self, names: &[Ident]) -> Typed {
        let ([relation, column] | [_, relation, column]) = names else {
            return Typed::default();
        };
        let name = folded(relation);
        let is_relation = self
            .scopes
            .iter()
            .flat_map(|scope| &scope.relations)
            .any(|r| r.name.as_deref() == Some(&name));
        if is_relation {
            return self.column(Some(relation), column);
        }
        let has_column = self.find(None, &name).is_some();
        let is_certain = self.scopes.iter().all(super::scope::Scope::is_certain);
        if !has_column && is_certain {
            check::unknown_table::no_relation(self, relation);
        }
        Typed::default()
    }

    fn column(&mut self, relation: Option<&Ident>, name: &Ident) -> Typed {
        let wanted = relation.map(folded);
        let column = folded(name);
        match self.find(wanted.as_deref(), &column) {
            Some(Found::Column(found)) => typed(&found),
            Some(Found::Uncertain) => Typed::default(),
            Some(Found::Several(owners)) => {
                check::ambiguous_column::found(self, name, &owners);
                Typed::default()
            }
            None => {
                check::unknown_column::found(self, name, wanted.as_deref());
                Typed::default()
            }
        }
    }

    /// The column that a name means, from the innermost select outwards.
    fn find(&self, relation: Option<&str>, column: &str) -> Option<Found> {
        for scope in self.scopes.iter().rev() {
            if relation.is_none()
                && let Some(alias) = scope.aliases.iter().find(|c| c.name == column)
            {
                return Some(Found::Column(alias.clone()));
            }
            let mut found: Option<Column> = None;
            let mut owners = Vec::new();
            let mut is_certain = true;
            for each in &scope.relations {
                if relation.is_some() && each.name.as_deref() != relation {
                    continue;
                }
                match each.column(column) {
                    Some(here) => {
                        owners.push(each.name.clone().unwrap_or_default());
                        found.get_or_insert_with(|| here.clone());
                    }
                    None => is_certain &= !each.is_open,
                }
            }
            if !is_certain {
                return Some(found.map_or(Found::Uncertain, Found::Column));
            }
            match (found, owners.len()) {
                (Some(_), 2..) if !scope.merged.contains(column) => {
                    return Some(Found::Several(owners));
                }
                (Some(column), _) => return Some(Found::Column(column)),
                (None, _) => {}
            }
        }
        None
    }

    /// Columns in sight, of one relation or of all of the innermost select.
    pub(crate) fn columns_in_sight(&self, relation: Option<&str>) -> Vec<String> {
        let scope = match relation {
            None => self.scopes.last(),
            Some(name) => self.scopes.iter().rev().find(|scope| {
                scope
                    .relations
                    .iter()
                    .any(|r| r.name.as_deref() == Some(name))
            }),
        };
        let Some(scope) = scope else {
            return Vec::new();
        };
        scope
            .relations
            .iter()
            .filter(|r| relation.is_none() || r.name.as_deref() == relation)
            .flat_map(|r| r.columns.iter().flatten())
            .map(|c| c.name.clone())
            .collect()
    }

    /// Names of relations in sight.
    pub(crate) fn relations_in_sight(&self) -> Vec<String> {
        self.scopes
            .iter()
            .flat_map(|scope| scope.relations.iter().filter_map(|r| r.name.clone()))
            .collect()
    }

    /// `x['slope']`: a field of what an aggregate gives.
    fn field(&mut self, root: &Expr, chain: &[AccessExpr]) -> Typed {
        // `t.trend['slope']` comes as `t`, then `.trend`, then what stands in brackets.
        let (typed, chain) = match (root, chain) {
            (
                Expr::Identifier(relation),
                [AccessExpr::Dot(Expr::Identifier(column)), rest @ ..],
            ) => (self.path(&[relation.clone(), column.clone()]), rest),
            _ => (self.expression(root), chain),
        };
        let [AccessExpr::Subscript(Subscript::Index { index })] = chain else {
            return Typed::default();
        };
        let (Some(DataType::Struct(fields)), Some(name)) = (typed.kind, literal_text(index)) else {
            return Typed::default();
        };
        if let Some(field) = fields.iter().find(|f| f.name() == name) {
            return Typed::of(field.data_type().clone());
        }
        let known: Vec<&str> = fields.iter().map(|f| f.name().as_str()).collect();
        check::unknown_column::no_field(self, index.span(), name, &known);
        Typed::default()
    }
}

enum Found {
    Column(Column),
    /// More than one relation has it.
    Several(Vec<String>),
    /// A relation whose columns are not certain may have it.
    Uncertain,
}

fn typed(column: &Column) -> Typed {
    Typed {
        kind: column.kind.clone(),
        words: column.words.clone(),
    }
}

fn literal_text(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Value(ValueWithSpan {
            value: Value::SingleQuotedString(text),
            ..
        }) => Some(text),
        Expr::Nested(inner) => literal_text(inner),
        _ => None,
    }
}
