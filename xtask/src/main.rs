//! Set-up, build, test and measurement of Plumbline.
fn main() {}
