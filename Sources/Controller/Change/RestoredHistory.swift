import Files

/// The part of the history that came from a backup, possibly of another host: none of it was in
/// force here.
struct RestoredHistory: Sendable, Equatable, Codable {
    /// The number of the last restored generation.
    var through = 0

    /// Returns the store in this state directory.
    static func store(in state: String) -> JSONStore<RestoredHistory> {
        JSONStore("restored", in: state, title: "restored history")
    }
}
