extension Forwarding: LosslessStringConvertible {
    /// Parses ``description``: `gate`, `gre+checksum`, `gue:6080+remote`.
    ///
    /// **Errors:** nil for any other text.
    public init?(_ text: String) {
        let parts = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        let words = parts[0].split(separator: ":", omittingEmptySubsequences: false)
        guard let checksum = TunnelChecksum(rawValue: parts.count > 1 ? String(parts[1]) : "none")
        else { return nil }
        switch (words.first, words.count) {
        case ("gre", 1): self = .gre(checksum: checksum)
        case ("gue", 2):
            guard let port = UInt16(words[1]) else { return nil }
            self = .gue(port: port, checksum: checksum)
        default:
            let simple: [Forwarding] = [.gate, .masq, .ipip, .local, .bypass]
            guard let match = simple.first(where: { $0.method == text }) else { return nil }
            self = match
        }
    }
}

extension Forwarding: Codable {
    /// The form in ledgers of earlier versions: an object with the method as its key.
    private enum Former: Codable {
        case gate, masq, ipip, local, bypass
        case gre(checksum: TunnelChecksum)
        case gue(port: UInt16, checksum: TunnelChecksum)

        var value: Forwarding {
            switch self {
            case .gate: .gate
            case .masq: .masq
            case .ipip: .ipip
            case .local: .local
            case .bypass: .bypass
            case .gre(let checksum): .gre(checksum: checksum)
            case .gue(let port, let checksum): .gue(port: port, checksum: checksum)
            }
        }
    }

    /// Decodes the text of ``description``, or the form of earlier versions.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let text = try? container.decode(String.self) else {
            self = try container.decode(Former.self).value
            return
        }
        guard let value = Forwarding(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\"\(text)\" is no way of forwarding")
        }
        self = value
    }

    /// Encodes ``description``.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
