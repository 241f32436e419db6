//! What others see of the PDF: Poppler reads it back.

mod limits;
mod lines;
mod pages;
mod poppler;
mod sample;
