import Admin
import NIOCore

/// The holding page for a frame, in which it can't do anything.
enum PreviewAnswer {
    /// Returns the answer.
    ///
    /// It is shown as a client sees it, so that it may have style sheets of its own; scripts, forms
    /// and links that leave the frame do nothing.
    ///
    /// Source: Content Security Policy Level 3, `sandbox`.
    static func answer(_ html: String) -> APIAnswer {
        var answer = APIAnswer(.whole(ByteBuffer(string: html)), type: "text/html; charset=utf-8")
        answer.headers = PageHeaders.all.map { header in
            switch header.name {
            case "content-security-policy":
                (
                    header.name,
                    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
                        + "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
                )
            case "x-frame-options": (header.name, "SAMEORIGIN")
            default: header
            }
        }
        return answer
    }
}
