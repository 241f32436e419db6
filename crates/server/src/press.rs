//! What prints bulletins. The server does not know how: whoever starts it hands in a [`Prints`].

use std::future::Future;
use std::pin::Pin;

use packs::PackError;
use packs::changes::Shown;
use zone::Zone;
use zone::bulletin::{Bulletin, Format, Lang, Printed};

/// Documents that are being printed.
pub type Printing<'a> = Pin<Box<dyn Future<Output = Result<Vec<Printed>, PackError>> + Send + 'a>>;

/// A press.
pub trait Prints: Send + Sync {
    /// The tables whose figures a bulletin prints; the first has a row of every month that is computed.
    fn shown(&self) -> &'static [Shown];

    /// Every document of an issued bulletin.
    fn documents(&self) -> &'static [(Lang, Format)];

    /// Fills the forms that go with every bulletin of `zone`, as `bulletin` stands.
    fn fill<'a>(&'a self, zone: &'a Zone, bulletin: &'a Bulletin) -> Printing<'a>;

    /// Prints `bulletin` as it stands in the forms that are `wanted`.
    fn print<'a>(
        &'a self,
        zone: &'a Zone,
        bulletin: &'a Bulletin,
        wanted: &'a [(Lang, Format)],
    ) -> Printing<'a>;
}
