import Addresses

/// Another process that runs as this node.
public struct Twin: Sendable {
    /// Its address; nil: a serial line.
    public var source: IPAddress?
    /// The moment of its last report.
    public var heard: Moment
    /// Number of its reports.
    public var count = 0
}
