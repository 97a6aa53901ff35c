import Model

extension Validation {
    /// Checks the health checks of a service and its servers, and its fallback.
    mutating func checkHealth(of service: Service, at path: DocumentPath) {
        let effective = service.effectiveChecks
        checkKeys(of: service, at: path)
        for (position, server) in service.servers.enumerated() {
            guard let check = effective[position] else { continue }
            let place = path.key("servers").index(position)
            let use = CheckUse(of: check, for: server, in: service)
            checkSource(of: check, of: server, at: path, position)
            checkTransport(of: check, of: server, in: service, at: path, position)
            if server.check != nil || position == 0 {
                checkContent(of: use, at: server.check == nil ? path : place)
            }
            if let gap = use.gap {
                var wrong = (server.check == nil ? path : place).key("check")
                if let key = use.wrongKey { wrong = wrong.key(key) }
                error(
                    .incompleteCheck, at: wrong, "the check of \(server.name) \(gap.problem)",
                    hint: gap.hint)
                // One report about the service's check is enough.
                if server.check == nil { break }
            }
        }
        checkFailure(of: service, at: path)
    }

    /// Reports keys without effect in the checks of a service and of its servers.
    mutating func checkKeys(of service: Service, at path: DocumentPath) {
        let effective = service.effectiveChecks
        if let check = service.check {
            // A key of the service counts if any of its servers uses it.
            let uses = effective.compactMap(\.self) + (service.servers.isEmpty ? [check] : [])
            let types = uses.map { CheckUse(of: $0, in: service) }
            report(unusedIn: check, by: types, at: path.key("check"))
        }
        for (position, server) in service.servers.enumerated() {
            guard let own = server.check, let check = effective[position] else { continue }
            let use = CheckUse(of: check, for: server, in: service)
            let place = path.key("servers").index(position).key("check")
            report(unusedIn: own, by: [use], at: place)
        }
    }

    /// Reports HTTP checks of HAProxy's that no server can pass.
    ///
    /// Checks that Ballast makes are validated for each server.
    mutating func checkRequest(of service: Service, at path: DocumentPath) {
        guard let check = service.check else { return }
        let use = CheckUse(of: check, for: service.servers.first, in: service)
        if let wrong = use.wrongPath {
            error(
                .incompleteCheck, at: path.key("check").key("request"),
                "the check of \(service.name) \(wrong.problem)", hint: wrong.hint)
        }
        checkContent(of: use, at: path)
    }

    /// Reports an expected text of an answer that has no content.
    private mutating func checkContent(of use: CheckUse, at path: DocumentPath) {
        guard let wrong = use.missingContent else { return }
        error(
            .impossibleCheck, at: path.key("check").key(wrong.key), wrong.problem, hint: wrong.hint)
    }

    private mutating func report(
        unusedIn check: Check, by uses: [CheckUse], at path: DocumentPath
    ) {
        if reportMissingType(of: check, by: uses, at: path) { return }
        for (key, reason) in check.keysAndNeeds where !uses.contains(where: { $0.uses(key) }) {
            error(
                .unusedCheckKey, at: path.key(key.rawValue),
                "\"\(key.rawValue)\" applies to \(reason) only",
                hint: "remove it, or change what is checked")
        }
    }
}

extension Validation {
    /// Reports keys that need `negotiate` in a check without a type.
    ///
    /// - Returns: whether every key without effect is of this kind, and at least one is.
    private mutating func reportMissingType(
        of check: Check, by uses: [CheckUse], at path: DocumentPath
    ) -> Bool {
        let unused = check.keysAndNeeds.filter { key, _ in !uses.contains { $0.uses(key) } }
        guard let first = unused.first, uses.allSatisfy({ $0.check.type == nil }),
            unused.allSatisfy({ $0.need.hasPrefix("negotiate") })
        else { return false }
        let keys = unused.map { "\"\($0.key.rawValue)\"" }
        let list =
            (keys.count > 1 ? keys.dropLast().joined(separator: ", ") + " and " : "")
            + (keys.last ?? "")
        error(
            .unusedCheckKey, at: path.key(first.key.rawValue),
            "\(list) \(keys.count == 1 ? "applies" : "apply") to negotiate, and a check without a "
                + "type only connects",
            hint: "add `type: negotiate`")
        return true
    }
}

extension Service {
    /// The check of each server, completed by the service's; nil: not checked.
    fileprivate var effectiveChecks: [Check?] {
        servers.map { server in
            server.check?.completed(by: check ?? Check()) ?? check
        }
    }
}
