//! Packs text into the characters of a link and unpacks it within bounds.
//!
//! A payload is base64url, without padding, of four bytes of checksum and the packed bytes. The
//! checksum is the beginning of the SHA-256 of codec and packed bytes, so a link that was cut or
//! altered is recognised before anything is unpacked.
//!
//! Codec `d` is raw deflate with a preset dictionary. Characters of a whole link:
//!
//! | Payload | JSON | deflate | brotli | `d` |
//! | --- | --- | --- | --- | --- |
//! | a finding on a bundled spec, two edits | 1294 | 863 | 751 | 505 |
//! | a finding on a public spec, excerpt of 940 bytes | 1722 | 1213 | 994 | 653 |
//! | a written spec, four scenarios, a tool | 3595 | 1959 | 1677 | 1349 |
//!
//! So brotli, for which a codec remains free, would have to bring a dictionary of ours as well.

use super::LinkError;
use super::fragment::Fragment;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::DataFormat;
use miniz_oxide::deflate::CompressionLevel;
use miniz_oxide::deflate::core::{CompressorOxide, TDEFLFlush, compress_to_output};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};
use sha2::{Digest, Sha256};

/// Most bytes a link unpacks to.
pub const LIMIT_BYTES: usize = 8_000_000;

/// Longest text in which a link is looked for: more than [`LIMIT_BYTES`] can take when they do
/// not shrink, percent-encoding included.
const LIMIT_TEXT: usize = 3 * LIMIT_BYTES;

const CODEC_DEFLATE: char = 'd';

/// What the compressor and decompressor have seen before the payload. Frozen: a change makes
/// every released link unreadable. Another dictionary is another codec.
const DICTIONARY: &[u8] = include_bytes!("dictionary-1.txt");

const CHECKSUM_BYTES: usize = 4;

/// First step of the output; later steps double it.
const FIRST_STEP: usize = 64 * 1024;

/// Packs `text` into a fragment with its `#`.
pub(super) fn pack(text: &str) -> Result<String, LinkError> {
    if text.len() > LIMIT_BYTES {
        return Err(too_large());
    }
    let packed = deflate(text.as_bytes());
    let bytes = [&checksum(CODEC_DEFLATE, &packed)[..], &packed].concat();
    let payload = URL_SAFE_NO_PAD.encode(bytes);
    Ok(Fragment {
        codec: CODEC_DEFLATE,
        payload,
    }
    .write())
}

/// Unpacks the link found in `text`.
pub(super) fn unpack(text: &str) -> Result<String, LinkError> {
    if text.len() > LIMIT_TEXT {
        return Err(too_large());
    }
    let [whole, first_word] = Fragment::find(text);
    let unpacked = whole.and_then(open);
    match unpacked {
        Err(error) => first_word.and_then(open).map_err(|_| error),
        unpacked => unpacked,
    }
}

fn open(fragment: Fragment) -> Result<String, LinkError> {
    let Fragment { codec, payload } = fragment;
    if codec != CODEC_DEFLATE {
        return Err(LinkError::UnknownCodec { found: codec });
    }
    let bytes = URL_SAFE_NO_PAD
        .decode(payload)
        .map_err(|_| LinkError::Altered)?;
    let (sum, packed) = bytes
        .split_first_chunk::<CHECKSUM_BYTES>()
        .ok_or(LinkError::Altered)?;
    if *sum != checksum(codec, packed) {
        return Err(LinkError::Altered);
    }
    String::from_utf8(inflate(packed)?).map_err(|_| LinkError::Altered)
}

fn too_large() -> LinkError {
    LinkError::TooLarge {
        limit_bytes: LIMIT_BYTES,
    }
}

fn checksum(codec: char, packed: &[u8]) -> [u8; CHECKSUM_BYTES] {
    let digest = Sha256::new()
        .chain_update(codec.encode_utf8(&mut [0; 4]))
        .chain_update(packed)
        .finalize();
    [digest[0], digest[1], digest[2], digest[3]]
}

/// Compresses the dictionary, throws that output away, and goes on with `bytes`: the compressor's
/// window still holds the dictionary, and the flush ended its output at a whole byte.
fn deflate(bytes: &[u8]) -> Vec<u8> {
    let (mut compressor, mut packed) = (raw_compressor(), Vec::new());
    compress_to_output(&mut compressor, DICTIONARY, TDEFLFlush::Sync, |_| true);
    compress_to_output(&mut compressor, bytes, TDEFLFlush::Finish, |piece| {
        packed.extend_from_slice(piece);
        true
    });
    packed
}

fn raw_compressor() -> CompressorOxide {
    CompressorOxide::with_format_and_level(DataFormat::Raw, CompressionLevel::BestCompression)
}

/// Decompresses into a buffer that begins with the dictionary, and grows it step by step up to
/// the limit: a bomb costs [`LIMIT_BYTES`] and the time to fill them, whatever it claims.
fn inflate(packed: &[u8]) -> Result<Vec<u8>, LinkError> {
    let start = DICTIONARY.len();
    let mut buffer = DICTIONARY.to_vec();
    let (mut state, mut read, mut written) = (DecompressorOxide::new(), 0, start);
    loop {
        let size = (2 * written).clamp(start + FIRST_STEP, start + LIMIT_BYTES + 1);
        buffer.resize(size, 0);
        let (status, n_read, n_written) = decompress(
            &mut state,
            &packed[read..],
            &mut buffer,
            written,
            TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
        );
        (read, written) = (read + n_read, written + n_written);
        match status {
            _ if written > start + LIMIT_BYTES => return Err(too_large()),
            TINFLStatus::Done => break,
            TINFLStatus::HasMoreOutput => {}
            _ => return Err(LinkError::Altered),
        }
    }
    buffer.truncate(written);
    buffer.drain(..start);
    Ok(buffer)
}
