//! `wellkeeper terrain slope|aspect|hillshade IN OUT`

use clap::ValueEnum;
use terrain::TerrainError;
use terrain::surface::{
    Aspect, Gradient, GradientMethod, Hillshade, Product, Slope, SlopeUnit, derive,
};
use terrain::tiff::{SampleType, Stored};

use super::InOut;
use super::input::{Heights, Input, with_heights};
use super::outcome::Outcome;
use super::output::Made;
use super::phase::phase;
use crate::failure::Failure;
use crate::globals::Globals;

/// How the gradient of a cell is found.
#[derive(Debug, clap::Args)]
pub struct OfGradient {
    /// Which neighbours count.
    #[arg(long, value_enum, default_value_t = Method::Horn)]
    pub method: Method,
    /// Heights are multiplied by this before.
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0)]
    pub z_factor: f64,
    /// Also where a neighbour is missing, as if the ground went on as it comes.
    #[arg(long)]
    pub edges: bool,
}

/// Which neighbours count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Method {
    /// All eight, the nearer ones twice (1981).
    Horn,
    /// The four nearer ones (1987).
    ZevenbergenThorne,
}

impl OfGradient {
    fn gradient(&self) -> Gradient {
        Gradient {
            method: match self.method {
                Method::Horn => GradientMethod::Horn,
                Method::ZevenbergenThorne => GradientMethod::ZevenbergenThorne,
            },
            z_factor: self.z_factor,
            at_edges: self.edges,
        }
    }

    fn typed(&self) -> String {
        let method = match self.method {
            Method::Horn => "horn",
            Method::ZevenbergenThorne => "zevenbergen-thorne",
        };
        let edges = if self.edges { " --edges" } else { "" };
        format!("--method {method} --z-factor {}{edges}", self.z_factor)
    }
}

/// Arguments of `terrain slope`.
#[derive(Debug, clap::Args)]
pub struct SlopeArgs {
    /// The files.
    #[command(flatten)]
    pub files: InOut,
    /// How the gradient is found.
    #[command(flatten)]
    pub gradient: OfGradient,
    /// In per cent instead of degrees.
    #[arg(long)]
    pub percent: bool,
}

/// Arguments of `terrain aspect`.
#[derive(Debug, clap::Args)]
pub struct AspectArgs {
    /// The files.
    #[command(flatten)]
    pub files: InOut,
    /// How the gradient is found.
    #[command(flatten)]
    pub gradient: OfGradient,
}

/// Arguments of `terrain hillshade`.
#[derive(Debug, clap::Args)]
pub struct HillshadeArgs {
    /// The files.
    #[command(flatten)]
    pub files: InOut,
    /// How the gradient is found.
    #[command(flatten)]
    pub gradient: OfGradient,
    /// Where the light comes from, degrees clockwise from north.
    #[arg(long, value_name = "DEGREES", default_value_t = 315.0)]
    pub azimuth: f64,
    /// How high it stands above the horizon, degrees.
    #[arg(long, value_name = "DEGREES", default_value_t = 45.0)]
    pub altitude: f64,
}

/// Slope.
pub fn slope(globals: &Globals, args: &SlopeArgs) -> Result<(), Failure> {
    let product = Slope {
        gradient: args.gradient.gradient(),
        unit: if args.percent {
            SlopeUnit::Percent
        } else {
            SlopeUnit::Degrees
        },
    };
    let percent = if args.percent { " --percent" } else { "" };
    let typed = format!("slope {}{percent}", args.gradient.typed());
    run(globals, &args.files, (&typed, &product))
}

/// Aspect.
pub fn aspect(globals: &Globals, args: &AspectArgs) -> Result<(), Failure> {
    let product = Aspect {
        gradient: args.gradient.gradient(),
    };
    let typed = format!("aspect {}", args.gradient.typed());
    run(globals, &args.files, (&typed, &product))
}

/// Hillshade.
pub fn hillshade(globals: &Globals, args: &HillshadeArgs) -> Result<(), Failure> {
    let product = Hillshade {
        gradient: args.gradient.gradient(),
        azimuth: args.azimuth,
        altitude: args.altitude,
    };
    let typed = format!(
        "hillshade {} --azimuth {} --altitude {}",
        args.gradient.typed(),
        args.azimuth,
        args.altitude
    );
    run(globals, &args.files, (&typed, &product))
}

fn run(
    globals: &Globals,
    files: &InOut,
    product: (
        &str,
        &impl Product<Out: Stored + terrain::cell::Cell + std::fmt::Display>,
    ),
) -> Result<(), Failure> {
    let input = Input::open(&files.input)?;
    with_heights!(input, of(globals, files, product, &input))
}

fn of<T: Heights>(
    globals: &Globals,
    files: &InOut,
    (typed, product): (
        &str,
        &impl Product<Out: Stored + terrain::cell::Cell + std::fmt::Display>,
    ),
    input: &Input,
) -> Result<(), Failure> {
    let made = Made::of(typed, &[input]);
    made.check_apart(&files.out)?;
    let raster = input.raster::<T>()?;
    let derived =
        phase("deriving", || derive(product, &raster)).map_err(|error| input.refuses(&error))?;
    made.continuous(&files.out, &derived)?;
    Outcome::default().with_cells(&derived).print(globals);
    Ok(())
}
