extension CertificateStatus {
    /// The name of the certificate of the pages and the API, which no document can use.
    public static let ofAPI = "of admin"

    /// The users of the certificate in words; "": none.
    public var users: String {
        name == Self.ofAPI ? "pages and API" : services.joined(separator: ", ")
    }

    /// The first of its names, and the number of further names.
    public var namesInShort: String {
        guard let first = names.first else { return "no name" }
        return names.count == 1 ? first : "\(first) and \(names.count - 1) more"
    }

    /// The expiry in words.
    public var ending: String {
        // A certificate of the chain may expire earlier.
        let isChain = expiry != nil && (daysLeft ?? 0) > 30
        if isChain {
            return "a certificate of its chain \(expiry == .over ? "expired" : "expires soon")"
        }
        guard let daysLeft else { return "nothing is served" }
        if expiry == .over { return "it expired, and clients refuse it" }
        if daysLeft < 1 { return "it ends within a day" }
        return daysLeft == 1 ? "it ends in 1 day" : "it ends in \(daysLeft) days"
    }
}
