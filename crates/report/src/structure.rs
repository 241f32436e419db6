//! What the parts of a document are, beside how they look: for readers that speak it aloud, for
//! search and for the archive (tagged PDF).

use std::num::NonZeroU16;

use krilla::tagging::{
    Identifier, Node as Tagged, TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
};

/// A part of the structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Node(usize);

/// What a part is.
#[derive(Debug, Clone)]
pub(crate) enum Role {
    /// A paragraph.
    Paragraph,
    /// A heading of a level.
    Heading(u8, String),
    /// A table, with its summary.
    Table(String),
    /// The rows of its head.
    TableHead,
    /// Its other rows.
    TableBody,
    /// A row.
    Row,
    /// A head of a column.
    ColumnHead,
    /// A cell.
    Cell,
    /// A picture, and what it shows.
    Figure(String),
    /// What stands with a table or a picture.
    Caption,
}

/// The parts in the order in which they are read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Structure {
    parts: Vec<(Role, Option<Node>)>,
}

impl Structure {
    /// A part within another, or of the document itself.
    pub(crate) fn add(&mut self, role: Role, within: Option<Node>) -> Node {
        self.parts.push((role, within));
        Node(self.parts.len() - 1)
    }

    /// A list for each part.
    pub(crate) fn lists(&self) -> Vec<Vec<Tagged>> {
        self.parts.iter().map(|_| Vec::new()).collect()
    }

    /// The tree, of what was drawn for each part.
    pub(crate) fn tree(self, mut drawn: Vec<Vec<Tagged>>, language: &str) -> TagTree {
        let mut tree = TagTree::new().with_lang(Some(language.to_owned()));
        let mut top = Vec::new();
        // A part stands after the one that it is within, so that the last is whole first.
        for (index, (role, within)) in self.parts.into_iter().enumerate().rev() {
            let mut children = std::mem::take(&mut drawn[index]);
            if matches!(
                role,
                Role::Row | Role::Table(_) | Role::TableBody | Role::TableHead
            ) {
                children.reverse();
            }
            // What nothing was drawn for is still a cell, or the cells beside it would move.
            let is_needed = matches!(role, Role::Cell | Role::ColumnHead);
            if children.is_empty() && !is_needed {
                continue;
            }
            let group = TagGroup::with_children(kind(role), children);
            match within {
                Some(Node(parent)) => drawn[parent].push(group.into()),
                None => top.push(group),
            }
        }
        for group in top.into_iter().rev() {
            tree.push(group);
        }
        tree
    }
}

impl Node {
    /// Notes what was drawn for the part.
    pub(crate) fn drew(self, drawn: &mut [Vec<Tagged>], what: Identifier) {
        if let Some(list) = drawn.get_mut(self.0) {
            list.push(what.into());
        }
    }

    /// Notes a link of the part.
    pub(crate) fn linked(self, drawn: &mut [Vec<Tagged>], what: Identifier) {
        if let Some(list) = drawn.get_mut(self.0) {
            list.push(TagGroup::with_children(Tag::Link, vec![what.into()]).into());
        }
    }
}

fn kind(role: Role) -> TagKind {
    match role {
        Role::Paragraph => Tag::P.into(),
        Role::Heading(level, text) => {
            let level = NonZeroU16::new(level.into()).unwrap_or(NonZeroU16::MIN);
            Tag::Hn(level, Some(text)).into()
        }
        Role::Table(summary) => Tag::Table
            .with_summary(Some(summary).filter(|s| !s.is_empty()))
            .into(),
        Role::TableHead => Tag::THead.into(),
        Role::TableBody => Tag::TBody.into(),
        Role::Row => Tag::TR.into(),
        Role::ColumnHead => Tag::TH(TableHeaderScope::Column).into(),
        Role::Cell => Tag::TD.into(),
        Role::Figure(alt) => Tag::Figure(Some(alt)).into(),
        Role::Caption => Tag::Caption.into(),
    }
}
