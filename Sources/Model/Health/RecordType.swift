/// The record type of a DNS query; the raw value is the document's word.
///
/// Source: RFC 1035 section 3.2.2, RFC 3596, RFC 2782.
public enum RecordType: String, Sendable, Hashable, Codable, CaseIterable {
    /// An IPv4 address.
    case a = "A"
    /// An IPv6 address.
    case aaaa = "AAAA"
    /// A mail exchange.
    case mx = "MX"
    /// A text.
    case txt = "TXT"
    /// The location of a service.
    case srv = "SRV"
    /// The name of an address.
    case ptr = "PTR"
}
