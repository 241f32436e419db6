//! Lays the built page, `web/dist`, where the program takes it in; where it was not built, a few words
//! in both languages. `WELLKEEPER_REQUIRE_PAGE` makes that an error.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

const PLACEHOLDER: &str = "<!doctype html><html lang=\"zh\"><meta charset=\"utf-8\"><title>守井人 Wellkeeper</title>\
<body><p>此程序编译时没有网页：请安装 Node 20.19 或更高版本，运行 make，再打开本页。接口照常可用：<a href=\"/openapi.json\">/openapi.json</a></p>\
<p lang=\"en\">This program was built without its page: install Node 20.19 or newer, run make, and open this again. \
The API works: <a href=\"/openapi.json\">/openapi.json</a></p></body></html>";

fn main() {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let dist = here.join("../../web/dist");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("dist");
    println!("cargo::rerun-if-changed={}", dist.display());
    println!("cargo::rerun-if-env-changed=WELLKEEPER_REQUIRE_PAGE");
    if let Err(error) = lay(&dist, &out) {
        println!(
            "cargo::error=the page cannot be laid into {}: {error}",
            out.display()
        );
    }
}

fn lay(dist: &Path, out: &Path) -> io::Result<()> {
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    fs::create_dir_all(out)?;
    if dist.join("index.html").is_file() {
        println!("cargo::rustc-env=WELLKEEPER_PAGE=whole");
        return copy(dist, out);
    }
    if env::var_os("WELLKEEPER_REQUIRE_PAGE").is_some_and(|value| !value.is_empty()) {
        println!("cargo::error=web/dist/index.html is not there: build the page first (make page)");
    }
    println!("cargo::rustc-env=WELLKEEPER_PAGE=");
    fs::write(out.join("index.html"), PLACEHOLDER)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir_all(&target)?;
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
