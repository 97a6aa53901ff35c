import FoundationEssentials

/// The answer of the status socket to a request for a series that failed.
package struct SeriesFailure: Sendable, Codable {
    /// The reason.
    package let failure: String

    /// Creates the answer.
    init(_ error: any Error) {
        failure = "\(error)"
    }

    /// Parses an answer; nil: it is another one.
    package init?(_ bytes: [UInt8]) {
        // Tables and pictures begin in another way.
        guard bytes.starts(with: Array("{\"failure\":".utf8)) else { return nil }
        // Another object is no failure.
        guard let value = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else {
            return nil
        }
        self = value
    }
}
