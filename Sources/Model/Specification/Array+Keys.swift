extension Array where Element == Service {
    /// Whether the services have the same keys in the same order.
    public func haveKeys(of others: [Service]) -> Bool {
        guard count == others.count else { return false }
        return indices.allSatisfy { self[$0].key == others[$0].key }
    }
}
