/// What the agent says: the least of what was measured, and a wish.
struct AgentAnswer: Equatable {
    /// How idle the processors are; nil: not known yet.
    var processor: Int?
    /// How much memory is there; nil: not asked for, or not known.
    var memory: Int?
    /// What a command says; nil: there is none, or it has not said anything that counts.
    var command: Int?
    /// Whether the maintenance file is there; nil: none is looked for.
    var isDrained: Bool?

    /// The scarcest of all, 0...100; nothing known is wholly idle: at the start nobody waits.
    var idle: Int { [processor, memory, command].compactMap { $0 }.min() ?? 100 }

    /// The line, with its end.
    ///
    /// Only `ready` undoes a `drain`, so one of both is said whenever a file is looked for. The
    /// number comes first, for those who read no further.
    func line(percent: Bool) -> String {
        let wish = isDrained.map { $0 ? " drain" : " ready" } ?? ""
        return "\(idle)\(percent ? "%" : "")\(wish)\n"
    }
}
