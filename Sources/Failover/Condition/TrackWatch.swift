import Files
import Model

/// The tracks of the document: it looks at them once a second, and runs their commands.
actor TrackWatch {
    private let executor = QueueExecutor(label: "ballast.tracks")
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    private var tracks: [FailoverTrack] = []
    private var states: [String: Debounced] = [:]
    private var reasons: [String: String] = [:]
    private var scripts: [String: Script] = [:]

    /// The command of a track.
    private struct Script {
        let command: TrackCommand
        var next = ContinuousClock.now
        var isRunning = false
        /// Whether it has ended once.
        var isKnown = false
        /// The latest failure; nil: none.
        var failure: String?
    }

    /// Replaces the tracks; unchanged ones keep their state.
    func follow(_ tracks: [FailoverTrack]) {
        guard tracks != self.tracks else { return }
        let kept = Set(self.tracks.filter(tracks.contains).map(\.name))
        states = states.filter { kept.contains($0.key) }
        reasons = reasons.filter { kept.contains($0.key) }
        scripts = scripts.filter { kept.contains($0.key) }
        self.tracks = tracks
        for track in tracks where scripts[track.name] == nil {
            guard case .script(let command, _, let timeout) = track.condition else { continue }
            let words = command.split(separator: " ").map(String.init)
            scripts[track.name] = Script(
                command: TrackCommand(words: words, timeout: timeout, user: track.user))
        }
    }

    /// Looks at all conditions.
    ///
    /// - Parameter fitness: the fitness of the controller; nil: not known yet.
    func turn(_ fitness: NodeFitness?) {
        guard !tracks.isEmpty else { return }
        let host = HostFacts(processes: Set(tracks.compactMap { $0.condition.processName }))
        for track in tracks {
            let reason: String?
            switch track.condition {
            case .interface(let name):
                // A failure to look is no failure of the interface.
                guard let host else { continue }
                reason = host.working.contains(name) ? nil : "\(name) is down"
            case .process(let name):
                guard let host, let cut = track.condition.processName else { continue }
                reason = host.processes.contains(cut) ? nil : "no process \(name)"
            case .script(_, let interval, _):
                start(track.name, interval)
                reason = scripts[track.name]?.failure
            case .services(let least):
                reason =
                    fitness?.share ?? 100 >= least
                    ? nil : "less than \(least) % of the services have a usable server"
            }
            states[track.name, default: Debounced()].update(reason != nil, delay: track.delay)
            if let reason { reasons[track.name] = reason }
        }
    }

    /// Whether each command has ended once.
    var isKnown: Bool { scripts.values.allSatisfy(\.isKnown) }

    /// The tracks that count now, in the order of the document.
    var faults: [(subject: String, fault: NodeFault)] {
        tracks.filter { states[$0.name]?.isHolding == true }.map { track in
            let subject = "track \(track.name)"
            let reason = "\(subject): \(reasons[track.name] ?? "over")"
            return (subject, NodeFault(reason: reason, weight: track.weight))
        }
    }

    private func start(_ name: String, _ interval: Duration) {
        guard let script = scripts[name], !script.isRunning, script.next <= .now else { return }
        scripts[name]?.isRunning = true
        scripts[name]?.next = .now + interval
        Task { self.note(await script.command.run(), of: name, script.command) }
    }

    private func note(_ failure: String?, of name: String, _ command: TrackCommand) {
        // The document may have another command since.
        guard scripts[name]?.command == command else { return }
        scripts[name]?.isRunning = false
        scripts[name]?.isKnown = true
        scripts[name]?.failure = failure.map { "\(command.words[0]): \($0)" }
    }
}

extension FailoverTrack.Condition {
    /// The name of a process as the kernel cuts it; nil: another condition.
    fileprivate var processName: String? {
        guard case .process(let name) = self else { return nil }
        return String(name.prefix(ProcessEntry.nameLimit))
    }
}
