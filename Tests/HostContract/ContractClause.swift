import Model

/// One thing that every ``Host`` does, be it the kernel or the simulator.
///
/// A clause finds the host without the objects of ``ContractGround`` and leaves it so; it throws a
/// ``ContractBreach`` where the host does something else. It needs no test library, so that it can
/// run wherever the host is.
public struct ContractClause: Sendable, CustomStringConvertible {
    /// What is promised, as a sentence.
    public let promise: String
    private let body: @Sendable (inout ContractBench) throws -> Void

    init(_ promise: String, _ body: @escaping @Sendable (inout ContractBench) throws -> Void) {
        self.promise = promise
        self.body = body
    }

    /// The promise.
    public var description: String { promise }

    /// All clauses.
    public static let all: [ContractClause] =
        services + destinations + refusals + surroundings + plans

    /// Holds the host to the promise and puts away what was made for it.
    ///
    /// **Errors:** ``ContractBreach``, or what the host throws when it can't be looked at.
    public func check(_ host: any Host, on ground: ContractGround) throws {
        var bench = ContractBench(host: host, ground: ground)
        defer { bench.clear() }
        try body(&bench)
    }
}

/// The promise that a host broke.
public struct ContractBreach: Error, Sendable, CustomStringConvertible {
    /// What was expected, and what there was.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
