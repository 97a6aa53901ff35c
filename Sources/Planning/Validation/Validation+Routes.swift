import Addresses
import Model

extension Validation {
    /// Warns about routes without requests: an earlier route matches all of them.
    mutating func checkRoutes(of proxy: Proxy, at path: DocumentPath) {
        for (position, route) in proxy.routes.enumerated() {
            let earlier = proxy.routes[..<position].firstIndex { $0.match.covers(route.match) }
            guard let earlier else { continue }
            warning(
                .deadRoute, at: path.key("routes").index(position),
                "this route never gets a request: route \(earlier + 1) of \(proxy.name) takes"
                    + " them all",
                hint: "put it before route \(earlier + 1), or remove it")
        }
    }

    /// Checks the probes that Ballast makes itself; HAProxy validates its own.
    mutating func checkChecks(of proxy: Proxy, at path: DocumentPath) {
        guard proxy.isCheckedByBallast else {
            var own = proxy
            own.routes = []
            checkKeys(of: spec.checkedService(of: own), at: path)
            checkRequest(of: spec.checkedService(of: own), at: path)
            checkNames(of: proxy.check, at: path)
            checkTimes(of: proxy, at: path)
            for (position, route) in proxy.routes.enumerated() where route.check != nil {
                let place = path.key("routes").index(position)
                checkKeys(of: spec.checkedService(of: proxy.part(for: route)), at: place)
                checkRequest(of: spec.checkedService(of: proxy.part(for: route)), at: place)
                checkNames(of: route.check, at: place)
                checkTimes(of: proxy.part(for: route), at: place)
            }
            return
        }
        var own = proxy
        own.routes = []
        checkProxyProtocol(of: proxy, at: path)
        checkHealth(of: spec.checkedService(of: own), at: path)
        for (position, route) in proxy.routes.enumerated() where route.check != nil {
            checkHealth(
                of: spec.checkedService(of: proxy.part(for: route)),
                at: path.key("routes").index(position))
        }
    }

    /// Reports certificate names that HAProxy's checks can't verify.
    private mutating func checkNames(of check: Check?, at path: DocumentPath) {
        guard let check, let tls = check.tls, tls.verify else { return }
        let place = path.key("check")
        if let name = tls.serverName {
            checkName(name, isVerifiedBy: "the check", at: place.key("tls").key("serverName"))
        } else if let host = check.virtualHost {
            checkName(host, isVerifiedBy: "the check", at: place.key("virtualHost"))
        }
    }

    /// Reports an address as the name of a certificate: HAProxy compares only names.
    ///
    /// Source: `ssl_sock_srv_verifycbk` of HAProxy 2.6: DNS names, and otherwise the common name.
    mutating func checkName(_ name: String, isVerifiedBy asker: String, at path: DocumentPath) {
        guard IPAddress(name) != nil else { return }
        error(
            .verifiedAddress, at: path,
            "\(asker) would verify a certificate for the address \(name), and HAProxy knows"
                + " certificates of names alone: none is good",
            hint: "give a name that the certificate is for, or `verify: false`")
    }

    /// Warns about checks with a shorter time limit than their connection: HAProxy's limit starts
    /// after the connection.
    ///
    /// Source: HAProxy's configuration manual, 4.2, `timeout check`.
    private mutating func checkTimes(of proxy: Proxy, at path: DocumentPath) {
        guard let check = proxy.check else { return }
        let own = check.type?.negotiates == true ? check.negotiateTimeout : nil
        let connection = min(
            proxy.traffic.timeouts.connect, check.interval ?? spec.health.interval)
        guard let limit = own ?? check.timeout, limit < connection else { return }
        warning(
            .slowCheck,
            at: path.key("check").key(own == nil ? "timeout" : "negotiateTimeout"),
            "HAProxy gives the connection of a check the time of any connection, which is longer"
                + " than this: a server that does not answer at all is found down later",
            hint: "set the proxy's `timeouts: {connect: ...}` to the same")
    }

    /// Warns about Ballast's checks of servers that expect the PROXY protocol.
    private mutating func checkProxyProtocol(of proxy: Proxy, at path: DocumentPath) {
        for (position, server) in proxy.servers.enumerated() where server.proxyProtocol != nil {
            let check = (server.check ?? Check()).completed(by: proxy.check ?? Check())
            let port = server.port ?? proxy.listen.first?.port
            guard check.type?.negotiates == true, check.port ?? port == port,
                check.address ?? server.address == server.address
            else { continue }
            warning(
                .uncheckedProxyProtocol, at: path.key("servers").index(position),
                "\(server.name) waits for the PROXY protocol, which this check does not speak, as"
                    + " Ballast makes it itself",
                hint: "give the check a port where the server does without: `port: 8080`")
        }
    }

    /// Reports redirects to themselves, or to a host of the client's choice.
    mutating func checkRedirects(of proxy: Proxy, at path: DocumentPath) {
        for (position, route) in proxy.routes.enumerated() {
            guard case .redirect(let redirect) = route.action, redirect.keepPath else { continue }
            let isNowhere = redirect.to.allSatisfy { $0 == "/" }
            guard isNowhere || redirect.to.hasSuffix("://") else { continue }
            error(
                .endlessRedirect,
                at: path.key("routes").index(position).key("redirect").key("to"),
                "\"\(redirect.to)\" with the path of the request behind it "
                    + (isNowhere
                        ? "is the same page again, or the host that a client puts into its path"
                        : "has no host but the one that a client puts into its path"),
                hint: "name the site: `to: \"https://shop.example\"`")
        }
    }

    /// Reports conditions that no request meets.
    mutating func checkMatches(of proxy: Proxy, at path: DocumentPath) {
        for (position, route) in proxy.routes.enumerated() {
            let place = path.key("routes").index(position).key("match")
            for problem in route.match.impossibilities {
                error(
                    .impossibleRoute, at: place.key(problem.key), problem.message,
                    hint: problem.hint)
            }
        }
    }

    /// Reports keys of a route that need servers.
    mutating func checkOwnKeys(of proxy: Proxy, at path: DocumentPath) {
        for (position, route) in proxy.routes.enumerated() {
            let place = path.key("routes").index(position)
            let given = [
                ("balance", route.balance != nil), ("persistence", route.persistence != nil),
                ("check", route.check != nil), ("fallback", route.fallback != nil),
            ]
            if case .servers = route.action { continue }
            for (key, isGiven) in given where isGiven {
                error(
                    .conflictingKeys, at: place.key(key),
                    "\"\(key)\" of a route applies to \"servers\" only", hint: "remove it")
            }
        }
    }
}
