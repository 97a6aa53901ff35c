/// The headers of pages that tell a browser how to keep them safe.
enum PageHeaders {
    /// All of them.
    ///
    /// Source: Content Security Policy Level 3; Fetch, section "Cross-Origin-Resource-Policy".
    static let all: [(name: String, value: String)] = [
        (
            "content-security-policy",
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
                + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        // A browser that withholds its origin from forms would fail their check.
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
        ("x-frame-options", "DENY"),
    ]

    /// Those of a page with a frame that has another page of this host.
    static let withFrame = all.map { header in
        header.name == "content-security-policy"
            ? (header.name, header.value + "; frame-src 'self'") : header
    }
}
