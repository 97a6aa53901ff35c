/// Whether the IPVS table is shared with other programs.
public enum Ownership: String, Sendable, Hashable, Codable, CaseIterable {
    /// IPVS services that are neither in the document nor in the ledger are reported, not touched.
    case shared
    /// The table is used by Ballast only: services that the document does not name are drained and
    /// removed.
    case exclusive
}
