//! `wellkeeper terrain slope|aspect|hillshade IN OUT`

use std::fmt::Display;

use clap::ValueEnum;
use terrain::surface::{
    Aspect, Gradient, GradientMethod, Hillshade, Product, Slope, SlopeUnit, derive, derive_file,
};
use terrain::tiff::{SampleType, Stored};
use terrain::{Cell, OfTwo, TerrainError};

use super::InOut;
use super::input::{Heights, Input, is_ascii, refuse, with_heights};
use super::outcome::Outcome;
use super::output::{Made, Packed};
use super::phase::{by_rows, phase};
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
    /// How the result is packed.
    #[command(flatten)]
    pub packed: Packed,
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
    /// How the result is packed.
    #[command(flatten)]
    pub packed: Packed,
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
    /// How the result is packed.
    #[command(flatten)]
    pub packed: Packed,
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
    run(globals, (&args.files, args.packed), (&typed, &product))
}

/// Aspect.
pub fn aspect(globals: &Globals, args: &AspectArgs) -> Result<(), Failure> {
    let product = Aspect {
        gradient: args.gradient.gradient(),
    };
    let typed = format!("aspect {}", args.gradient.typed());
    run(globals, (&args.files, args.packed), (&typed, &product))
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
    run(globals, (&args.files, args.packed), (&typed, &product))
}

fn run<P>(globals: &Globals, to: (&InOut, Packed), product: (&str, &P)) -> Result<(), Failure>
where
    P: Product<Out: Stored + Cell + Display>,
{
    let input = Input::open(&to.0.input)?;
    with_heights!(input, of(globals, to, product, &input))
}

fn of<T: Heights>(
    globals: &Globals,
    to: (&InOut, Packed),
    product: (&str, &impl Product<Out: Stored + Cell + Display>),
    input: &Input,
) -> Result<(), Failure> {
    derived::<T, _>(globals, to, product, input)
}

fn derived<T: Heights, P>(
    globals: &Globals,
    (files, packed): (&InOut, Packed),
    (typed, product): (&str, &P),
    input: &Input,
) -> Result<(), Failure>
where
    P: Product<Out: Stored + Cell + Display>,
{
    let made = Made::of(typed, &[input]);
    made.check_apart(&files.out)?;
    let options = packed.derived::<P::Out>();
    // ESRI ASCII is in memory on either side.
    let Some(reader) = input.reader().filter(|_| !is_ascii(&files.out)) else {
        let raster = input.raster::<T>()?;
        let derived = phase("deriving", || derive(product, &raster));
        let derived = derived.map_err(|error| input.refuses(&error))?;
        made.write(&files.out, &derived, options)?;
        Outcome::default().with_cells(&derived).print(globals);
        return Ok(());
    };
    input.tell_bands();
    let info = reader.info();
    let of = (P::NODATA, info.georeference.as_ref());
    let mut writer = made.begun(&files.out, (info.rows, info.cols), of, options)?;
    let done = by_rows("deriving", info.rows, |told| {
        derive_file::<T, P, _>(reader, &mut writer, product, told)
    });
    let done = done.map_err(|error| match error {
        OfTwo::Read(error) => input.refuses(&error),
        OfTwo::Beside(error) => refuse(&files.out, &error),
    })?;
    let finished = phase("writing", || writer.finish());
    finished.map_err(|error| refuse(&files.out, &error))?;
    input.tell_file(reader, done.without);
    Outcome::default().with_figures(&done.made).print(globals);
    Ok(())
}
