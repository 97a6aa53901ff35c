import Model

extension ProxyChanges {
    /// The most lines of a reload's event.
    private static let detailLimit = 20

    /// The reasons for a reload as a plan shows them: servers, routes and options by their names.
    ///
    /// **Shape:** at most 21 lines; empty: commands are enough.
    ///
    /// - Parameters:
    ///   - old: the worker's file; nil: it is not known.
    ///   - servers: the worker's servers before the reload.
    ///   - folder: the directory of the files that the configuration names.
    func details(
        from old: String?, to configuration: WorkerConfiguration,
        servers: [ServerStates.Server], in folder: String
    ) -> [String] {
        let reasons = reasons(from: old, to: configuration.text)
        guard let old, reloads.contains(Self.moreChanged) else { return reasons }
        let difference = ConfigurationDifference(
            from: old, to: configuration.text, servers: servers
        ) { path in
            configuration.files.first { "\(folder)/\($0.name)" == path }?.contents
                ?? readText(path)
        }
        let lines = difference.parts.flatMap { part in
            (part.action == .change ? [] : ["\(part.action.rawValue) \(part.subject)"])
                + part.changes.map { "\(part.subject): \($0)" }
        }
        guard !lines.isEmpty else { return reasons }
        let more = lines.count - Self.detailLimit
        return lines.prefix(Self.detailLimit) + (more > 0 ? ["and \(more) more"] : [])
    }
}
