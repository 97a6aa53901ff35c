/// A domain, or the ledger, that could not be read.
public struct FailedPart: Sendable, Hashable, Codable {
    /// The domain by its raw value, or `ledger`.
    public let domain: String
    /// The refusal.
    public let failure: HostFailure

    /// Creates the failure of a domain.
    public init(_ domain: Domain, failure: HostFailure) {
        self.init(part: domain.rawValue, failure: failure)
    }

    init(part: String, failure: HostFailure) {
        domain = part
        self.failure = failure
    }
}

extension Observed {
    /// The domains that could not be read, in their order.
    public var failedParts: [FailedPart] {
        Domain.allCases.compactMap { domain in
            failures[domain].map { FailedPart(domain, failure: $0) }
        }
    }
}
