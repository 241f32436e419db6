//! The shape of the ground at each cell.
//!
//! | file | holds |
//! |---|---|
//! | `kernel` | gradients of rows, and what is made of them: slices and numbers |
//! | `tiles` | bands of rows and threads: [`Derivation`] |
//! | `file` | file to file, some rows in memory: [`derive_file`] |
//! | [`spacing`] | how far apart cells lie, row by row |
//!
//! A cell has a result where all of its 3×3 cells have data; the rim of the raster has none, as with gdaldem,
//! unless [`Gradient::at_edges`] says otherwise. Rasters in degrees have metres by latitude in every row, which
//! gdaldem's one `-s` for all is an approximation of; on projected rasters both are the same.

mod file;
mod kernel;
pub mod spacing;
mod tiles;

pub use file::{Derived, derive_file};
pub use kernel::Wide;
pub use tiles::{Derivation, Rows};

use crate::cell::Cell;
use crate::{Raster, Result, TerrainError};

/// Heights as cells have them.
pub trait Height: Cell {
    /// What their differences are taken in.
    type Wide: Wide;
    /// The same height.
    fn wide(self) -> Self::Wide;
}

macro_rules! heights {
    ($($cell:ty: $wide:ty),*) => {$(
        impl Height for $cell {
            type Wide = $wide;
            #[inline]
            fn wide(self) -> $wide {
                <$wide>::from(self)
            }
        }
    )*};
}

heights!(u8: f32, i8: f32, u16: f32, i16: f32, f32: f32, u32: f64, i32: f64, f64: f64);

/// How the gradient of a cell is found from its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GradientMethod {
    /// All eight, the nearer ones twice. Source: Horn 1981, "Hill shading and the reflectance map",
    /// Proc. IEEE 69(1).
    #[default]
    Horn,
    /// The four nearer ones, for smooth ground. Source: Zevenbergen and Thorne 1987, "Quantitative analysis
    /// of land surface topography", Earth Surf. Process. Landf. 12.
    ZevenbergenThorne,
}

/// The gradient that a product is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gradient {
    /// How it is found.
    pub method: GradientMethod,
    /// Heights are multiplied by this; 1 where they are in the unit of x and y, and in metres on a raster in
    /// degrees.
    pub z_factor: f64,
    /// Whether the rim, and cells beside nodata, have a result too: the raster goes on beyond its rim as it
    /// comes, and a cell without data is as high as its neighbour. What `-compute_edges` of gdaldem does.
    pub at_edges: bool,
}

impl Default for Gradient {
    fn default() -> Self {
        Self {
            method: GradientMethod::Horn,
            z_factor: 1.0,
            at_edges: false,
        }
    }
}

/// What a slope is given in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SlopeUnit {
    /// Degrees, 0 to 90.
    #[default]
    Degrees,
    /// Rise in per cent of the way, from 0.
    Percent,
}

/// How steep the ground is, `f32`, NaN where there is no data.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Slope {
    /// Of which gradient.
    pub gradient: Gradient,
    /// In what.
    pub unit: SlopeUnit,
}

/// Where the ground looks down to: degrees clockwise from grid north, 0 to below 360; NaN where it is flat or
/// there is no data. With cells that are not square the true direction, where gdaldem takes them for square.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Aspect {
    /// Of which gradient.
    pub gradient: Gradient,
}

/// The ground in light from one side: 1, dark, to 255, and 0 where there is no data, as gdaldem has it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hillshade {
    /// Of which gradient.
    pub gradient: Gradient,
    /// Where the light comes from, degrees clockwise from north.
    pub azimuth: f64,
    /// How high it stands, degrees above the horizon.
    pub altitude: f64,
}

impl Default for Hillshade {
    /// From the north-west, half-way up: what maps have.
    fn default() -> Self {
        Self {
            gradient: Gradient::default(),
            azimuth: 315.0,
            altitude: 45.0,
        }
    }
}

/// Something that is made of the gradient of each cell alone.
pub trait Product: Sync {
    /// What its cells hold.
    type Out: Copy + Send;
    /// No data.
    const NODATA: Self::Out;

    /// Of which gradient.
    fn gradient(&self) -> &Gradient;

    /// Cells of gradients eastwards and northwards, NaN where there is none.
    fn row(&self, east: &[f32], north: &[f32], out: &mut [Self::Out]);

    /// Whether its parameters are numbers.
    ///
    /// # Errors
    /// [`TerrainError::Refused`] by name of the one that is not.
    fn check(&self) -> Result<()> {
        is_number("z-factor", self.gradient().z_factor)
    }
}

impl Product for Slope {
    type Out = f32;
    const NODATA: f32 = f32::NAN;

    fn gradient(&self) -> &Gradient {
        &self.gradient
    }

    fn row(&self, east: &[f32], north: &[f32], out: &mut [f32]) {
        match self.unit {
            SlopeUnit::Degrees => kernel::degrees(east, north, out),
            SlopeUnit::Percent => kernel::percent(east, north, out),
        }
    }
}

impl Product for Aspect {
    type Out = f32;
    const NODATA: f32 = f32::NAN;

    fn gradient(&self) -> &Gradient {
        &self.gradient
    }

    fn row(&self, east: &[f32], north: &[f32], out: &mut [f32]) {
        kernel::aspect(east, north, out);
    }
}

impl Product for Hillshade {
    type Out = u8;
    const NODATA: u8 = 0;

    fn gradient(&self) -> &Gradient {
        &self.gradient
    }

    #[allow(
        clippy::cast_possible_truncation,
        reason = "factors in the kernel's own precision"
    )]
    fn row(&self, east: &[f32], north: &[f32], out: &mut [u8]) {
        let (up, flat) = self.altitude.to_radians().sin_cos();
        let (east_part, north_part) = self.azimuth.to_radians().sin_cos();
        let light = kernel::Light {
            up: up as f32,
            east: (flat * east_part) as f32,
            north: (flat * north_part) as f32,
        };
        kernel::shade(light, east, north, out);
    }

    fn check(&self) -> Result<()> {
        is_number("z-factor", self.gradient.z_factor)?;
        is_number("azimuth", self.azimuth)?;
        is_number("altitude", self.altitude)
    }
}

fn is_number(what: &str, value: f64) -> Result<()> {
    if value.is_finite() {
        return Ok(());
    }
    Err(TerrainError::Refused(format!(
        "{what} is {value}; expected a number"
    )))
}

/// A product of a raster in memory, on all threads.
///
/// # Errors
/// [`TerrainError::Refused`] for a raster that is turned, or whose cells have no
/// size, and for a parameter that is no number.
///
/// # Example
/// ```
/// use terrain::grid::{Crs, Georeference};
/// use terrain::surface::{Slope, SlopeUnit, derive};
/// use terrain::{Grid, Raster};
///
/// // One metre up for every ten to the east.
/// let transform = [0.0, 10.0, 0.0, 0.0, 0.0, -10.0];
/// let ground = Raster {
///     grid: Grid::new(3, 3, vec![5.0_f32, 6.0, 7.0, 5.0, 6.0, 7.0, 5.0, 6.0, 7.0])?,
///     nodata: None,
///     georeference: Some(Georeference { transform, crs: Crs::default() }),
/// };
/// let slope = derive(&Slope { unit: SlopeUnit::Percent, ..Slope::default() }, &ground)?;
/// assert_eq!(slope.grid.get(1, 1), Some(10.0));
/// assert!(slope.grid.get(0, 1).is_some_and(f32::is_nan));
/// # Ok::<(), terrain::TerrainError>(())
/// ```
pub fn derive<P: Product, T: Height>(product: &P, raster: &Raster<T>) -> Result<Raster<P::Out>> {
    let shape = (raster.grid.rows(), raster.grid.cols());
    let spacing = spacing::Spacing::of_raster(raster)?;
    let derivation = Derivation::new(product, shape, raster.nodata, spacing)?;
    let cells = derivation.whole(raster.grid.cells())?;
    Ok(Raster {
        grid: crate::Grid::new(shape.0, shape.1, cells)?,
        nodata: Some(P::NODATA),
        georeference: raster.georeference.clone(),
    })
}
