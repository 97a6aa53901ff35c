extension VirtualService {
    /// The settings that differ from the default, in words: `mh-port`, `one-packet`, `persistent
    /// 300 s`.
    var options: [String] {
        var options = schedulerFlags.words(of: scheduler)
        if onePacket { options.append("one-packet") }
        if let persistence { options.append("persistent \(persistence)") }
        return options
    }

    /// The differences, old value first.
    func changes(from old: VirtualService) -> [String] {
        var changes: [String] = []
        if scheduler != old.scheduler {
            changes.append("\(old.scheduler.rawValue) -> \(scheduler.rawValue)")
        }
        if schedulerFlags != old.schedulerFlags {
            let before = old.schedulerFlags.words(of: old.scheduler).joined(separator: "+")
            let after = schedulerFlags.words(of: scheduler).joined(separator: "+")
            changes.append(
                "flags \(before.isEmpty ? "none" : before) -> \(after.isEmpty ? "none" : after)")
        }
        if onePacket != old.onePacket {
            changes.append("one-packet \(old.onePacket ? "on -> off" : "off -> on")")
        }
        if persistence != old.persistence {
            let before = old.persistence?.description ?? "none"
            changes.append("persistence \(before) -> \(persistence?.description ?? "none")")
        }
        return changes
    }
}

extension SchedulerFlags {
    /// The flags in the document's words for this scheduler: `mh-port`, `mh-fallback`.
    ///
    /// For a scheduler without words for them they are `flag-1` to `flag-3`, as in `ipvsadm(8)`.
    public func words(of scheduler: Scheduler) -> [String] {
        let named = scheduler == .sourceHash || scheduler == .maglevHash
        let name = scheduler.rawValue
        var words: [String] = []
        if contains(.fallback) { words.append(named ? "\(name)-fallback" : "flag-1") }
        if contains(.port) { words.append(named ? "\(name)-port" : "flag-2") }
        if contains(.third) { words.append("flag-3") }
        return words
    }
}

extension Persistence: CustomStringConvertible {
    /// `300 s`, with `/24` when networks count as one client, with `sip` for the engine.
    public var description: String {
        var text = "\(timeout) s"
        if let prefixLength { text += " /\(prefixLength)" }
        if let engine { text += " \(engine.rawValue)" }
        return text
    }
}
