//! GeoJSON. Source: RFC 7946; the `crs` of its forerunner of 2008 is read, since many programs write it.

mod coordinates;
mod read;
mod write;

pub use read::read;
pub use write::write;
