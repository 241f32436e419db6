//! The program carries the folder `packs/`: a file that comes or goes there is a reason to build.

fn main() {
    println!("cargo:rerun-if-changed=../../packs");
}
