import Addresses
import Model

extension Validation {
    /// The checks of a service and of its servers, and its fallback.
    mutating func checkHealth(of service: Service, at path: DocumentPath) {
        let effective = service.effectiveChecks
        if let check = service.check {
            // A key of the service counts when any of its servers uses it.
            let uses = effective.compactMap(\.self) + (service.servers.isEmpty ? [check] : [])
            let types = uses.map { CheckUse(of: $0, in: service) }
            report(unusedIn: check, by: types, at: path.key("check"))
        }
        for (position, server) in service.servers.enumerated() {
            guard let check = effective[position] else { continue }
            let place = path.key("servers").index(position)
            let use = CheckUse(of: check, for: server, in: service)
            if let own = server.check { report(unusedIn: own, by: [use], at: place.key("check")) }
            if let gap = use.gap {
                error(
                    .incompleteCheck,
                    at: server.check == nil ? path.key("check") : place.key("check"),
                    "the check of \(server.name) \(gap.problem)", hint: gap.hint)
                // One of them is enough to see what is wrong with the service's check.
                if server.check == nil { break }
            }
        }
        checkFailure(of: service, at: path)
    }

    private mutating func report(
        unusedIn check: Check, by uses: [CheckUse], at path: DocumentPath
    ) {
        for (key, reason) in check.keysAndNeeds where !uses.contains(where: { $0.uses(key) }) {
            error(
                .unusedCheckKey, at: path.key(key), "\"\(key)\" goes with \(reason) only",
                hint: "remove it, or change what is checked")
        }
    }

    /// What is done with servers that are down, where there are checks at all.
    private mutating func checkFailure(of service: Service, at path: DocumentPath) {
        let isChecked = service.check != nil || service.servers.contains { $0.check != nil }
        for (key, isGiven) in [
            ("quiescent", service.quiescent != nil), ("fallback", service.fallback != nil),
        ] where isGiven && !isChecked {
            error(
                .unusedCheckKey, at: path.key(key),
                "\"\(key)\" goes with checks only, and no server of \(service.name) is checked",
                hint: "add `check: connect`, or remove it")
        }
        guard let fallback = service.fallback else { return }
        let endpoint = service.endpoint(of: fallback)
        if let server = service.servers.first(where: { service.endpoint(of: $0) == endpoint }) {
            error(
                .fallbackIsServer, at: path.key("fallback"),
                "the fallback \(endpoint) is the server \(server.name) of \(service.name)",
                hint: "name a machine that works when the servers don't")
        }
        check(
            RealServer(
                name: "the fallback", address: fallback.address, port: fallback.port,
                forwarding: fallback.forwarding), of: service
        ) { _ in path.key("fallback") }
    }
}

extension Service {
    /// The check of each server, completed by the service's; nil: it is not checked.
    fileprivate var effectiveChecks: [Check?] {
        servers.map { server in
            server.check?.completed(by: check ?? Check()) ?? check
        }
    }
}

/// Which keys a check makes use of.
private struct CheckUse {
    let check: Check
    let type: CheckType
    let service: CheckService
    let asked: Endpoint?

    init(of check: Check, for server: RealServer? = nil, in service: Service) {
        self.check = check
        type = check.type ?? .connect
        let endpoint = server.map { service.endpoint(of: $0) }
        let port = check.port ?? endpoint?.port ?? service.key.endpoint?.port ?? 0
        self.service = check.service ?? .usual(atPort: port)
        asked = endpoint.map { Endpoint(check.address ?? $0.address, port: port) }
    }

    private var speaksHTTP: Bool { type.negotiates && service.isHTTP }
    private var speaksTCP: Bool { type.negotiates && service == .tcp }
    private var asks: Bool { type != .on && type != .off }

    func uses(_ key: String) -> Bool {
        switch key {
        case "service", "negotiateTimeout": type.negotiates
        case "request", "method", "virtualHost", "headers", "status": speaksHTTP
        case "expect", "expectRegex", "bodyLimit": speaksHTTP || speaksTCP || type == .udp
        case "tls": type.negotiates && (service == .https || service == .tcp)
        case "send": speaksTCP || type == .udp
        case "command": type == .external
        case "port": asks && type != .ping
        case "source": asks && type != .external
        default: asks
        }
    }

    /// What the check lacks; nil: nothing.
    var gap: (problem: String, hint: String)? {
        if type == .external, check.command == nil {
            return ("has no command", "add `command: /path/of/program`")
        }
        guard let asked, asks else { return nil }
        if asked.port == 0, type != .ping, type != .external {
            return ("has no port to ask: the service listens on every port", "add `port: 80`")
        }
        if let source = check.source, source.family != asked.address.family, type != .external {
            return (
                "comes from \(source) and goes to \(asked.address), of the other address family",
                "give a source of the family of what is asked"
            )
        }
        return nil
    }
}

extension Check {
    /// The keys that are given and do not go with every check, with what they go with.
    fileprivate var keysAndNeeds: [(key: String, need: String)] {
        let http = "negotiate and service http or https"
        let answers = "negotiate and service http, https or tcp, or with udp,"
        let asking = "checks that ask something"
        let all: [(String, Bool, String)] = [
            ("service", service != nil, "negotiate"),
            ("request", request != nil, http),
            ("method", method != nil, http),
            ("virtualHost", virtualHost != nil, http),
            ("headers", headers != nil, http),
            ("status", status != nil, http),
            ("expect", expect != nil, answers),
            ("expectRegex", expectRegex != nil, answers),
            ("bodyLimit", bodyLimit != nil, answers),
            ("tls", tls != nil, "negotiate and service https or tcp"),
            ("send", send != nil, "udp, or negotiate and service tcp,"),
            ("command", command != nil, "external"),
            ("port", port != nil, asking),
            ("address", address != nil, asking),
            ("source", source != nil, asking),
            ("interval", interval != nil, asking),
            ("downInterval", downInterval != nil, asking),
            ("timeout", timeout != nil, asking),
            ("negotiateTimeout", negotiateTimeout != nil, "negotiate"),
            ("fall", fall != nil, asking),
            ("rise", rise != nil, asking),
            ("start", start != nil, asking),
        ]
        return all.compactMap { key, isGiven, need in isGiven ? (key, need) : nil }
    }
}
