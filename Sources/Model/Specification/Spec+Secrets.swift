extension Spec {
    /// The checks of the document with their paths: of services, proxies, routes and servers.
    public var checks: [(path: DocumentPath, check: Check)] {
        var checks: [(path: DocumentPath, check: Check)] = []
        visitChecks { check, place in checks.append((place.path, check)) }
        return checks
    }

    /// Calls a closure for each check: of services, proxies, routes and servers.
    ///
    /// Most documents have thousands of checks without a finding, so the closure makes the path of
    /// those alone that have one.
    public func visitChecks(_ visit: (_ check: Check, _ place: CheckPlace) -> Void) {
        for (index, service) in services.enumerated() {
            var place = CheckPlace(isOfService: true, index: index)
            if let check = service.check { visit(check, place) }
            for (position, server) in service.servers.enumerated() where server.hasCheck {
                place.server = position
                if let check = server.check { visit(check, place) }
            }
        }
        for (index, proxy) in proxies.enumerated() {
            var place = CheckPlace(isOfService: false, index: index)
            func visitAll(_ check: Check?, _ servers: [ProxyServer]) {
                place.server = nil
                if let check { visit(check, place) }
                for (position, server) in servers.enumerated() where server.hasCheck {
                    place.server = position
                    if let check = server.check { visit(check, place) }
                }
            }
            visitAll(proxy.check, proxy.servers)
            for (order, route) in proxy.routes.enumerated() {
                place.route = order
                visitAll(route.check, route.servers)
            }
        }
    }

    /// Whether a secret of the document is in a file.
    public var hasSecretFile: Bool {
        services.contains { $0.hasSecretFile } || proxies.contains { $0.hasSecretFile }
            || cluster?.failover?.secrets.contains { $0.secret?.file != nil } == true
            || notifications?.mail?.password?.file != nil || haproxy.page.password?.file != nil
    }

    /// The secrets of the document with the paths of their keys.
    ///
    /// **Shape:** checks first, then failover, mail and the statistics page.
    public var secrets: [(path: DocumentPath, secret: Secret)] {
        var checked: [(DocumentPath, String, Secret?)] = []
        visitChecks { check, place in
            guard check.password != nil || check.secret != nil else { return }
            let path = place.path
            checked += [(path, "password", check.password), (path, "secret", check.secret)]
        }
        let elected = (cluster?.failover?.secrets ?? []).map { ($0.path, $0.key, $0.secret) }
        let others = [
            (
                DocumentPath([.key("notifications"), .key("mail")]), "password",
                notifications?.mail?.password
            ),
            (
                DocumentPath([.key("admin"), .key("statisticsPage")]), "password",
                haproxy.page.password
            ),
        ]
        return (checked + elected + others).compactMap { path, key, secret in
            secret.map { (path.key($0.file == nil ? key : "\(key)File"), $0) }
        }
    }

    /// The document without the texts of secrets in files.
    public var withoutSecretTexts: Spec {
        guard hasSecretFile else { return self }
        var spec = self
        spec.fillSecrets { _ in nil }
        return spec
    }

    /// Fills in the text of each secret in a file.
    ///
    /// - Parameter text: returns the secret in a file; nil: the file cannot be used.
    public mutating func fillSecrets(_ text: (Secret.File) -> String?) {
        for index in services.indices { services[index].fillSecrets(text) }
        for index in proxies.indices { proxies[index].fillSecrets(text) }
        cluster?.failover?.fillSecrets(text)
        notifications?.mail?.password?.fill(text)
        haproxy.page.password?.fill(text)
    }
}

extension Service {
    fileprivate var hasSecretFile: Bool {
        check?.hasSecretFile == true
            || servers.contains { $0.hasCheck && $0.check?.hasSecretFile == true }
    }

    /// Fills in the text of each secret in a file: see ``Spec/fillSecrets(_:)``.
    public mutating func fillSecrets(_ text: (Secret.File) -> String?) {
        // Values without a secret stay shared with the original document.
        if check?.hasSecretFile == true { check?.fillSecrets(text) }
        for index in servers.indices where servers[index].check?.hasSecretFile == true {
            servers[index].check?.fillSecrets(text)
        }
    }
}

extension Proxy {
    fileprivate var hasSecretFile: Bool {
        check?.hasSecretFile == true
            || servers.contains { $0.hasCheck && $0.check?.hasSecretFile == true }
            || routes.contains { route in
                route.check?.hasSecretFile == true
                    || route.servers.contains { $0.hasCheck && $0.check?.hasSecretFile == true }
            }
    }

    fileprivate mutating func fillSecrets(_ text: (Secret.File) -> String?) {
        if check?.hasSecretFile == true { check?.fillSecrets(text) }
        servers.fillSecrets(text)
        for index in routes.indices {
            if routes[index].check?.hasSecretFile == true { routes[index].check?.fillSecrets(text) }
            var servers = routes[index].servers
            guard servers.contains(where: { $0.check?.hasSecretFile == true }) else { continue }
            servers.fillSecrets(text)
            routes[index].action = .servers(servers)
        }
    }
}

extension [ProxyServer] {
    fileprivate mutating func fillSecrets(_ text: (Secret.File) -> String?) {
        for index in indices where self[index].check?.hasSecretFile == true {
            self[index].check?.fillSecrets(text)
        }
    }
}

extension Check {
    /// Whether one of its secrets is in a file.
    fileprivate var hasSecretFile: Bool { password?.file != nil || secret?.file != nil }

    /// Whether the file of one of its secrets cannot be used, so that the check cannot log in.
    public var lacksSecret: Bool {
        [password, secret].contains { $0 != nil && $0?.text == nil }
    }

    fileprivate mutating func fillSecrets(_ text: (Secret.File) -> String?) {
        password?.fill(text)
        secret?.fill(text)
    }
}

extension Failover {
    /// The secrets with the paths of their objects and the keys of their texts.
    fileprivate var secrets: [(path: DocumentPath, key: String, secret: Secret?)] {
        let path = DocumentPath([.key("cluster"), .key("failover")])
        let list = path.key("authentication").key("keys")
        return [(path, "password", password)]
            + (authentication?.keys ?? []).enumerated().map {
                (list.index($0.offset), "key", $0.element.secret)
            }
    }

    /// The path of a secret file that can't be used; nil: the election has all of its secrets.
    public var unusableSecret: String? {
        secrets.lazy.compactMap(\.secret).first { $0.text == nil }?.file?.path
    }

    fileprivate mutating func fillSecrets(_ text: (Secret.File) -> String?) {
        password?.fill(text)
        for index in authentication?.keys.indices ?? 0..<0 {
            authentication?.keys[index].secret.fill(text)
        }
    }
}

extension Secret {
    fileprivate mutating func fill(_ text: (File) -> String?) {
        guard let file else { return }
        self.text = text(file)
    }
}
