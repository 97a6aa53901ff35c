/// The answer of the agent: the lowest of its measures, and a wish.
struct AgentAnswer: Equatable {
    /// A measure of this machine's idleness.
    enum Measure: Equatable {
        /// Not requested.
        case unused
        /// Requested, but unknown: no number may replace it.
        case unknown
        /// Known, 0...100.
        case known(Int)

        init(_ number: Int?) {
            self = number.map { .known($0) } ?? .unknown
        }
    }

    /// Idleness of the processors.
    var processor = Measure.unused
    /// Available memory.
    var memory = Measure.unused
    /// The number that a command printed.
    var command = Measure.unused
    /// Whether the maintenance file exists.
    var isDrained = false

    /// The lowest measure, 1...100; nil when a requested one is unknown.
    ///
    /// 0 is only used for a drain: HAProxy drains a server that answers `0%`, and if all servers
    /// were busy at once no client would be served.
    var idle: Int? {
        var least = 100
        for measure in [processor, memory, command] {
            switch measure {
            case .unused: break
            case .unknown: return nil
            case .known(let number): least = min(least, number)
            }
        }
        return max(least, 1)
    }

    /// The line, with its line end; nil: no answer, so that the load balancer keeps the last one.
    ///
    /// The wish is always sent: HAProxy keeps a `drain`, `maint` or `down` from any source until it
    /// receives `ready`. The number is first, for readers that stop after it.
    func line(percent: Bool) -> String? {
        // HAProxy only moves returning clients to other servers at weight 0.
        if isDrained, percent { return "0% drain\n" }
        guard let idle else { return isDrained ? "drain\n" : nil }
        return "\(idle)\(percent ? "%" : "") \(isDrained ? "drain" : "ready")\n"
    }
}
