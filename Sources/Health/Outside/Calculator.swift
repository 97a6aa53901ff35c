import Dispatch

/// The only thread for long computations, which a server may demand.
///
/// Computations run one after the other, so that any number of servers uses at most one processor.
/// A check has at most one computation, so the queue is no longer than the checks in flight.
enum Calculator {
    private static let queue = DispatchQueue(label: "ballast.calculator", qos: .utility)

    /// Performs the work, and passes its result to the completion.
    static func run(
        _ work: @escaping @Sendable () -> [UInt8]?, then: @escaping @Sendable ([UInt8]?) -> Void
    ) {
        queue.async { then(work()) }
    }
}
