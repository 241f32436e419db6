//! The plain model of a document. It says what stands in a bulletin, in which order and what is a
//! figure; where it comes to lie is for the layout.

/// The language of a document's own words, and of its metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Chinese as written in the mainland.
    Zh,
    /// English.
    En,
}

impl Language {
    /// The tag of RFC 3066.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }
}

/// A bulletin, before it is set.
#[derive(Debug, Clone)]
pub struct Document {
    /// The language.
    pub language: Language,
    /// What the bulletin is called; also the title in its metadata.
    pub title: String,
    /// The red line over everything (红头), such as `某某市生态环境局文件`; none prints no red head.
    pub letterhead: Option<String>,
    /// Who issues it; empty where it is to be filled in by hand.
    pub bureau: String,
    /// The issue, such as `2021年第4期`.
    pub number: String,
    /// What it tells of, such as `2021年4月`.
    pub period: String,
    /// Until when it knew what it says, in full: `数据截至 2021-05-06 08:30`.
    pub as_of: String,
    /// What stands over every page, such as `送审稿`; none on what is final.
    pub mark: Option<String>,
    /// When the file was made: equal documents make equal bytes, so the caller says it.
    pub created: Created,
    /// The body.
    pub blocks: Vec<Block>,
    /// The block after the body that is signed and sealed.
    pub sign_off: Option<SignOff>,
    /// What is annexed, after the signatures and from a new page on (`gb_t_9704_2012`, from memory).
    pub annexes: Vec<Block>,
}

/// An instant as a calendar and a clock say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Created {
    /// Year, 1 to 9999.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month.
    pub day: u8,
    /// Hour, 0 to 23.
    pub hour: u8,
    /// Minute.
    pub minute: u8,
    /// Second.
    pub second: u8,
    /// Minutes that the clock is ahead of UTC: 480 in China.
    pub ahead_of_utc_minutes: i16,
}

/// Who signs, and where the seal goes.
#[derive(Debug, Clone)]
pub struct SignOff {
    /// What is signed as what: `编制`, `审核`, `签发`.
    pub roles: Vec<Signature>,
    /// The word in the room for the seal, such as `（盖章）`.
    pub seal: String,
    /// The date of issue; where it is not known yet, its blank: `    年  月  日`.
    pub date: String,
}

/// A line to sign on; whoever signed in the book already is named on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signature {
    /// As what, such as `编制：`.
    pub role: String,
    /// Who; empty where it is to be signed by hand.
    pub name: String,
    /// When, below the line; empty where it is to be signed by hand.
    pub date: String,
}

impl From<&str> for Signature {
    fn from(role: &str) -> Self {
        Self {
            role: role.to_owned(),
            ..Self::default()
        }
    }
}

/// A part of the body.
#[derive(Debug, Clone)]
pub enum Block {
    /// A heading, level 1 to 3; it is a bookmark too.
    Heading {
        /// 1 for a chapter; beyond 3 is set as 3.
        level: u8,
        /// The words.
        text: String,
    },
    /// A paragraph, indented by two characters in Chinese.
    Paragraph(Text),
    /// A remark in small type.
    Note(Text),
    /// Key figures side by side.
    Figures(Vec<KeyFigure>),
    /// A table.
    Table(Table),
    /// A chart.
    Chart(Chart),
}

/// One figure that is to be seen first.
#[derive(Debug, Clone)]
pub struct KeyFigure {
    /// What it is.
    pub label: String,
    /// The figure with its unit.
    pub value: Text,
    /// A remark below it; may be empty.
    pub remark: String,
}

/// Text of one or more styles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// The parts in their order.
    pub spans: Vec<Span>,
}

/// A part of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Span {
    /// The characters.
    pub text: String,
    /// Set in Hei.
    pub is_strong: bool,
    /// The address that it leads to.
    pub link: Option<String>,
}

impl Text {
    /// Text without anything special.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::default().and(text)
    }

    /// With more text after it.
    #[must_use]
    pub fn and(mut self, text: impl Into<String>) -> Self {
        self.spans.push(Span {
            text: text.into(),
            ..Span::default()
        });
        self
    }

    /// With text in Hei after it.
    #[must_use]
    pub fn strong(mut self, text: impl Into<String>) -> Self {
        self.spans.push(Span {
            text: text.into(),
            is_strong: true,
            link: None,
        });
        self
    }

    /// With text after it that leads to an address.
    #[must_use]
    pub fn link(mut self, text: impl Into<String>, to: impl Into<String>) -> Self {
        self.spans.push(Span {
            text: text.into(),
            is_strong: false,
            link: Some(to.into()),
        });
        self
    }

    /// How many characters it has.
    pub fn characters(&self) -> usize {
        self.spans.iter().map(|s| s.text.chars().count()).sum()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::plain(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::plain(text)
    }
}

/// A colour of print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

impl Colour {
    /// The colour of `#rrggbb`.
    pub const fn rgb(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }
}

/// A table. Its head stands again on every page, and no row is cut unless it is higher than a page.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// What stands over it; may be empty.
    pub caption: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its head.
    pub title: String,
    /// How its cells stand.
    pub align: Align,
}

impl Column {
    /// A column with its head.
    pub fn new(title: impl Into<String>, align: Align) -> Self {
        Self {
            title: title.into(),
            align,
        }
    }
}

/// How a cell stands in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// Words, from the left.
    #[default]
    Start,
    /// Marks and short words.
    Centre,
    /// Figures, to the right.
    End,
}

/// A row of a table.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// One cell a column.
    pub cells: Vec<Cell>,
    /// What is said of the row, below it and over all its columns.
    pub note: Option<Text>,
}

/// A cell of a table.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// What stands in it.
    pub text: Text,
    /// The colour behind it; the text says the same, for print in grey.
    pub tint: Option<Colour>,
}

impl<T: Into<Text>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self {
            text: text.into(),
            tint: None,
        }
    }
}

/// A chart.
#[derive(Debug, Clone)]
pub struct Chart {
    /// What it shows, below it; said to those who do not see it too.
    pub title: String,
    /// What is drawn.
    pub shape: Shape,
}

/// What a chart draws.
#[derive(Debug, Clone)]
pub enum Shape {
    /// Bars of stacked counts, all to one scale.
    Bars {
        /// The kinds that are counted, from the foot of a bar up.
        kinds: Vec<Kind>,
        /// The bars.
        bars: Vec<Bar>,
    },
    /// One bar that is parted by shares.
    Strip {
        /// The kinds that are counted, from the left.
        kinds: Vec<Kind>,
        /// How many of each.
        counts: Vec<u32>,
    },
    /// A line over points; a point without a value is a gap, never drawn over.
    Course {
        /// Label and value of each point.
        points: Vec<(String, Option<f64>)>,
        /// A line across, and what it is.
        limit: Option<(f64, String)>,
        /// Unit of the values; may be empty.
        unit: String,
    },
}

/// A kind that a chart counts.
#[derive(Debug, Clone)]
pub struct Kind {
    /// Its name.
    pub name: String,
    /// Its colour.
    pub colour: Colour,
}

/// A bar of a chart.
#[derive(Debug, Clone)]
pub struct Bar {
    /// What stands under it.
    pub label: String,
    /// How many of each kind.
    pub counts: Vec<u32>,
}
