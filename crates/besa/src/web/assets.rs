//! Styles, islands and fonts, built by `build.rs` and served under names that change with their content.

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// One file as it is served.
#[derive(Debug)]
pub(crate) struct Asset {
    /// Name under `/assets/`, with the hash of the content in it.
    pub(crate) name: &'static str,
    /// Value of the content type header.
    pub(crate) content_type: &'static str,
    /// The file.
    pub(crate) bytes: &'static [u8],
    /// The file in brotli, unless it is compressed by nature.
    pub(crate) brotli: Option<&'static [u8]>,
}

// `ASSETS`, and the addresses that pages name: `BESA_CSS`, `CALENDAR_CSS`, `BESA_JS`, `ATKINSON_…`.
include!(env!("BESA_ASSETS"));

/// The file of this name, if the table has it.
#[must_use]
pub(crate) fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

/// Answers `/assets/{name}`; a name is never given to another content, so browsers may keep it for a year.
pub(crate) async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = find(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let fixed = [
        (header::CONTENT_TYPE, asset.content_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "accept-encoding"),
    ];
    match asset.brotli.filter(|_| takes_brotli(&headers)) {
        Some(small) => (fixed, [(header::CONTENT_ENCODING, "br")], small).into_response(),
        None => (fixed, asset.bytes).into_response(),
    }
}

/// Whether the browser accepts brotli: named, and not with a weight of zero.
fn takes_brotli(headers: &HeaderMap) -> bool {
    let accepted = headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        parts.next() == Some("br")
            && !parts.any(|weight| matches!(weight, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepting(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(
            header::ACCEPT_ENCODING,
            header::HeaderValue::from_static(value),
        )])
    }

    #[tokio::test]
    async fn a_known_name_is_kept_for_a_year_and_sent_in_brotli_only_when_asked() {
        let css = ASSETS
            .iter()
            .find(|asset| asset.content_type.starts_with("text/css"))
            .unwrap();
        let small = serve(Path(css.name.to_owned()), accepting("gzip, deflate, br")).await;
        assert_eq!(small.headers()[header::CONTENT_ENCODING], "br");
        assert!(
            small.headers()[header::CACHE_CONTROL]
                .to_str()
                .unwrap()
                .contains("immutable")
        );
        for refusal in ["gzip", "br;q=0", "brotli"] {
            let plain = serve(Path(css.name.to_owned()), accepting(refusal)).await;
            assert!(
                !plain.headers().contains_key(header::CONTENT_ENCODING),
                "{refusal}"
            );
        }
        let unknown = serve(Path("besa-0.css".to_owned()), HeaderMap::new()).await;
        assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn the_stylesheet_names_only_files_of_the_table_and_the_first_visit_is_light() {
        let css = find(BESA_CSS.trim_start_matches("/assets/")).unwrap();
        let text = std::str::from_utf8(css.bytes).unwrap();
        let named: Vec<_> = text
            .split("url(")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
            .collect();
        let fonts: Vec<_> = named
            .iter()
            .map(|name| name.trim_matches('"'))
            .filter(|name| name.ends_with("woff2"))
            .collect();
        assert_eq!(fonts.len(), 4);
        assert!(fonts.iter().all(|name| find(name).is_some()), "{fonts:?}");
        let sent = |asset: &Asset| asset.brotli.unwrap_or(asset.bytes).len();
        let first = ASSETS
            .iter()
            .filter(|asset| !asset.name.contains("latin-ext"))
            .map(sent)
            .sum::<usize>();
        assert!(first < 48 * 1024, "{first} bytes before the page itself");
    }
}
