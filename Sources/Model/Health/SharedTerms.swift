/// The settings of a check that do not depend on the server: one object for all servers of a
/// service.
final class SharedTerms: Sendable, Hashable, Codable {
    /// The settings.
    struct Values: Sendable, Hashable, Codable {
        var timing: ServerCheck.Timing
        var fall: Int
        var rise: Int
        var start: StartState
        var isReduced = false
    }

    let values: Values

    init(_ values: Values) {
        self.values = values
    }

    /// Whether the settings are equal.
    static func == (left: SharedTerms, right: SharedTerms) -> Bool {
        left === right || left.values == right.values
    }

    /// Hashes the settings.
    func hash(into hasher: inout Hasher) { hasher.combine(values) }
}
