import Model

/// The state of one server: reports of its probe in, a value for the planner out.
///
/// A value, without a clock or I/O.
protocol ServerMachine: Sendable, Hashable, Codable {
    associatedtype Settings: ProbeSettings
    associatedtype Value: Sendable, Hashable

    /// Creates the state of a server without a report.
    ///
    /// - Parameter time: milliseconds since 1970.
    init(at time: Int64)

    /// Returns the settings of a server; nil: the document has none for it.
    static func settings(
        of server: RealServer, in service: Service, defaults: HealthDefaults
    ) -> Settings?

    /// The value for the planner.
    var value: Value { get }
    /// Whether the server is down, so that its probe has the interval for that.
    var isDown: Bool { get }
    /// Whether the result of another server with the same question counts as the first of this.
    var isWaiting: Bool { get }
    /// The state on disk; nil: it is not worth storing.
    var stored: Self? { get }

    /// Applies the next report; true when the value has news for the planner.
    mutating func apply(_ report: ProbeReport, by settings: Settings) -> Bool

    /// Applies the latest conclusive result of another server; false if that has none.
    mutating func copyResult(of other: Self, by settings: Settings) -> Bool
}

extension ServerMachine {
    var isDown: Bool { false }
    var isWaiting: Bool { false }
    var stored: Self? { self }

    mutating func copyResult(of other: Self, by settings: Settings) -> Bool { false }
}
