extension Spec {
    /// The checks of the document with their paths: of services, proxies, routes and servers.
    public var checks: [(path: DocumentPath, check: Check)] {
        var checks: [(path: DocumentPath, check: Check)] = []
        func add(_ check: Check?, at path: DocumentPath) {
            if let check { checks.append((path.key("check"), check)) }
        }
        for (index, service) in services.enumerated() {
            let path = DocumentPath([.key("services"), .index(index)])
            add(service.check, at: path)
            for (position, server) in service.servers.enumerated() where server.check != nil {
                add(server.check, at: path.key("servers").index(position))
            }
        }
        for (index, proxy) in proxies.enumerated() {
            let path = DocumentPath([.key("proxies"), .index(index)])
            add(proxy.check, at: path)
            for (position, server) in proxy.servers.enumerated() where server.check != nil {
                add(server.check, at: path.key("servers").index(position))
            }
            for (order, route) in proxy.routes.enumerated() {
                let place = path.key("routes").index(order)
                add(route.check, at: place)
                for (position, server) in route.servers.enumerated() where server.check != nil {
                    add(server.check, at: place.key("servers").index(position))
                }
            }
        }
        return checks
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
        let checked = checks.flatMap { path, check in
            [(path, "password", check.password), (path, "secret", check.secret)]
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
        check?.hasSecretFile == true || servers.contains { $0.check?.hasSecretFile == true }
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
        check?.hasSecretFile == true || servers.contains { $0.check?.hasSecretFile == true }
            || routes.contains { route in
                route.check?.hasSecretFile == true
                    || route.servers.contains { $0.check?.hasSecretFile == true }
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
