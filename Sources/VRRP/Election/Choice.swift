/// One time in the role that the operator gave to a node.
struct Choice: Sendable, Hashable {
    var node: NodeID
    var session: UInt32
    var takeovers: UInt8

    init(_ report: Report) {
        node = report.node
        session = report.session
        takeovers = report.takeovers
    }
}
