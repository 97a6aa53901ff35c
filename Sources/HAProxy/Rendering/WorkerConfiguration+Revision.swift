import Model

extension WorkerConfiguration {
    /// Returns the configuration for a document and settings that differ from this one's in single
    /// proxies and in the results of checks; nil: more differs, or it is not known.
    ///
    /// It equals the one that is rendered whole. Only the proxies that differ are rendered, before
    /// and after.
    public func revised(
        for spec: Spec, settings: HAProxySettings, certificates: [ProxyCertificate]
    ) -> WorkerConfiguration? {
        guard let recipe, let layout, recipe.settings.hasSameProxies(as: settings),
            recipe.spec.hasSameSurroundings(as: spec),
            let ranges = recipe.ranges(differingFrom: spec, settings)
        else { return nil }
        var replacements: [ConfigurationSplice.Replacement] = []
        for (old, new) in ranges {
            let before = old.map { RenderedProxy($0, of: recipe.spec, recipe.settings) }
            let after = new.map { RenderedProxy($0, of: spec, settings) }
            let files = after.flatMap(\.files)
            // Files and tables concern the rest of the configuration too.
            guard files.allSatisfy(self.files.contains),
                before.allSatisfy({ $0.files.allSatisfy(files.contains) }),
                before.contains(where: \.hasTables) == after.contains(where: \.hasTables)
                    || layout.hasTables && old.isEmpty
            else { return nil }
            replacements.append(.init(old: old, new: after))
        }
        var builder = ConfigurationBuilder(spec: spec, settings: settings)
        builder.addHead()
        let head = builder.configuration.lines
        guard let splice = ConfigurationSplice(self, head: head, replacements) else { return nil }
        var result = splice.result(settings.stamp)
        result.proxies.certificates = certificates
        result.recipe = Recipe(
            spec: spec, settings: settings, certificates: certificates,
            peersListen: recipe.peersListen)
        result.note(spec, settings, peers: recipe.peersListen)
        return result
    }
}

extension WorkerConfiguration.Recipe {
    /// The largest part of the proxies that is rendered separately.
    private static let largestPart = 4

    /// The positions of the proxies that differ, and of their successors; nil: too many.
    fileprivate func ranges(
        differingFrom other: Spec, _ settings: HAProxySettings
    ) -> [(old: Range<Int>, new: Range<Int>)]? {
        let (before, after) = (spec.proxies, other.proxies)
        let (oldDown, newDown) = (self.settings.results?.down, settings.results?.down)
        let hasSameResults = oldDown == newDown
        func isSame(_ old: Int, _ new: Int) -> Bool {
            before[old] == after[new]
                && (hasSameResults || oldDown?[before[old].name] == newDown?[after[new].name])
        }
        let most = before.count / Self.largestPart + 1
        if before.count == after.count {
            let changed = before.indices.filter { !isSame($0, $0) }
            return changed.count > most ? nil : changed.map { ($0..<$0 + 1, $0..<$0 + 1) }
        }
        let shorter = min(before.count, after.count)
        var head = 0
        while head < shorter, isSame(head, head) { head += 1 }
        var tail = 0
        while tail < shorter - head, isSame(before.count - tail - 1, after.count - tail - 1) {
            tail += 1
        }
        let (old, new) = (head..<before.count - tail, head..<after.count - tail)
        return old.count > most || new.count > most ? nil : [(old, new)]
    }
}

extension HAProxySettings {
    /// Whether equal proxies have equal sections in both, except for the results of checks.
    fileprivate func hasSameProxies(as other: HAProxySettings) -> Bool {
        var same = other
        same.maxConnections = maxConnections
        same.results = results
        return kept.lines.isEmpty && self == same
    }
}
