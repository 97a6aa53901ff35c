/// A router that sends advertisements and no reports.
struct Stranger: Sendable {
    var heard: Moment
    var priority: UInt8
    var interval: Duration
}
