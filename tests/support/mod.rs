//! Links that no honest page makes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::DataFormat;
use miniz_oxide::deflate::CompressionLevel;
use miniz_oxide::deflate::core::{CompressorOxide, TDEFLFlush, compress_to_output};
use sha2::{Digest, Sha256};

/// A link with the right checksum around `packed`.
pub(crate) fn sealed(packed: &[u8]) -> String {
    let digest = Sha256::new()
        .chain_update(b"d")
        .chain_update(packed)
        .finalize();
    let bytes = [&digest[..4], packed].concat();
    format!("#1d{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// A link that unpacks to so many megabytes: one is packed on its own, and repeated. Deflate
/// shrinks at most 1032 times, so ten thousand bytes can hold ten megabytes.
pub(crate) fn bomb(megabytes: usize) -> String {
    let format = DataFormat::Raw;
    let level = CompressionLevel::BestCompression;
    let mut compressor = CompressorOxide::with_format_and_level(format, level);
    let mut packed = Vec::new();
    let megabyte = vec![b' '; 1_000_000];
    compress_to_output(&mut compressor, &megabyte, TDEFLFlush::Full, |piece| {
        packed.extend_from_slice(piece);
        true
    });
    sealed(&packed.repeat(megabytes))
}
