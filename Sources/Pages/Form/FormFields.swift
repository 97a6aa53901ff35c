import Admin
import NIOCore

/// The fields of a form that a browser has sent.
///
/// Source: URL Standard, section 5, `application/x-www-form-urlencoded`.
struct FormFields: Sendable, Hashable {
    private let values: [String: String]

    /// The most fields.
    private static let limit = 64

    /// Parses the body of a form.
    ///
    /// **Errors:** 400: it is malformed, has a field twice, or too many; 415: another type.
    init(_ body: ByteBuffer, type: String?) throws(APIRefusal) {
        guard type == "application/x-www-form-urlencoded" else {
            throw APIRefusal(415, "the body is no form")
        }
        try self.init(String(decoding: body.readableBytesView, as: UTF8.self))
    }

    /// Parses the text of a form, or of a query.
    init(_ text: String) throws(APIRefusal) {
        var values: [String: String] = [:]
        let pairs = text.split(separator: "&")
        guard pairs.count <= Self.limit else {
            throw APIRefusal(400, "the form has too many fields")
        }
        for pair in pairs {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { PathText.unescaped(String($0.replacing("+", with: " "))) }
            guard let name = parts[0], let value = parts.count == 2 ? parts[1] : "" else {
                throw APIRefusal(400, "the form has a malformed field")
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw APIRefusal(400, "the form has a field twice")
            }
        }
        self.values = values
    }

    /// All fields.
    var all: [String: String] { values }

    /// Returns the value of a field; "": it is absent.
    func text(_ name: String) -> String { values[name] ?? "" }
}
