import Model
import VRRP

extension NodeCondition {
    /// The deduction for a fault without a weight: the lowest priority remains, so that a node
    /// which is alone keeps the addresses.
    private static let whole = 254

    /// The condition of a node that is not known yet: it takes over from a silent node alone.
    static var unready: NodeCondition {
        var condition = NodeCondition()
        condition.isReady = false
        return condition
    }

    /// Creates a condition.
    ///
    /// - Parameters:
    ///   - faults: the faults that count.
    ///   - gateways: the gateways, all of them with a known state.
    init(
        _ fitness: NodeFitness, _ faults: [NodeFault], _ gateways: [FailoverStatus.Gateway]
    ) {
        self.init()
        isReady = fitness.unready.isEmpty
        penalty = min(255, faults.reduce(0) { $0 + ($1.weight ?? Self.whole) })
        guard !gateways.isEmpty else { return }
        self.gateways = Gateways(
            reached: UInt8(clamping: gateways.count { $0.isReached == true }),
            total: UInt8(clamping: gateways.count))
    }
}
