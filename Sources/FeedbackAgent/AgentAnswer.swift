/// The answer of the agent: the least of its measures, and a wish.
struct AgentAnswer: Equatable {
    /// A measure of how idle this machine is.
    enum Measure: Equatable {
        /// It is not asked for.
        case unused
        /// It is asked for, and not known: no number may stand for it.
        case unknown
        /// It is known, 0...100.
        case known(Int)

        init(_ number: Int?) {
            self = number.map { .known($0) } ?? .unknown
        }
    }

    /// How idle the processors are.
    var processor = Measure.unused
    /// How much memory is available.
    var memory = Measure.unused
    /// The number that a command printed.
    var command = Measure.unused
    /// Whether the maintenance file is there.
    var isDrained = false

    /// The scarcest measure, 1...100; nil where one that is asked for is not known.
    ///
    /// 0 for a drain only: HAProxy drains a server that answers `0%`, and if all servers were busy
    /// at once no client would be served.
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

    /// The line, with its end; nil: no answer, so that the load balancer keeps the last one.
    ///
    /// A wish is always said: HAProxy keeps a `drain`, `maint` or `down` until it hears `ready`,
    /// wherever that word came from. The number comes first, for readers that read no further.
    func line(percent: Bool) -> String? {
        // HAProxy sends remembered clients elsewhere at weight 0 only.
        if isDrained, percent { return "0% drain\n" }
        guard let idle else { return isDrained ? "drain\n" : nil }
        return "\(idle)\(percent ? "%" : "") \(isDrained ? "drain" : "ready")\n"
    }
}
