//! Sets a bulletin as a PDF on A4 that a bureau can sign, seal and put into its archive.
//!
//! A [`model::Document`] says what stands in it; [`set`] gives the bytes, and names the characters
//! that the fonts lack. Nothing is read or written, and equal documents make equal bytes:
//!
//! ```
//! use report::model::{Block, Created, Document, Language};
//!
//! let document = Document {
//!     language: Language::Zh,
//!     title: "水质月报".to_owned(),
//!     letterhead: None,
//!     bureau: "某某市生态环境局".to_owned(),
//!     number: "2021年第4期".to_owned(),
//!     period: "2021年4月".to_owned(),
//!     as_of: "数据截至 2021-05-06 08:30".to_owned(),
//!     mark: None,
//!     created: Created {
//!         year: 2021, month: 5, day: 6, hour: 8, minute: 30, second: 0,
//!         ahead_of_utc_minutes: 480,
//!     },
//!     blocks: vec![Block::Paragraph("本月25个断面中，Ⅱ类水质断面占80.0 %。".into())],
//!     sign_off: None,
//!     annexes: Vec::new(),
//! };
//! let bulletin = report::set(&document)?;
//! assert!(bulletin.bytes.starts_with(b"%PDF-1.7"));
//! assert_eq!((bulletin.pages, bulletin.missing.len()), (1, 0));
//! # Ok::<(), report::ReportError>(())
//! ```

mod check;
mod draw;
mod error;
mod fonts;
mod layout;
pub mod limits;
mod lines;
pub mod model;
mod structure;

pub use error::ReportError;

/// A document that was set.
#[derive(Debug, Clone)]
pub struct Bulletin {
    /// The PDF: PDF/A-2a by the checks of its writer.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// Characters that the fonts lack, each once; boxes stand in their places.
    pub missing: Vec<char>,
}

/// Sets a document.
///
/// # Errors
/// [`ReportError`] where the document is longer than [`limits`] allow, contradicts itself, or where
/// the PDF could not be written.
pub fn set(document: &model::Document) -> Result<Bulletin, ReportError> {
    check::check(document)?;
    let fonts = fonts::Fonts::open()?;
    let laid = layout::lay(document, &fonts)?;
    let pages = laid.sheets.pages.len();
    Ok(Bulletin {
        bytes: draw::write(document, laid.sheets, &fonts)?,
        pages,
        missing: laid.missing,
    })
}
