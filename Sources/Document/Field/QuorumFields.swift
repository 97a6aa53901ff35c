/// The keys of a service's `quorum`.
enum QuorumFields: Int, ObjectFields {
    case low, high

    static let table = ObjectTable(
        "quorum", of: Self.self,
        "Capacity that a service needs, as a sum of weights or as a share of them in percent.")

    var field: Field {
        switch self {
        case .low:
            Field(.weightOrShare, "Below this capacity the quorum is lost. Default: 1.")
        case .high:
            Field(.weightOrShare, "At this capacity the quorum is regained. Default: low.")
        }
    }
}
