import VRRP

/// The reasons for which packets are discarded, in words.
extension Refusal {
    /// The reason as a word, for counters.
    var word: String {
        switch self {
        case .envelope: "envelope"
        case .hopLimit: "hopLimit"
        case .destination: "destination"
        case .version: "version"
        case .type: "type"
        case .truncated: "truncated"
        case .surplus: "surplus"
        case .checksum: "checksum"
        case .router: "router"
        case .noAddresses: "noAddresses"
        case .noInterval: "noInterval"
        case .interval: "interval"
        case .authenticationType: "authenticationType"
        case .password: "password"
        case .family: "family"
        case .report: "report"
        case .noTrailer: "noTrailer"
        case .trailer: "trailer"
        case .key: "key"
        case .signature: "signature"
        case .stale: "stale"
        case .replayed: "replayed"
        }
    }

    /// The reason as a sentence, with the difference from the settings of this node.
    var sentence: String {
        switch self {
        case .envelope: "a packet is incomplete"
        case .hopLimit(let limit): "the hop limit is \(limit), so a router has forwarded it"
        case .destination(let address): "the destination is \(address): unicast meets multicast"
        case .version(let version): "the version is \(version), and this node uses another one"
        case .type(let type): "the packet type is \(type)"
        case .truncated: "a packet is too short"
        case .surplus(ReceptionRules.trailerLength): "it is signed, and this node has no keys"
        case .surplus(let count): "a packet is \(count) bytes too long"
        case .checksum: "the checksum is wrong"
        case .router(let number): "virtual router \(number) is not configured on this node"
        case .noAddresses: "an advertisement has no addresses"
        case .noInterval: "the interval is 0"
        case .interval(let seconds): "the interval is \(seconds) s, and that of this node is not"
        case .authenticationType(let type): "the authentication type is \(type)"
        case .password: "the password does not match"
        case .family: "the family of the addresses differs"
        case .report: "a report has a format that this version does not know"
        case .noTrailer: "it is not signed"
        case .trailer: "the signature has a format that this version does not know"
        case .key(let number): "key \(number) is not configured on this node"
        case .signature(let number): "the HMAC of key \(number) does not match"
        case .stale(let seconds):
            "the clocks differ by \(abs(Int(seconds))) s, so both nodes may have the addresses"
        case .replayed: "a packet was received before, or its sender's clock was set back"
        }
    }

    /// Whether the packet is meant for a virtual router of this node, and its sender uses other
    /// settings.
    ///
    /// Packets of other virtual routers are usual on a shared network, and a network may repeat
    /// packets.
    var isFault: Bool {
        switch self {
        case .router, .envelope, .truncated, .replayed: false
        default: true
        }
    }
}
