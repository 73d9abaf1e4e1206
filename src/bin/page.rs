//! The page's module: draws itself and starts.

fn main() {
    #[cfg(all(target_arch = "wasm32", feature = "page"))]
    plumbline::app::run();
}
