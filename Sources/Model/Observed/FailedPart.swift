/// A domain, or the ledger, that could not be read.
struct FailedPart: Codable {
    let domain: String
    let failure: HostFailure

    init(part: String, failure: HostFailure) {
        domain = part
        self.failure = failure
    }
}
