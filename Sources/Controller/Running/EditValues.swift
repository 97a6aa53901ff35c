import Admin
import Model

/// The values of the form of a frequent edit.
struct EditValues: Sendable {
    private let values: [String: String]

    /// - Parameter values: the fields, by name.
    init(_ values: [String: String]) {
        self.values = values
    }

    /// Returns a value that the edit needs.
    ///
    /// **Errors:** 422: there is none.
    func text(_ name: String) throws(APIRefusal) -> String {
        guard let text = optional(name) else { throw APIRefusal(422, "\(name) has no value") }
        return text
    }

    /// Returns a value that an edit can lack; nil: there is none.
    func optional(_ name: String) -> String? {
        let text = values[name] ?? ""
        return text.allSatisfy(\.isWhitespace) ? nil : text
    }

    /// Returns a number; nil: there is none.
    ///
    /// **Errors:** 422: it is no number.
    func number(_ name: String) throws(APIRefusal) -> Int? {
        guard let text = optional(name) else { return nil }
        guard let number = Int(text), number >= 0 else {
            throw APIRefusal(422, "\(name) is no number from 0 on")
        }
        return number
    }
}
